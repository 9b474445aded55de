using System.Runtime.CompilerServices;
using System.Threading.Channels;
using ImageGen.Core.Api.Views;
using ImageGen.Local.Host;
using ImageGen.Local.Storage.Inbox;

namespace ImageGen.Tests.Local.Cli;

/// <summary>An engine whose run goes as the test says.</summary>
internal sealed class FakeRunHost : IRunHost
{
    private readonly Channel<RunUpdate> _updates = Channel.CreateUnbounded<RunUpdate>();

    public EngineParts Parts { get; init; } = InMemoryEngine();

    public ProjectStart Start { get; init; } = new("fable-1", Note: null);

    public ControlResult ControlResult { get; init; } = new ControlResult.Done();

    /// <summary>What it was asked for, in order.</summary>
    public List<object> Asked { get; } = [];

    public TaskCompletionSource<object> FirstShown { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool FinishesWhenStopped { get; init; } = true;

    /// <summary>How the run stands once calls under way have ended; null: as before.</summary>
    public RunView? OnceStopped { get; init; }

    private static EngineParts InMemoryEngine()
    {
        var runs = new InMemoryRunStore();
        var runLogs = new RunLogs(runs);
        var service = new RunService(runs, runLogs, new RecordingWorkflowClient(), TimeProvider.System);
        var images = new InMemoryImageStore();
        return new EngineParts(
            runs, images, new FixedKeySource(1), runLogs, service, new Thumbnails(
                new ImageProcessor(codec: null), new InMemoryThumbnails(), images));
    }

    public FakeRunHost Shows(RunView view, params RunEvent[] events)
    {
        _updates.Writer.TryWrite(new RunUpdate(view, [.. events]));
        return this;
    }

    public FakeRunHost Ends()
    {
        _updates.Writer.Complete();
        return this;
    }

    private RunUpdate? _last;

    public void Announce(Uri url) => Asked.Add(url);

    public Task<ProjectStart> StartAsync(Storyboard storyboard, CancellationToken cancellationToken)
    {
        Asked.Add(storyboard);
        return Task.FromResult(Start);
    }

    public Task<ControlResult> ControlAsync(RunCommand command, CancellationToken cancellationToken)
    {
        Asked.Add(command);
        return Task.FromResult(ControlResult);
    }

    public async IAsyncEnumerable<RunUpdate> WatchAsync(string runId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Asked.Add(runId);
        if (_last is { } last)
        {
            // Whoever looks begins with how it stands.
            yield return last;
        }

        await foreach (var update in _updates.Reader.ReadAllAsync(cancellationToken))
        {
            _last = update;
            yield return update;
            FirstShown.TrySetResult(update);
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        Asked.Add("stop");
        _last = OnceStopped is { } view ? new RunUpdate(view, []) : _last;
        await Task.Delay(FinishesWhenStopped ? TimeSpan.Zero : Timeout.InfiniteTimeSpan, cancellationToken);
    }

    public ValueTask DisposeAsync()
    {
        Asked.Add("dispose");
        return ValueTask.CompletedTask;
    }
}
