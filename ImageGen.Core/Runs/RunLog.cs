using ImageGen.Core.Base;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Runs;

/// <summary>
/// One run's log together with the state that it adds up to. The only way to write to a run: decisions that must hold when they take
/// effect ("may this paid call begin?") are made on the newest state and appended only if nothing came between.
/// </summary>
/// <remarks>Thread-safe. Several run logs over one store, in one process or many, see each other's events.</remarks>
public sealed class RunLog : IDisposable
{
    private const int ReadBatch = 5_000;

    private readonly IRunStore _store;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private RunState _state;

    /// <summary>True when the last read found no event of another writer: what is decided on the state will probably hold.</summary>
    private bool _isAlone;

    private Task _lastAppend = Task.CompletedTask;
    private TaskCompletionSource _grown = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal RunLog(RunDocument document, IRunStore store)
    {
        Document = document;
        _store = store;
        _state = new RunState(document);
    }

    /// <summary>The run's document.</summary>
    public RunDocument Document { get; }

    /// <summary>What a beat of the run asks for, without a walk through its style; null when the run does not have it.</summary>
    public Beat? Find(ImageStyle style, BeatId beat) => Volatile.Read(ref _state).Find(style, beat)?.Beat;

    /// <summary>Completes when this process next learns of a new event. Take it before reading, so that no event is missed.</summary>
    public Task NextGrowth => Volatile.Read(ref _grown).Task;

    /// <summary>Reads new events and computes a result from the state, which <paramref name="read"/> must not store.</summary>
    public Task<T> ReadAsync<T>(Func<RunState, T> read, CancellationToken cancellationToken) => InTurnAsync(
        async () =>
        {
            await CatchUpAsync(cancellationToken);
            return read(_state);
        },
        cancellationToken);

    /// <summary>Computes a result from the state as it was last read or appended to, without reading the log.</summary>
    public Task<T> RecallAsync<T>(Func<RunState, T> read) => InTurnAsync(() => Task.FromResult(read(_state)), CancellationToken.None);

    /// <summary>
    /// Decides on the newest state what to append, and appends it only if the log has not grown meanwhile (else decides again). Returns
    /// what <paramref name="decide"/> made of the state on which it was decided, once the events are safe.
    /// </summary>
    /// <remarks>
    /// The append is conditional on the state being the newest. So the log is read before the decision only if another process has written
    /// to it lately, or if nothing is to be appended.
    /// </remarks>
    /// <exception cref="UserException">The events cannot be stored; none of them holds.</exception>
    public async Task<T> DecideAsync<T>(Func<RunState, Decision<T>> decide, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (decision, at, append) = await TryDecideAsync(decide, cancellationToken);
            if (append is null)
            {
                return decision.Result;
            }

            if (await append is { } end)
            {
                await TryApplyAsync(decision.Events, at, end);
                SignalGrowth();
                return decision.Result;
            }

            Volatile.Write(ref _isAlone, false);
            await Task.WhenAny(Volatile.Read(ref _lastAppend));
        }
    }

    /// <summary>Appends events that hold whatever else happens.</summary>
    /// <exception cref="UserException">They cannot be stored; none of them holds.</exception>
    public async Task AppendAsync(ImmutableArray<RunEvent> events, CancellationToken cancellationToken)
    {
        if (!events.IsEmpty)
        {
            await _store.AppendAsync(Document.Id, events, expected: null, cancellationToken);
            SignalGrowth();
        }
    }

    /// <summary>The events behind <paramref name="after"/>, at most <paramref name="max"/>.</summary>
    public async Task<ImmutableArray<LoggedEvent>> EventsAsync(LogPosition after, int max, CancellationToken cancellationToken)
    {
        try
        {
            return await _store.ReadAsync(Document.Id, after, max, cancellationToken);
        }
        catch (EventsTakenBackException e)
        {
            return await _store.ReadAsync(Document.Id, e.Holds, max, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private Task<(Decision<T> Decision, LogPosition At, Task<LogPosition?>? Append)> TryDecideAsync<T>(
        Func<RunState, Decision<T>> decide, CancellationToken cancellationToken) => InTurnAsync(
        async () =>
        {
            var decision = Volatile.Read(ref _isAlone) ? decide(_state) : default;
            if (decision.Events.IsDefaultOrEmpty)
            {
                await CatchUpAsync(cancellationToken);
                decision = decide(_state);
            }

            if (decision.Events.IsEmpty)
            {
                return (decision, _state.Position, (Task<LogPosition?>?)null);
            }

            var append = _store.AppendAsync(Document.Id, decision.Events, _state.Position, cancellationToken);
            Volatile.Write(ref _lastAppend, append);
            return (decision, _state.Position, append);
        },
        cancellationToken);

    /// <summary>Applies to the state what was appended here behind <paramref name="at"/>; false: it has been read meanwhile.</summary>
    private Task<bool> TryApplyAsync(ImmutableArray<RunEvent> appended, LogPosition at, LogPosition end) => InTurnAsync(
        () =>
        {
            var isNew = _state.Position == at;
            foreach (var e in isNew ? appended : [])
            {
                _state.Apply(new LoggedEvent(end, e));
            }

            return Task.FromResult(isNew);
        },
        CancellationToken.None);

    private async Task<T> InTurnAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            return await work();
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                var events = await _store.ReadAsync(Document.Id, _state.Position, ReadBatch, cancellationToken);
                foreach (var e in events)
                {
                    _state.Apply(e);
                }

                Volatile.Write(ref _isAlone, events.IsEmpty);
                if (events.Length < ReadBatch)
                {
                    return;
                }
            }
            catch (EventsTakenBackException)
            {
                // The state has seen events that do not hold. It is begun again only here, where no one else has the turn.
                Volatile.Write(ref _state, new RunState(Document));
            }
        }
    }

    private void SignalGrowth() =>
        Interlocked.Exchange(ref _grown, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
}

/// <summary>What was decided on a run's state.</summary>
/// <param name="Result">For the caller.</param>
/// <param name="Events">To append, only if the log has not grown meanwhile; empty: nothing.</param>
public readonly record struct Decision<T>(T Result, ImmutableArray<RunEvent> Events)
{
    /// <summary>Nothing to append.</summary>
    public Decision(T result)
        : this(result, [])
    {
    }
}
