using ImageGen.Core.Generation;
using ImageGen.Core.KeyPools;
using ImageGen.Core.Models;
using ImageGen.Core.Storyboards;
using ImageGen.Core.Workflows.Contract;

namespace ImageGen.Core.Workflows.Styles;

/// <summary>One execution of <see cref="StyleWorkflow"/>: reserve, start, wait for the next event, record, report.</summary>
internal sealed partial class StyleExecution(IWorkflowContext context, StyleInput input, StyleLimits limits) : IDisposable
{
    // An idle execution reads the log itself now and then, because a signal may have been lost.
    private static readonly TimeSpan ShortestPoll = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestPoll = TimeSpan.FromMinutes(2);

    private readonly StyleQueue _queue = new(input, limits);
    private readonly KeyPoolClient _keys = new(
        context, input.RunId, input.Style, forgive: input.Generation == 0, input.Revision);
    private readonly StyleReporter _reporter = new(context, input);
    private readonly WakeTimer _timer = new(context, input.Revision >= WorkflowRevisions.Fourth ? limits.Slack : default);
    private readonly SignalInbox<object?> _control = new(context, WorkflowNames.Control);
    private readonly SignalInbox<object?> _turns = new(context, WorkflowNames.Keys);
    private readonly List<RunningAttempt> _inFlight = [];
    private readonly BackOff _backOff = new();
    private ChunkPlan? _plan;
    private StyleWait? _wait;
    private StyleWait? _lostWork;
    private UnmetRequest? _unmet;
    private string? _lastFailure;
    private DateTimeOffset? _wakeAt;
    private TimeSpan _poll = ShortestPoll;
    private int _operations;

    private bool IsFull => _operations >= limits.LongestExecution;

    public async Task<StyleResult> RunAsync()
    {
        await PlanChunkAsync(isFirst: input.Generation == 0);
        while (true)
        {
            while (_queue.IsLow && !IsFull)
            {
                await PlanChunkAsync(isFirst: false);
            }

            await ScheduleReadyBeatsAsync();
            var wait = (_inFlight.Count == 0 && !IsFull) || _wait is { IsOutage: true } ? _wait : null;
            await _reporter.PublishStatusAsync(wait ?? _lostWork, _queue.Control.IsOver ? null : _queue.Control.Paused);
            if (_inFlight.Count == 0 && _queue.IsFinished(context.UtcNow))
            {
                return await context.CallActivityAsync<StyleResult>(WorkflowNames.EndStyle, new StyleRef(input.RunId, input.Style));
            }

            if (_inFlight.Count == 0 && IsFull)
            {
                return ContinueAsNew();
            }

            await AwaitNextEventAsync();
        }
    }

    public void Dispose()
    {
        _timer.Dispose();
        _control.Dispose();
        _turns.Dispose();
    }

    private async Task PlanChunkAsync(bool isFirst)
    {
        _operations++;
        var request = new PlanRequest(input.RunId, input.Style, _queue.Room, isFirst, _queue.ListOpenBeats())
        {
            WithKeys = _plan is null && input.Revision >= WorkflowRevisions.Fourth,
        };
        _plan = await context.CallActivityAsync<ChunkPlan>(WorkflowNames.PlanWindow, request);
        _queue.ApplyPlan(_plan);
        if (_plan.Keys is { } keys)
        {
            _keys.ApplyKeys(keys);
        }

        _reporter.ApplyStatus(_plan.Status);
    }

    /// <summary>Waits until an attempt ends, the timer fires or a signal arrives, and handles that.</summary>
    private async Task AwaitNextEventAsync()
    {
        var isIdle = _inFlight.Count == 0;
        var poll = isIdle && (_wakeAt is null || _wakeAt - context.UtcNow > LongestPoll) ? context.UtcNow + _poll : (DateTimeOffset?)null;
        _timer.SetBy(Earlier(_wakeAt, poll));
        await Task.WhenAny(
            [.. _inFlight.Select(a => a.Task), _control.Next, _turns.Next, .. _timer.Fired is { } fired ? [fired] : Array.Empty<Task>()]);

        var ended = _inFlight.FindAll(a => a.Task.IsCompleted);
        _inFlight.RemoveAll(a => a.Task.IsCompleted);
        _unmet = _turns.TryTakeAll() ? null : _unmet;
        var mustReadControl = _control.TryTakeAll();
        if (mustReadControl)
        {
            _poll = ShortestPoll;
        }
        else if (poll <= context.UtcNow)
        {
            (_poll, mustReadControl) = (_poll * 2 < LongestPoll ? _poll * 2 : LongestPoll, true);
        }

        var (held, unexplained) = (0, 0);
        var completed = new List<(RunningAttempt Attempt, BeatOutcome Outcome)>();
        foreach (var attempt in ended)
        {
            var outcome = await CompleteAttemptAsync(attempt);
            held += outcome.Kind is BeatOutcomeKind.Held or BeatOutcomeKind.Expired ? 1 : 0;
            unexplained += IsUnexplained(outcome) ? 1 : 0;
            completed.Add((attempt, outcome));
        }

        if (ended.Count > 0)
        {
            _backOff.Update(unexplained == ended.Count, context.UtcNow);
            mustReadControl |= held > 0;
        }

        if (mustReadControl)
        {
            await ReadControlAsync();
        }

        foreach (var (attempt, outcome) in completed)
        {
            ReuseOrReleasePlace(attempt, outcome);
        }
    }

    /// <summary>True when no attempt was made for an unknown reason. An attempt that was made and lost has a known one.</summary>
    private bool IsUnexplained(BeatOutcome outcome) =>
        outcome.Kind is BeatOutcomeKind.Held
            || (outcome.Kind is BeatOutcomeKind.Expired && (outcome.Report is null || input.Revision < WorkflowRevisions.Fourth));

    /// <summary>Applies the outcome of an attempt; a failed activity counts as held, and the third one fails the beat.</summary>
    private async Task<BeatOutcome> CompleteAttemptAsync(RunningAttempt attempt)
    {
        BeatOutcome outcome;
        AttemptReport? unknown = null;
        _lostWork = null;
        try
        {
            outcome = await attempt.Task;
        }
        catch (WorkflowActivityException e)
        {
            outcome = new BeatOutcome(attempt.Beat, BeatOutcomeKind.Held);

            // It may have been made. If its reservation were released, its slot could be used twice.
            unknown = input.Revision >= WorkflowRevisions.Third ? AttemptReport.Unknown(attempt.Reservation) : null;
            if (_backOff.CountInternalError(attempt.Beat))
            {
                var why = new ModelFailure(
                    FailureKind.Transient, $"ImageGen itself failed on this beat, three times: {e.Message}", Code: "INTERNAL");
                var request = new FailRequest(input.RunId, input.Style, attempt.Beat, why);
                await context.CallActivityAsync<bool>(WorkflowNames.FailBeats, request);
                outcome = new BeatOutcome(
                    attempt.Beat, _queue.IsForFurtherCandidate(attempt.Beat) ? BeatOutcomeKind.Done : BeatOutcomeKind.Failed, Why: why);
            }
        }

        if (outcome.UnloggedTrouble is { } trouble)
        {
            // The log could not be written. While that lasts this fails as well, and then the host reports it.
            await context.CallActivityAsync<bool>(
                WorkflowNames.RecordTrouble, new TroubleNote(input.RunId, trouble.Reason, trouble.Resumes));
        }

        _lastFailure = outcome.Kind is BeatOutcomeKind.Retry ? outcome.Why?.Reason : _lastFailure;
        _queue.ApplyOutcome(outcome, context.UtcNow);
        _reporter.ApplyOutcome(outcome);
        return unknown is null ? outcome : outcome with { Report = unknown };
    }

    /// <summary>Reads and applies what was requested of the run: pause, cancel, skip, priority.</summary>
    private async Task ReadControlAsync()
    {
        _operations++;
        _unmet = null;
        var request = new ControlRequest(input.RunId, input.Style, _queue.ListOpenBeats(), _queue.Outside);
        var control = await context.CallActivityAsync<StyleControl>(WorkflowNames.ReadControl, request);
        _queue.ApplyControl(control);
        _lostWork = control.Lost;
        if (control.Replan && _queue.Room > 0)
        {
            await PlanChunkAsync(isFirst: false);
        }

        // A person paused or cancelled the run: that explains the attempts that were not made.
        if (control.Paused is not null || control.IsOver)
        {
            _backOff.Reset();
        }
    }

    private StyleResult ContinueAsNew()
    {
        Dispose();
        context.ContinueAsNew(input with { Generation = input.Generation + 1, CallTakes = _queue.CallTakes, Signals = _reporter.Notes });
        return new StyleResult(input.Style, 0, 0, 0);
    }

    private static DateTimeOffset? Earlier(DateTimeOffset? a, DateTimeOffset? b) => a is null || b < a ? b : a;

    /// <summary>An attempt in flight.</summary>
    /// <param name="Beat">The beat.</param>
    /// <param name="Reservation">The reservation that it uses.</param>
    /// <param name="Task">The activity.</param>
    /// <param name="Following">Reservations for the attempts after it in the same place.</param>
    /// <param name="Unreported">Reports of the attempts before it in the same place, not yet sent to the pool.</param>
    private sealed record RunningAttempt(
        BeatId Beat,
        Reservation Reservation,
        Task<BeatOutcome> Task,
        ImmutableArray<Reservation> Following,
        ImmutableArray<AttemptReport> Unreported);
}
