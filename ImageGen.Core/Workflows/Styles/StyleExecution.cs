using ImageGen.Core.Generation;
using ImageGen.Core.KeyPools;
using ImageGen.Core.Models;
using ImageGen.Core.Queue;
using ImageGen.Core.Storyboards;
using ImageGen.Core.Workflows.Contract;
using ImageGen.Core.Workflows.Status;

namespace ImageGen.Core.Workflows.Styles;

/// <summary>One execution of <see cref="StyleWorkflow"/>: reserve, start, wait for whichever ends first, record, publish.</summary>
internal sealed class StyleExecution(IWorkflowContext context, StyleInput input, StyleLimits limits) : IDisposable
{
    /// <summary>One that nothing is asked of looks at the log itself now and then: a signal may have been lost.</summary>
    private static readonly TimeSpan ShortestPoll = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestPoll = TimeSpan.FromMinutes(2);

    private readonly StyleQueue _queue = new(input, limits);
    private readonly KeyPoolClient _keys = new(
        context, input.RunId, input.Style, forgive: input.Generation == 0, input.Revision >= WorkflowRevisions.Second);
    private readonly StyleReporter _reporter = new(context, input);
    private readonly Alarm _alarm = new(context);
    private readonly SignalInbox<object?> _control = new(context, WorkflowNames.Control);
    private readonly SignalInbox<object?> _isNext = new(context, WorkflowNames.Keys);
    private readonly List<Flight> _flights = [];
    private readonly BackOff _backOff = new();
    private ChunkPlan _plan = null!;
    private StyleWait? _wait;
    private StyleWait? _lost;
    private AskedFor? _asked;
    private string? _lastFailure;
    private DateTimeOffset? _wake;
    private TimeSpan _poll = ShortestPoll;
    private int _operations;

    private bool IsFull => _operations >= limits.LongestExecution;

    public async Task<StyleResult> RunAsync()
    {
        await PlanAsync(isFirst: input.Generation == 0);
        while (true)
        {
            while (_queue.IsLow && !IsFull)
            {
                await PlanAsync(isFirst: false);
            }

            await StartAttemptsAsync();
            var wait = (_flights.Count == 0 && !IsFull) || _wait is { IsOutage: true } ? _wait : null;
            await _reporter.ShowAsync(wait ?? _lost, _queue.Control.IsOver ? null : _queue.Control.Paused);
            if (_flights.Count == 0 && _queue.IsFinished(context.UtcNow))
            {
                return await context.CallActivityAsync<StyleResult>(WorkflowNames.EndStyle, new StyleRef(input.RunId, input.Style));
            }

            if (_flights.Count == 0 && IsFull)
            {
                return ContinueAsNew();
            }

            await NextAsync();
        }
    }

    public void Dispose()
    {
        _alarm.Dispose();
        _control.Dispose();
        _isNext.Dispose();
    }

    private async Task PlanAsync(bool isFirst)
    {
        _operations++;
        var request = new PlanRequest(input.RunId, input.Style, _queue.Room, isFirst, _queue.Known());
        _plan = await context.CallActivityAsync<ChunkPlan>(WorkflowNames.PlanWindow, request);
        _queue.Fill(_plan);
        _reporter.Begin(_plan.Status);
    }

    /// <summary>
    /// Starts as many attempts as there are beats and reservations for; then it is known what the style waits for, and until when.
    /// </summary>
    private async Task StartAttemptsAsync()
    {
        (_wait, _wake) = (null, null);
        while (true)
        {
            var ask = Ask();
            if (ask.Want == 0 && !_keys.HasNews)
            {
                _wake = ask.Again;
                break;
            }

            if (IsTooEarly(ask))
            {
                (_wait, _wake) = (_asked!.Wait, Earlier(_asked.Wait.Until, ask.Again));
                break;
            }

            if (!await ReserveAndStartAsync(ask))
            {
                break;
            }
        }

        WaitForBackOff();
    }

    /// <summary>True when the key pool named an instant for as much as this, and nothing is known that would change its answer.</summary>
    private bool IsTooEarly(QueueRequest ask) =>
        input.Revision >= WorkflowRevisions.Second
            && !_keys.HasNews
            && _asked is { } asked
            && ask.Want <= asked.Want
            && (asked.Wait.Until is { } until ? context.UtcNow < until : _flights.Count > 0);

    /// <summary>One exchange with the key pool. True when another may bring more.</summary>
    private async Task<bool> ReserveAndStartAsync(QueueRequest ask)
    {
        _asked = null;
        if (ask.Want > 0)
        {
            await _keys.RefreshAsync();
        }

        var following = input.Revision >= WorkflowRevisions.Third ? limits.Following : 0;
        var reply = await _keys.ExchangeAsync(ask.Want, _plan.Model, following, _queue.CallTakes);
        _queue.Heard(reply);
        await _reporter.LogLimitsAsync(reply.Learned ?? []);
        foreach (var reservation in reply.Reservations)
        {
            Use(reservation);
        }

        if (reply.Wait is not { } wait)
        {
            var mayBringMore = ask.Want > 0 || _keys.HasNews;
            _wake = mayBringMore ? null : ask.Again;
            return mayBringMore;
        }

        if (CanOnlyWait(wait))
        {
            _wait = new StyleWait(WaitTexts.Of(wait, input.Style, _lastFailure), wait.Until, wait.Since is null ? null : wait.Kind);
            _wake = Earlier(wait.Until, ask.Again);
            _asked = new AskedFor(ask.Want, _wait);
            return false;
        }

        await HandleNoUsableKeyAsync(wait);
        return _keys.HasNews || (_wait is null && _flights.Count == 0);
    }

    /// <summary>Nothing is in flight and the queue backs off: that is what the style waits for.</summary>
    private void WaitForBackOff()
    {
        if (_wait is null && _flights.Count == 0 && _queue.BacksOffUntil(context.UtcNow) is { } until)
        {
            _wait = new StyleWait(WaitTexts.OfBackOff(until, _lastFailure), until);
        }
    }

    private QueueRequest Ask()
    {
        if (IsFull || _backOff.Until > context.UtcNow)
        {
            return new QueueRequest(0, IsFull ? null : _backOff.Until);
        }

        var ask = _queue.Ask(context.UtcNow);
        return _plan.MaxParallel is { } most ? ask with { Want = Math.Clamp(most - _flights.Count, 0, ask.Want) } : ask;
    }

    private void Use(Reservation reservation)
    {
        var following = reservation.Following ?? [];
        if (_queue.Start(context.UtcNow) is { } beat)
        {
            Begin(beat, reservation with { Following = null }, following, []);
        }
        else
        {
            _keys.GiveBack([reservation, .. following]);
        }
    }

    private void Begin(
        BeatId beat, Reservation reservation, ImmutableArray<Reservation> following, ImmutableArray<AttemptReport> unreported)
    {
        _operations++;
        var request = new GenerateBeatRequest(input.RunId, input.Style, beat, reservation) { Further = _queue.IsFurther(beat) };
        var call = context.CallActivityAsync<BeatOutcome>(WorkflowNames.GenerateBeat, request);
        _flights.Add(new Flight(beat, reservation, call, following, unreported));
    }

    /// <summary>
    /// The place of an attempt that ended goes to the next beat, or back to the pool, which hears then of all attempts in it.
    /// </summary>
    private void PassPlaceOn(Flight flight, BeatOutcome outcome)
    {
        if (flight.Following is [var next, .. var rest]
            && outcome is { Kind: BeatOutcomeKind.Done, Report: { Failure: null, IsDropped: false } report }
            && context.UtcNow < next.Expires
            && Ask().Want > 0
            && _queue.Start(context.UtcNow) is { } beat)
        {
            Begin(beat, next, rest, [.. flight.Unreported, report]);
            return;
        }

        foreach (var earlier in flight.Unreported)
        {
            _keys.Ended(flight.Reservation, earlier);
        }

        _keys.Ended(flight.Reservation, outcome.Report);
        _keys.GiveBack(flight.Following);
    }

    /// <summary>
    /// True when time alone brings a reservation; false when the keys as they are bring none, or none before tomorrow and the run shall not
    /// wait.
    /// </summary>
    private bool CanOnlyWait(KeyPoolWait wait) => wait.Kind switch
    {
        KeyWaitKind.NoUsableKey or KeyWaitKind.ModelUnavailable => false,
        KeyWaitKind.Day => !_plan.FailWhenExhausted,
        _ => true,
    };

    /// <summary>Reads the keys again; if they stay unusable and nothing is in flight, gives up the beats that are left.</summary>
    private async Task HandleNoUsableKeyAsync(KeyPoolWait wait)
    {
        if (wait.Kind is not KeyWaitKind.Day)
        {
            await _keys.RefreshAsync(inDoubt: true);
            if (_keys.HasNews)
            {
                return;
            }

            if (_keys.Problem is { } problem)
            {
                _wake = context.UtcNow + ShortestPoll;
                _wait = new StyleWait(problem, _wake);
                return;
            }
        }

        if (_flights.Count == 0)
        {
            await GiveUpAsync(WaitTexts.FailureOf(wait, input.Style));
        }
    }

    /// <summary>No key will do for the beats that are left: the run stops, or they fail.</summary>
    private async Task GiveUpAsync(ModelFailure why)
    {
        var request = new FailRequest(input.RunId, input.Style, null, why);
        if (why.Kind is FailureKind.ModelUnavailable && await context.CallActivityAsync<bool>(WorkflowNames.StopRun, request))
        {
            await LookAsync();
            return;
        }

        if (why.Kind is not FailureKind.ModelUnavailable)
        {
            await context.CallActivityAsync<bool>(WorkflowNames.FailBeats, request);
        }

        _queue.GiveUpAll();
        await PlanAsync(isFirst: false);
    }

    /// <summary>Waits for the first of: a call ends, the instant to continue, a word from outside.</summary>
    private async Task NextAsync()
    {
        var isIdle = _flights.Count == 0;
        var poll = isIdle && (_wake is null || _wake - context.UtcNow > LongestPoll) ? context.UtcNow + _poll : (DateTimeOffset?)null;
        _alarm.RingBy(Earlier(_wake, poll));
        await Task.WhenAny(
            [.. _flights.Select(f => f.Task), _control.Next, _isNext.Next, .. _alarm.Rings is { } rings ? [rings] : Array.Empty<Task>()]);

        var ended = _flights.FindAll(f => f.Task.IsCompleted);
        _flights.RemoveAll(f => f.Task.IsCompleted);
        _asked = _isNext.TakeAll() ? null : _asked;
        var mustLook = _control.TakeAll();
        if (mustLook)
        {
            _poll = ShortestPoll;
        }
        else if (poll <= context.UtcNow)
        {
            (_poll, mustLook) = (_poll * 2 < LongestPoll ? _poll * 2 : LongestPoll, true);
        }

        var held = 0;
        var landed = new List<(Flight Flight, BeatOutcome Outcome)>();
        foreach (var flight in ended)
        {
            var outcome = await LandAsync(flight);
            held += outcome.Kind is BeatOutcomeKind.Held or BeatOutcomeKind.Expired ? 1 : 0;
            landed.Add((flight, outcome));
        }

        if (ended.Count > 0)
        {
            _backOff.Note(held == ended.Count, context.UtcNow);
            mustLook |= held > 0;
        }

        if (mustLook)
        {
            await LookAsync();
        }

        foreach (var (flight, outcome) in landed)
        {
            PassPlaceOn(flight, outcome);
        }
    }

    /// <summary>Takes in what came of a reservation.</summary>
    private async Task<BeatOutcome> LandAsync(Flight flight)
    {
        BeatOutcome outcome;
        _lost = null;
        try
        {
            outcome = await flight.Task;
        }
        catch (WorkflowActivityException e)
        {
            outcome = new BeatOutcome(flight.Beat, BeatOutcomeKind.Held);
            if (_backOff.IsTooMany(flight.Beat))
            {
                var why = new ModelFailure(
                    FailureKind.Transient, $"ImageGen itself failed on this beat, three times: {e.Message}", Code: "INTERNAL");
                await context.CallActivityAsync<bool>(WorkflowNames.FailBeats, new FailRequest(input.RunId, input.Style, flight.Beat, why));
                outcome = new BeatOutcome(
                    flight.Beat, _queue.IsFurther(flight.Beat) ? BeatOutcomeKind.Done : BeatOutcomeKind.Failed, Why: why);
            }
        }

        if (outcome.UnloggedTrouble is { } trouble)
        {
            // The log could not be written. While it cannot, this fails as well, and then the host makes it known.
            await context.CallActivityAsync<bool>(
                WorkflowNames.RecordTrouble, new TroubleNote(input.RunId, trouble.Reason, trouble.Resumes));
        }

        _lastFailure = outcome.Kind is BeatOutcomeKind.Retry ? outcome.Why?.Reason : _lastFailure;
        _queue.Settle(outcome, context.UtcNow);
        _reporter.Settled(outcome);
        return outcome;
    }

    /// <summary>Reads what was asked of the run.</summary>
    private async Task LookAsync()
    {
        _operations++;
        _asked = null;
        var request = new ControlRequest(input.RunId, input.Style, _queue.Known(), _queue.Outside);
        var control = await context.CallActivityAsync<StyleControl>(WorkflowNames.ReadControl, request);
        _queue.Apply(control);
        _lost = control.Lost;
        if (control.Replan && _queue.Room > 0)
        {
            await PlanAsync(isFirst: false);
        }

        // What holds calls back was a person's word, and that is known now.
        if (control.Paused is not null || control.IsOver)
        {
            _backOff.Forget();
        }
    }

    private StyleResult ContinueAsNew()
    {
        Dispose();
        context.ContinueAsNew(input with { Generation = input.Generation + 1, CallTakes = _queue.CallTakes, Signals = _reporter.Notes });
        return new StyleResult(input.Style, 0, 0, 0);
    }

    private static DateTimeOffset? Earlier(DateTimeOffset? a, DateTimeOffset? b) => a is null || b < a ? b : a;

    private sealed record AskedFor(int Want, StyleWait Wait);

    /// <param name="Beat">The beat.</param>
    /// <param name="Reservation">What its attempt is made on.</param>
    /// <param name="Task">Its attempt.</param>
    /// <param name="Following">For the attempts after it in its place.</param>
    /// <param name="Unreported">Of the attempts before it in its place, which the pool has not heard of.</param>
    private sealed record Flight(
        BeatId Beat,
        Reservation Reservation,
        Task<BeatOutcome> Task,
        ImmutableArray<Reservation> Following,
        ImmutableArray<AttemptReport> Unreported);
}
