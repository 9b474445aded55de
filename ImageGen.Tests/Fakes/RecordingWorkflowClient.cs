using System.Collections.Concurrent;

namespace ImageGen.Tests.Fakes;

/// <summary>An engine that does nothing but remember what it was told.</summary>
internal sealed class RecordingWorkflowClient : IWorkflowClient
{
    public ConcurrentQueue<string> Woken { get; } = new();

    public ConcurrentQueue<string> Dropped { get; } = new();

    public Task WakeAsync(string runId, CancellationToken cancellationToken)
    {
        Woken.Enqueue(runId);
        return Task.CompletedTask;
    }

    public Task DropInFlightAsync(string runId, CancellationToken cancellationToken)
    {
        Dropped.Enqueue(runId);
        return Task.CompletedTask;
    }
}
