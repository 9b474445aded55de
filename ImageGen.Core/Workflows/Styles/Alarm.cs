using ImageGen.Core.Workflows.Contract;

namespace ImageGen.Core.Workflows.Styles;

/// <summary>
/// One durable delay at a time, used again and again: one that comes too early wakes the workflow for nothing, which is cheaper than to
/// cancel it and begin another. Belongs to one workflow.
/// </summary>
/// <param name="context">Of the workflow.</param>
/// <param name="slack">It may ring so much later than it was last asked to, rather than begin another delay.</param>
internal sealed class Alarm(IWorkflowContext context, TimeSpan slack = default) : IDisposable
{
    private CancellationTokenSource? _cancel;
    private DateTimeOffset _at;

    /// <summary>Completes when it rings; null: it is not set.</summary>
    public Task? Rings { get; private set; }

    /// <summary>Rings at <paramref name="instant"/>, earlier, or later by the slack.</summary>
    public void RingBy(DateTimeOffset? instant)
    {
        if (Rings is { IsCompleted: true })
        {
            Clear();
        }

        if (instant is not { } at || (Rings is not null && _at <= at + slack))
        {
            return;
        }

        Dispose();
        _cancel = new CancellationTokenSource();
        (_at, Rings) = (at, context.DelayUntilAsync(at, _cancel.Token));
    }

    /// <summary>It does not ring any more.</summary>
    public void Dispose()
    {
        if (Rings is { IsCompleted: false })
        {
            _cancel!.Cancel();
        }

        Clear();
    }

    private void Clear()
    {
        _cancel?.Dispose();
        (_cancel, Rings) = (null, null);
    }
}
