using ImageGen.Core.Workflows.Contract;

namespace ImageGen.Core.Workflows.Styles;

/// <summary>The signals of one name, one wait open at any time. Belongs to one workflow.</summary>
internal sealed class SignalInbox<T> : IDisposable
{
    private readonly IWorkflowContext _context;
    private readonly string _name;
    private readonly CancellationTokenSource _closing = new();
    private bool _isClosed;

    public SignalInbox(IWorkflowContext context, string name)
    {
        (_context, _name) = (context, name);
        Next = Wait();
    }

    /// <summary>Completes with the next signal.</summary>
    public Task<T> Next { get; private set; }

    /// <summary>Takes a signal that has come; false: none has.</summary>
    public bool TryTake(out T signal)
    {
        if (!Next.IsCompletedSuccessfully)
        {
            signal = default!;
            return false;
        }

        signal = Next.Result;
        Next = Wait();
        return true;
    }

    /// <summary>Takes all that have come; false: none has.</summary>
    public bool TakeAll()
    {
        var any = false;
        while (TryTake(out _))
        {
            any = true;
        }

        return any;
    }

    /// <summary>Waits no longer; what comes from now on is for whoever comes next. May be called again.</summary>
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

    private Task<T> Wait() => _context.WaitForSignalAsync<T>(_name, _closing.Token);
}
