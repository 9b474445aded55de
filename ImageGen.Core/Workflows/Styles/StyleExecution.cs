using ImageGen.Core.Generation;
using ImageGen.Core.KeyPools;
using ImageGen.Core.Models;
using ImageGen.Core.Storyboards;
using ImageGen.Core.Workflows.Contract;

namespace ImageGen.Core.Workflows.Styles;

/// <summary>One execution of <see cref="StyleWorkflow"/>: reserve, start, wait for whichever ends first, record, publish.</summary>
internal sealed partial class StyleExecution(IWorkflowContext context, StyleInput input, StyleLimits limits) : IDisposable
{
    /// <summary>One that nothing is asked of looks at the log itself now and then: a signal may have been lost.</summary>
    private static readonly TimeSpan ShortestPoll = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestPoll = TimeSpan.FromMinutes(2);

    private readonly StyleQueue _queue = new(input, limits);
    private readonly KeyPoolClient _keys = new(
        context, input.RunId, input.Style, forgive: input.Generation == 0, input.Revision);
    private readonly StyleReporter _reporter = new(context, input);
    private readonly Alarm _alarm = new(context, input.Revision >= WorkflowRevisions.Fourth ? limits.Slack : default);
    private readonly SignalInbox<object?> _control = new(context, WorkflowNames.Control);
    private readonly SignalInbox<object?> _isNext = new(context, WorkflowNames.Keys);
    private readonly List<Flight> _flights = [];
    private readonly BackOff _backOff = new();
    private ChunkPlan? _plan;
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
        var request = new PlanRequest(input.RunId, input.Style, _queue.Room, isFirst, _queue.Known())
        {
            WithKeys = _plan is null && input.Revision >= WorkflowRevisions.Fourth,
        };
        _plan = await context.CallActivityAsync<ChunkPlan>(WorkflowNames.PlanWindow, request);
        _queue.Fill(_plan);
        if (_plan.Keys is { } keys)
        {
            _keys.Take(keys);
        }

        _reporter.Begin(_plan.Status);
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

        var (held, setbacks) = (0, 0);
        var landed = new List<(Flight Flight, BeatOutcome Outcome)>();
        foreach (var flight in ended)
        {
            var outcome = await LandAsync(flight);
            held += outcome.Kind is BeatOutcomeKind.Held or BeatOutcomeKind.Expired ? 1 : 0;
            setbacks += IsSetback(outcome) ? 1 : 0;
            landed.Add((flight, outcome));
        }

        if (ended.Count > 0)
        {
            _backOff.Note(setbacks == ended.Count, context.UtcNow);
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

    /// <summary>True when no attempt was made, and why is not known. One that was made and lost is known to be lost.</summary>
    private bool IsSetback(BeatOutcome outcome) =>
        outcome.Kind is BeatOutcomeKind.Held
            || (outcome.Kind is BeatOutcomeKind.Expired && (outcome.Report is null || input.Revision < WorkflowRevisions.Fourth));

    /// <summary>Takes in what came of a reservation.</summary>
    private async Task<BeatOutcome> LandAsync(Flight flight)
    {
        BeatOutcome outcome;
        AttemptReport? unknown = null;
        _lost = null;
        try
        {
            outcome = await flight.Task;
        }
        catch (WorkflowActivityException e)
        {
            outcome = new BeatOutcome(flight.Beat, BeatOutcomeKind.Held);

            // It may have been made: given back, its slot could be used twice.
            unknown = input.Revision >= WorkflowRevisions.Third ? AttemptReport.Unknown(flight.Reservation) : null;
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
        return unknown is null ? outcome : outcome with { Report = unknown };
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
