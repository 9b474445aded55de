using ImageGen.Core.Workflows.Contract;

namespace ImageGen.Core.Workflows.Styles;

/// <summary>The signals of one name: always waits for one. Belongs to one workflow.</summary>
internal sealed class SignalInbox<T> : IDisposable
{
    private readonly IWorkflowContext _context;
    private readonly string _name;
    private readonly CancellationTokenSource _closing = new();
    private bool _isClosed;

    public SignalInbox(IWorkflowContext context, string name)
    {
        (_context, _name) = (context, name);
        Next = WaitForNext();
    }

    /// <summary>Completes with the next signal.</summary>
    public Task<T> Next { get; private set; }

    /// <summary>Takes a signal that has arrived; false: none has.</summary>
    public bool TryTake(out T signal)
    {
        if (!Next.IsCompletedSuccessfully)
        {
            signal = default!;
            return false;
        }

        signal = Next.Result;
        Next = WaitForNext();
        return true;
    }

    /// <summary>Takes all signals that have arrived; false: none has.</summary>
    public bool TryTakeAll()
    {
        var any = false;
        while (TryTake(out _))
        {
            any = true;
        }

        return any;
    }

    /// <summary>Stops waiting: later signals are for the next execution. May be called again.</summary>
    public void Dispose()
    {
        if (_isClosed)
        {
            return;
        }

        _isClosed = true;
        _closing.Cancel();
        _closing.Dispose();
    }

    private Task<T> WaitForNext() => _context.WaitForSignalAsync<T>(_name, _closing.Token);
}
