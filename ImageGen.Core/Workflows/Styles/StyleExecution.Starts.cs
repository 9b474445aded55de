using ImageGen.Core.Generation;
using ImageGen.Core.KeyPools;
using ImageGen.Core.Models;
using ImageGen.Core.Queue;
using ImageGen.Core.Storyboards;
using ImageGen.Core.Workflows.Contract;
using ImageGen.Core.Workflows.Status;

namespace ImageGen.Core.Workflows.Styles;

/// <content>Which attempts start now, on which reservations, and what the style waits for if none does.</content>
internal sealed partial class StyleExecution
{
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
        var reply = await _keys.ExchangeAsync(ask.Want, _plan!.Model, following, _queue.CallTakes);
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
            _wait = new StyleWait(
                WaitTexts.AsOf(input.Revision, WaitTexts.Of(wait, input.Style, _lastFailure)),
                wait.Until,
                wait.Since is null ? null : wait.Kind);
            _wake = Earlier(wait.Until, ask.Again);
            _asked = new AskedFor(ask.Want, _wait);
            return false;
        }

        await HandleNoUsableKeyAsync(wait);
        return _keys.HasNews || (_wait is null && _flights.Count == 0);
    }

    /// <summary>Nothing is in flight and the queue, or the style, backs off: that is what the style waits for.</summary>
    private void WaitForBackOff()
    {
        if (_wait is null && _flights.Count == 0 && (OwnBackOff() ?? _queue.BacksOffUntil(context.UtcNow)) is { } until)
        {
            _wait = new StyleWait(WaitTexts.AsOf(input.Revision, WaitTexts.OfBackOff(until, _lastFailure)), until);
        }
    }

    private DateTimeOffset? OwnBackOff() =>
        _backOff.Until > context.UtcNow && input.Revision >= WorkflowRevisions.Fourth ? _backOff.Until : null;

    private QueueRequest Ask()
    {
        if (IsFull || _backOff.Until > context.UtcNow)
        {
            return new QueueRequest(0, IsFull ? null : _backOff.Until);
        }

        var ask = _queue.Ask(context.UtcNow);
        return _plan!.MaxParallel is { } most ? ask with { Want = Math.Clamp(most - _flights.Count, 0, ask.Want) } : ask;
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

        var mayStillBeMade = outcome.Kind is BeatOutcomeKind.Held
            && limits.MayRunTwice
            && input.Revision >= WorkflowRevisions.Fourth;
        _keys.Ended(flight.Reservation, outcome.Report, mayStillBeMade);
        _keys.GiveBack(flight.Following);
    }

    /// <summary>
    /// True when time alone brings a reservation; false when the keys as they are bring none, or none before tomorrow and the run shall not
    /// wait.
    /// </summary>
    private bool CanOnlyWait(KeyPoolWait wait) => wait.Kind switch
    {
        KeyWaitKind.NoUsableKey or KeyWaitKind.ModelUnavailable => false,
        KeyWaitKind.Day => !_plan!.FailWhenExhausted,
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

    private sealed record AskedFor(int Want, StyleWait Wait);
}
