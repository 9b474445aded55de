using ImageGen.Core.Workflows.Contract;

namespace ImageGen.Core.Workflows.Styles;

/// <summary>
/// One durable delay at a time, reused: a delay that ends too early wakes the workflow once more, which is cheaper than to cancel it and
/// begin another. Belongs to one workflow.
/// </summary>
/// <param name="context">The context of the workflow.</param>
/// <param name="slack">How much later than requested it may fire, which spares another delay.</param>
internal sealed class WakeTimer(IWorkflowContext context, TimeSpan slack = default) : IDisposable
{
    private CancellationTokenSource? _cancel;
    private DateTimeOffset _at;

    /// <summary>Completes when it fires; null: it is not set.</summary>
    public Task? Fired { get; private set; }

    /// <summary>Fires at <paramref name="instant"/>, earlier, or later by at most the slack; null: changes nothing.</summary>
    public void SetBy(DateTimeOffset? instant)
    {
        if (Fired is { IsCompleted: true })
        {
            Clear();
        }

        if (instant is not { } at || (Fired is not null && _at <= at + slack))
        {
            return;
        }

        Dispose();
        _cancel = new CancellationTokenSource();
        (_at, Fired) = (at, context.DelayUntilAsync(at, _cancel.Token));
    }

    /// <summary>Cancels the delay.</summary>
    public void Dispose()
    {
        if (Fired is { IsCompleted: false })
        {
            _cancel!.Cancel();
        }

        Clear();
    }

    private void Clear()
    {
        _cancel?.Dispose();
        (_cancel, Fired) = (null, null);
    }
}
