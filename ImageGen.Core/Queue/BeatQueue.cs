using System.Diagnostics.CodeAnalysis;
using ImageGen.Core.Base;
using ImageGen.Core.KeyPools;
using ImageGen.Core.Models;
using ImageGen.Core.Runs;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Queue;

/// <summary>
/// What comes next in one style of one run (or in one chunk of it): a state machine. The longest remaining chain first, then storyboard
/// order; an explicit priority beats both. Pure: no clock, no chance but the seed's. Every operation costs the logarithm of the number of
/// beats. Not thread-safe. A beat that the queue does not have, or an event that cannot happen to it now, is a bug of the caller and
/// throws.
/// </summary>
[SuppressMessage("Naming", "CA1711", Justification = "It is a queue; it is no collection.")]
public sealed class BeatQueue
{
    private readonly RetryPolicy _policy;
    private readonly ulong _seed;
    private readonly QueuedBeat[] _beats;
    private readonly Dictionary<BeatId, QueuedBeat> _byId;
    private readonly BeatLists _lists;
    private readonly QueuePace _pace;
    private bool _paused;
    private bool _cancelled;

    /// <summary>A queue of <paramref name="items"/> in storyboard order.</summary>
    /// <param name="items">The beats.</param>
    /// <param name="policy">Which failures are retried, and when.</param>
    /// <param name="seed">Equal seeds generate equal jitter.</param>
    /// <param name="callTakes">How long an attempt takes, as a first guess; null: eight seconds.</param>
    /// <param name="isClose">False: it plans as runs did that were started by an earlier release.</param>
    public BeatQueue(IEnumerable<BeatItem> items, RetryPolicy policy, ulong seed, TimeSpan? callTakes = null, bool isClose = true)
        : this(new BeatQueueSnapshot
        {
            Seed = seed,
            Policy = policy,
            Pace = new PaceState { CallSeconds = callTakes?.TotalSeconds ?? 8, IsClose = isClose },
            Beats = [.. items.Select(i => new QueuedBeatState(i))],
        })
    {
    }

    private BeatQueue(BeatQueueSnapshot snapshot)
    {
        (_policy, _seed, _paused, _cancelled) = (snapshot.Policy, snapshot.Seed, snapshot.Paused, snapshot.Cancelled);
        _pace = new QueuePace(snapshot.Pace);
        _beats = [.. snapshot.Beats.Select((b, i) => new QueuedBeat(b, i))];
        _byId = _beats.ToDictionary(b => b.Id);
        _lists = BeatLists.Of(_beats, snapshot.Beats);
    }

    /// <summary>How many beats are in each state.</summary>
    public BeatCounts Counts => _lists.Counts;

    /// <summary>A queue that continues where <paramref name="snapshot"/> was taken.</summary>
    public static BeatQueue Restore(BeatQueueSnapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        return new BeatQueue(snapshot);
    }

    /// <summary>Its whole state, for JSON.</summary>
    public BeatQueueSnapshot Snapshot() => new()
    {
        Seed = _seed,
        Policy = _policy,
        Paused = _paused,
        Cancelled = _cancelled,
        Pace = _pace.Save(),
        Beats = [.. _beats.Select(b => b.Save())],
    };

    /// <summary>State of the beat.</summary>
    public QueuedState StateOf(BeatId beat) => Find(beat).State;

    /// <summary>What to do now. Called twice it returns the same.</summary>
    public QueueDecision DecideNext(DateTimeOffset now)
    {
        _lists.EndBackOffs(now);
        if (Counts.InFlight == 0 && (_cancelled || Counts.Pending == 0))
        {
            return new QueueDecision.Finished();
        }

        return _paused || _cancelled ? new QueueDecision.Nothing(null)
            : _lists.FirstReady is { } first ? new QueueDecision.Start(first.Id)
            : new QueueDecision.Nothing(_lists.BackOffEnds);
    }

    /// <summary>How many beats could be started now.</summary>
    public int ReadyCount(DateTimeOffset now)
    {
        _lists.EndBackOffs(now);
        return _paused || _cancelled ? 0 : _lists.Ready;
    }

    /// <summary>How long an attempt takes, as far as known: the first guess of the next chunk's queue.</summary>
    public TimeSpan CallTakes => TimeSpan.FromSeconds(_pace.CallSeconds);

    /// <summary>
    /// How many reservations to want now. At most <see cref="ReadyCount"/>; fewer when slots are better kept for a long chain, and only one
    /// before the pool's first reply when there are chains. So: compute, exchange, <see cref="ApplyReply"/>, start what was granted, and
    /// repeat at once unless the pool said to wait; then wait for an event, the pool's instant or <see cref="QueueRequest.Again"/>.
    /// </summary>
    public QueueRequest ComputeRequest(DateTimeOffset now)
    {
        var ready = ReadyCount(now);
        if (ready == 0)
        {
            return new QueueRequest(0, (DecideNext(now) as QueueDecision.Nothing)?.Until);
        }

        var ask = _pace.IsPoolUnknown && _lists.ReadyChains.Any(c => c.Chain > 1)
            ? new QueueRequest(1, null)
            : _pace.ComputeRequest(ready, now.UtcTicks, () => ChainAhead.Of(_lists, _pace.CallSeconds, _pace.IsClose, now));
        return ask with { Again = ask.Again is null || _lists.BackOffEnds < ask.Again ? _lists.BackOffEnds : ask.Again };
    }

    /// <summary>Takes the pace of the pool's reply into the plan.</summary>
    public void ApplyReply(KeyPoolReply reply)
    {
        ArgumentNullException.ThrowIfNull(reply);
        _pace.ApplyPace(reply.Pace);
    }

    /// <summary>Records that the beat's attempt begins.</summary>
    /// <param name="beat">The beat.</param>
    /// <param name="at">When; the queue learns from it how long attempts take. Null: it does not learn from this one.</param>
    public void MarkStarted(BeatId beat, DateTimeOffset? at = null)
    {
        var started = Find(beat);
        if (!started.IsFree)
        {
            throw Impossible(started, nameof(MarkStarted));
        }

        _lists.Remove(started);
        (started.Front, started.NotBefore, started.StartedAt) = (false, 0, at?.UtcTicks ?? 0);
        _lists.SetState(started, QueuedState.InFlight);
    }

    /// <summary>Records that the beat has an image: generated, or existing (then the beat need not have been started).</summary>
    /// <param name="beat">The beat.</param>
    /// <param name="at">When its attempt ended; null: the queue does not learn from this one how long attempts take.</param>
    public void MarkDone(BeatId beat, DateTimeOffset? at = null)
    {
        var done = Find(beat);
        if (done.HasEnded)
        {
            throw Impossible(done, nameof(MarkDone));
        }

        if (at is { } ended && done.StartedAt > 0 && ended.UtcTicks > done.StartedAt)
        {
            _pace.LearnCallTime((double)(ended.UtcTicks - done.StartedAt) / TimeSpan.TicksPerSecond);
        }

        _lists.Remove(done);
        _lists.SetState(done, QueuedState.Done);
        _lists.SettleBeat(done);
    }

    /// <summary>Returns a beat that was not attempted after all (the run is paused, the reservation expired): it is ready again.</summary>
    public void ReturnBeat(BeatId beat) => _lists.PutBack(FindInFlight(beat, nameof(ReturnBeat)), front: false);

    /// <summary>
    /// Schedules another attempt after a failed one; whether there is one, the run's log decides. A failure of the key, its project or the
    /// connection puts the beat in front; any other puts it behind the beats that are ready, after its back-off.
    /// </summary>
    public void ScheduleRetry(BeatId beat, ModelFailure failure, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(failure);
        var failed = FindInFlight(beat, nameof(ScheduleRetry));
        if (!failure.SparesBeat)
        {
            failed.Tries = failed.Tries.With(failure.Kind);
            SetBackOff(failed, failure, now);
        }

        _lists.PutBack(failed, front: failure.SparesBeat);
    }

    private void SetBackOff(QueuedBeat beat, ModelFailure failure, DateTimeOffset now)
    {
        var at = now.ToUniversalTime() + _policy.Delay(failure, beat.Tries.All, Chance.Seed(_seed, beat.Id.Value));
        beat.NotBefore = at > now ? at.Ticks : 0;
    }

    /// <summary>Fails the beat for good, because no attempt of it is possible.</summary>
    public void MarkFailed(BeatId beat)
    {
        var given = Find(beat);
        if (given.HasEnded)
        {
            throw Impossible(given, nameof(MarkFailed));
        }

        _lists.EndBeat(given, QueuedState.Failed);
    }

    /// <summary>Starts nothing until <see cref="Resume"/>.</summary>
    public void Pause() => _paused = true;

    /// <summary>Starts beats again.</summary>
    public void Resume() => _paused = false;

    /// <summary>Starts nothing any more; the queue is finished as soon as nothing is in flight.</summary>
    public void Cancel() => _cancelled = true;

    /// <summary>
    /// Skips the beat. One in flight may still succeed, but is not retried. No effect on one that has ended.
    /// </summary>
    public void Skip(BeatId beat)
    {
        var skipped = Find(beat);
        if (skipped.State == QueuedState.InFlight)
        {
            skipped.SkipAsked = true;
        }
        else if (!skipped.HasEnded)
        {
            _lists.EndBeat(skipped, QueuedState.Skipped);
        }
    }

    /// <summary>
    /// Puts these before all others, in this order, with what they wait for. Ignores beats that have ended.
    /// </summary>
    public void Prioritise(IReadOnlyList<BeatId> beats)
    {
        ArgumentNullException.ThrowIfNull(beats);
        _lists.Prioritise([.. beats.Select(Find)]);
    }

    private QueuedBeat FindInFlight(BeatId id, string what)
    {
        var beat = Find(id);
        return beat.State == QueuedState.InFlight ? beat : throw Impossible(beat, what);
    }

    private QueuedBeat Find(BeatId id) =>
        _byId.TryGetValue(id, out var beat) ? beat : throw new ArgumentException($"The queue has no beat {id}.", nameof(id));

    private static InvalidOperationException Impossible(QueuedBeat beat, string what) => new($"{what}: beat {beat.Id} is {beat.State}.");
}
