using ImageGen.Core.Base;
using ImageGen.Core.Generation;
using ImageGen.Core.KeyPools;
using ImageGen.Core.Queue;
using ImageGen.Core.Runs;
using ImageGen.Core.Storyboards;
using ImageGen.Core.Workflows.Contract;

namespace ImageGen.Core.Workflows.Styles;

/// <summary>The beats that a style workflow has in hand: a <see cref="BeatQueue"/> that is filled chunk by chunk. Pure.</summary>
internal sealed class StyleQueue
{
    private readonly StyleLimits _limits;
    private readonly ulong _seed;
    private readonly Dictionary<BeatId, PlannedBeat> _planned = [];
    private BeatQueue _queue;
    private ImmutableArray<BeatId> _prioritised = [];

    public StyleQueue(StyleInput input, StyleLimits limits)
    {
        _limits = limits;
        _seed = Chance.Seed(Chance.Seed(0, input.RunId), input.Style.Name());
        _queue = new BeatQueue([], RetryPolicy.Default, _seed, input.CallTakes, isClose: input.Revision >= WorkflowRevisions.Third);
    }

    /// <summary>How many beats of the style are still to be planned, beyond those in hand.</summary>
    public int Outside { get; private set; }

    /// <summary>What was last read of pauses, cancellation, skips and priorities.</summary>
    public StyleControl Control { get; private set; } = new(null, IsOver: false, [], [], Replan: false);

    public TimeSpan CallTakes => _queue.CallTakes;

    /// <summary>How many beats in hand have not ended.</summary>
    public int OpenCount => _queue.Counts.Pending + _queue.Counts.InFlight;

    /// <summary>True when there is room for another chunk, and more to plan.</summary>
    public bool IsLow => Outside > 0 && OpenCount <= _limits.Window - _limits.Step && !Control.IsOver;

    /// <summary>How many beats the next plan may add.</summary>
    public int Room => Math.Min(_limits.Step, _limits.Window - OpenCount);

    /// <summary>The beats in hand that have not ended.</summary>
    public ImmutableArray<BeatId> ListOpenBeats() =>
        [.. _planned.Keys.Where(b => _queue.StateOf(b) is QueuedState.Pending or QueuedState.InFlight)];

    /// <summary>True when every beat in hand has ended and none is left to plan.</summary>
    public bool IsFinished(DateTimeOffset now) => (Outside == 0 || Control.IsOver) && _queue.DecideNext(now) is QueueDecision.Finished;

    /// <summary>When the first back-off ends, if no beat can be started before; null: a beat can, or none backs off.</summary>
    public DateTimeOffset? GetBackOffEnd(DateTimeOffset now) => (_queue.DecideNext(now) as QueueDecision.Nothing)?.Until;

    public QueueRequest ComputeRequest(DateTimeOffset now) => _queue.ComputeRequest(now);

    public void ApplyReply(KeyPoolReply reply) => _queue.ApplyReply(reply);

    /// <summary>Starts the next beat; null: none can be started now.</summary>
    /// <param name="now">Now.</param>
    /// <param name="begins">When its attempt begins; null: now.</param>
    public BeatId? StartNext(DateTimeOffset now, DateTimeOffset? begins = null)
    {
        if (_queue.DecideNext(now) is not QueueDecision.Start next)
        {
            return null;
        }

        _queue.MarkStarted(next.Beat, begins ?? now);
        return next.Beat;
    }

    /// <summary>Applies the outcome of an attempt to its beat.</summary>
    public void ApplyOutcome(BeatOutcome outcome, DateTimeOffset now)
    {
        switch (outcome.Kind)
        {
            case BeatOutcomeKind.Done:
                _queue.MarkDone(outcome.Beat, outcome.Report is null ? null : now);
                if (outcome.HasMore)
                {
                    AddFurtherCandidate(outcome.Beat);
                }

                break;
            case BeatOutcomeKind.Failed:
                _queue.MarkFailed(outcome.Beat);
                break;
            case BeatOutcomeKind.Skipped:
                _queue.Skip(outcome.Beat);
                _queue.ReturnBeat(outcome.Beat);
                break;
            case BeatOutcomeKind.Retry when outcome.Why is { } why:
                _queue.ScheduleRetry(outcome.Beat, why, now);
                break;
            default:
                _queue.ReturnBeat(outcome.Beat);
                break;
        }
    }

    /// <summary>True when the beat has an image and is in hand for a further candidate.</summary>
    public bool IsForFurtherCandidate(BeatId beat) => _planned.GetValueOrDefault(beat) is { Further: true };

    /// <summary>
    /// Queues the beat again for its next candidate, behind all others; leaves that to the next plan while beats are still to be planned.
    /// </summary>
    private void AddFurtherCandidate(BeatId beat)
    {
        if (Outside > 0 || Control.IsOver)
        {
            Outside++;
            return;
        }

        Rebuild([_planned[beat] with { After = null, Chain = 1, Priority = 0, Tries = default, Further = true }]);
        ApplyControl(Control);
    }

    /// <summary>Fails the beats in hand without an attempt.</summary>
    public void FailOpenBeats()
    {
        foreach (var beat in ListOpenBeats())
        {
            _queue.MarkFailed(beat);
        }

        Outside = 0;
    }

    /// <summary>Applies pauses, cancellation, skips and priorities.</summary>
    public void ApplyControl(StyleControl control)
    {
        var wasOver = Control.IsOver;
        Control = control;
        if (wasOver && !control.IsOver)
        {
            Rebuild([]);
        }

        foreach (var beat in control.Skipped.Where(_planned.ContainsKey))
        {
            _queue.Skip(beat);
        }

        var first = control.First.Where(b => _planned.GetValueOrDefault(b) is { Further: false }).ToImmutableArray();
        if (!first.SequenceEqual(_prioritised))
        {
            _prioritised = first;
            _queue.Prioritise(first);
        }

        if (control.IsOver)
        {
            _queue.Cancel();
        }
        else if (control.Paused is not null)
        {
            _queue.Pause();
        }
        else
        {
            _queue.Resume();
        }
    }

    /// <summary>Adds the beats of a plan.</summary>
    public void ApplyPlan(ChunkPlan plan)
    {
        Outside = plan.Outside;
        Rebuild(plan.Beats);
        ApplyControl(plan.Control);
    }

    private void Rebuild(ImmutableArray<PlannedBeat> more)
    {
        var old = _queue.Snapshot();
        var live = old.Beats.Where(b => b.Item.State is QueuedState.Pending or QueuedState.InFlight).ToDictionary(b => b.Item.Id);
        foreach (var ended in _planned.Keys.Where(b => !live.ContainsKey(b)).ToList())
        {
            _planned.Remove(ended);
        }

        foreach (var beat in more)
        {
            _planned.TryAdd(beat.Beat, beat);
        }

        _queue = BeatQueue.Restore(old with
        {
            Paused = false,
            Cancelled = false,
            Beats = [.. _planned.Values.OrderBy(p => p.Further).ThenBy(p => p.Order).Select(
                p => StateOf(p, live.GetValueOrDefault(p.Beat)))],
        });
    }

    private QueuedBeatState StateOf(PlannedBeat planned, QueuedBeatState? old)
    {
        var waits = planned.After is { } before && _planned.GetValueOrDefault(before) is { Further: false };
        var item = old?.Item ?? new BeatItem(
            planned.Beat, planned.Shot, TransitionKind.Other, Tries: planned.Tries, Rank: planned.Priority > 0 ? planned.Priority : null);
        item = item with { Kind = waits ? TransitionKind.Continuous : TransitionKind.Other, ChainBeyond = planned.Chain - 1 };
        return old is null ? new QueuedBeatState(item) : old with { Item = item, Chain = null };
    }
}
