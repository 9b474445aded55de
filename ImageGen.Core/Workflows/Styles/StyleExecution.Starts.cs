using ImageGen.Core.Generation;
using ImageGen.Core.KeyPools;
using ImageGen.Core.Models;
using ImageGen.Core.Queue;
using ImageGen.Core.Storyboards;
using ImageGen.Core.Workflows.Contract;
using ImageGen.Core.Workflows.Status;

namespace ImageGen.Core.Workflows.Styles;

/// <content>Starts attempts on reservations, and decides what the style waits for when none can start.</content>
internal sealed partial class StyleExecution
{
    /// <summary>
    /// Starts an attempt for each ready beat that gets a reservation, and sets what the style waits for, and until when.
    /// </summary>
    private async Task ScheduleReadyBeatsAsync()
    {
        (_wait, _wakeAt) = (null, null);
        while (true)
        {
            var request = ComputeRequest();
            if (request.Want == 0 && !_keys.HasUnsentChanges)
            {
                _wakeAt = request.Again;
                break;
            }

            if (IsLastWaitInForce(request))
            {
                (_wait, _wakeAt) = (_unmet!.Wait, Earlier(_unmet.Wait.Until, request.Again));
                break;
            }

            if (!await ReserveAndStartAsync(request))
            {
                break;
            }
        }

        SetBackOffWait();
    }

    /// <summary>True when the key pool told the style to wait with a request at least as large, and nothing has changed since.</summary>
    private bool IsLastWaitInForce(QueueRequest request) =>
        input.Revision >= WorkflowRevisions.Second
            && !_keys.HasUnsentChanges
            && _unmet is { } unmet
            && request.Want <= unmet.Want
            && (unmet.Wait.Until is { } until ? context.UtcNow < until : _inFlight.Count > 0);

    /// <summary>Exchanges once with the key pool and starts what it granted. True when another exchange may bring more.</summary>
    private async Task<bool> ReserveAndStartAsync(QueueRequest request)
    {
        _unmet = null;
        if (request.Want > 0)
        {
            await _keys.RefreshKeysAsync();
        }

        var following = input.Revision >= WorkflowRevisions.Third ? limits.Following : 0;
        var reply = await _keys.ExchangeReservationsAsync(request.Want, _plan!.Model, following, _queue.CallTakes);
        _queue.ApplyReply(reply);
        await _reporter.LogLimitsAsync(reply.Learned ?? []);
        foreach (var reservation in reply.Reservations)
        {
            StartBeat(reservation);
        }

        if (reply.Wait is not { } wait)
        {
            var mayBringMore = request.Want > 0 || _keys.HasUnsentChanges;
            _wakeAt = mayBringMore ? null : request.Again;
            return mayBringMore;
        }

        if (CanOnlyWait(wait))
        {
            _wait = new StyleWait(
                WaitTexts.AsOf(input.Revision, WaitTexts.Of(wait, input.Style, _lastFailure)),
                wait.Until,
                wait.Since is null ? null : wait.Kind);
            _wakeAt = Earlier(wait.Until, request.Again);
            _unmet = new UnmetRequest(request.Want, _wait);
            return false;
        }

        await HandleNoUsableKeyAsync(wait);
        return _keys.HasUnsentChanges || (_wait is null && _inFlight.Count == 0);
    }

    /// <summary>Waits for the back-off of the queue or the style, when nothing is in flight and there is no other wait.</summary>
    private void SetBackOffWait()
    {
        if (_wait is null && _inFlight.Count == 0 && (OwnBackOff() ?? _queue.GetBackOffEnd(context.UtcNow)) is { } until)
        {
            _wait = new StyleWait(WaitTexts.AsOf(input.Revision, WaitTexts.OfBackOff(until, _lastFailure)), until);
        }
    }

    private DateTimeOffset? OwnBackOff() =>
        _backOff.Until > context.UtcNow && input.Revision >= WorkflowRevisions.Fourth ? _backOff.Until : null;

    private QueueRequest ComputeRequest()
    {
        if (IsFull || _backOff.Until > context.UtcNow)
        {
            return new QueueRequest(0, IsFull ? null : _backOff.Until);
        }

        var request = _queue.ComputeRequest(context.UtcNow);
        return _plan!.MaxParallel is { } most ? request with { Want = Math.Clamp(most - _inFlight.Count, 0, request.Want) } : request;
    }

    private void StartBeat(Reservation reservation)
    {
        var following = reservation.Following ?? [];
        if (_queue.StartNext(context.UtcNow, BeginOf(reservation)) is { } beat)
        {
            StartAttempt(beat, reservation with { Following = null }, following, []);
        }
        else
        {
            _keys.ReleaseReservations([reservation, .. following]);
        }
    }

    /// <summary>When an attempt begins. That it waits until its reservation allows it says nothing of how long attempts take.</summary>
    private DateTimeOffset BeginOf(Reservation reservation) =>
        input.Revision >= WorkflowRevisions.Fifth && reservation.NotBefore > context.UtcNow ? reservation.NotBefore : context.UtcNow;

    private void StartAttempt(
        BeatId beat, Reservation reservation, ImmutableArray<Reservation> following, ImmutableArray<AttemptReport> unreported)
    {
        _operations++;
        var request = new GenerateBeatRequest(input.RunId, input.Style, beat, reservation) { Further = _queue.IsForFurtherCandidate(beat) };
        var call = context.CallActivityAsync<BeatOutcome>(WorkflowNames.GenerateBeat, request);
        _inFlight.Add(new RunningAttempt(beat, reservation, call, following, unreported));
    }

    /// <summary>
    /// Gives the place of an attempt that ended to the next beat, or back to the pool with the reports of all attempts in it.
    /// </summary>
    private void ReuseOrReleasePlace(RunningAttempt attempt, BeatOutcome outcome)
    {
        if (attempt.Following is [var next, .. var rest]
            && outcome is { Kind: BeatOutcomeKind.Done, Report: { Failure: null, IsDropped: false } report }
            && context.UtcNow < next.Expires
            && ComputeRequest().Want > 0
            && _queue.StartNext(context.UtcNow, BeginOf(next)) is { } beat)
        {
            StartAttempt(beat, next, rest, [.. attempt.Unreported, report]);
            return;
        }

        foreach (var earlier in attempt.Unreported)
        {
            _keys.EndReservation(attempt.Reservation, earlier);
        }

        var mayStillBeMade = outcome.Kind is BeatOutcomeKind.Held
            && limits.MayRunTwice
            && input.Revision >= WorkflowRevisions.Fourth;
        _keys.EndReservation(attempt.Reservation, outcome.Report, mayStillBeMade);
        _keys.ReleaseReservations(attempt.Following);
    }

    /// <summary>
    /// True when waiting is enough to get a reservation; false when no key is usable, or none before tomorrow and the run is not to wait.
    /// </summary>
    private bool CanOnlyWait(KeyPoolWait wait) => wait.Kind switch
    {
        KeyWaitKind.NoUsableKey or KeyWaitKind.ModelUnavailable => false,
        KeyWaitKind.Day => !_plan!.FailWhenExhausted,
        _ => true,
    };

    /// <summary>Reads the keys again; if none is usable still and nothing is in flight, fails the remaining beats.</summary>
    private async Task HandleNoUsableKeyAsync(KeyPoolWait wait)
    {
        if (wait.Kind is not KeyWaitKind.Day)
        {
            await _keys.RefreshKeysAsync(mayHaveChanged: true);
            if (_keys.HasUnsentChanges)
            {
                return;
            }

            if (_keys.Problem is { } problem)
            {
                _wakeAt = context.UtcNow + ShortestPoll;
                _wait = new StyleWait(problem, _wakeAt);
                return;
            }
        }

        if (_inFlight.Count == 0)
        {
            await FailRemainingBeatsAsync(WaitTexts.FailureOf(wait, input.Style));
        }
    }

    /// <summary>Stops the run, if the model is unavailable, or fails the remaining beats: no key is usable for them.</summary>
    private async Task FailRemainingBeatsAsync(ModelFailure why)
    {
        var request = new FailRequest(input.RunId, input.Style, null, why);
        if (why.Kind is FailureKind.ModelUnavailable && await context.CallActivityAsync<bool>(WorkflowNames.StopRun, request))
        {
            await ReadControlAsync();
            return;
        }

        if (why.Kind is not FailureKind.ModelUnavailable)
        {
            await context.CallActivityAsync<bool>(WorkflowNames.FailBeats, request);
        }

        _queue.FailOpenBeats();
        await PlanChunkAsync(isFirst: false);
    }

    /// <summary>A request that the key pool could not meet.</summary>
    private sealed record UnmetRequest(int Want, StyleWait Wait);
}
