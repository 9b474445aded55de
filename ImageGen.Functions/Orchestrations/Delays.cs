using Microsoft.DurableTask;

namespace ImageGen.Functions.Orchestrations;

/// <summary>The delays of one execution. Belongs to one workflow.</summary>
/// <remarks>
/// Durable delivers a delay that was given up all the same, and to the instance's next execution if this one is over by then. A host with
/// extended sessions passes such a message round and round, at the cost of a whole core, until that execution is over too.
/// </remarks>
internal sealed class Delays(TaskOrchestrationContext context)
{
    private static readonly TimeSpan Near = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Azure Storage hides a message for whole seconds, rounded down, so that a timer rings up to a second before its time.
    /// </summary>
    private static readonly TimeSpan Early = TimeSpan.FromSeconds(1);

    private readonly List<(DateTimeOffset Due, Task Task)> _begun = [];

    private DateTimeOffset Now => new(context.CurrentUtcDateTime, TimeSpan.Zero);

    /// <summary>Completes at <paramref name="due"/> or up to a second later, never before.</summary>
    public Task BeginAsync(DateTimeOffset due, CancellationToken cancellationToken)
    {
        due += Early;
        var delay = context.CreateTimer(due.UtcDateTime, cancellationToken);
        _begun.RemoveAll(d => d.Task.IsCompletedSuccessfully);
        _begun.Add((due, delay));
        return delay;
    }

    /// <summary>Waits until none that is near is on its way; one that is far is rare.</summary>
    public async Task OverAsync()
    {
        var until = _begun.Where(
            d => !d.Task.IsCompletedSuccessfully && d.Due <= Now + Near).Select(d => d.Due + Late).DefaultIfEmpty().Max();
        if (until > Now)
        {
            await context.CreateTimer(until.UtcDateTime, CancellationToken.None);
        }
    }
}
