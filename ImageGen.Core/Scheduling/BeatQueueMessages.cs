using ImageGen.Core.Generation;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Scheduling;

/// <summary>One beat, as a queue is told of it. Order in the queue is storyboard order.</summary>
/// <param name="Id">The beat, unique in the queue.</param>
/// <param name="Shot">Its shot.</param>
/// <param name="Kind">
/// <see cref="TransitionKind.Continuous"/> waits for the beat of the same shot before it; the others wait for nothing.
/// </param>
/// <param name="State">What is known of it already. A beat in flight is one that was started before and will be reported.</param>
/// <param name="Tries">Counted failures so far.</param>
/// <param name="Rank">An explicit priority, the lowest first; null: none, behind all that have one.</param>
/// <param name="ChainBeyond">How many beats follow it in an unbroken chain that are not in this queue.</param>
public sealed record BeatItem(
    BeatId Id,
    int Shot,
    TransitionKind Kind,
    QueuedState State = QueuedState.Pending,
    BeatTries Tries = default,
    int? Rank = null,
    int ChainBeyond = 0);

/// <summary>Failures that counted as tries, by class.</summary>
/// <param name="Transient">Of the class <see cref="FailureKind.Transient"/>.</param>
/// <param name="NoPicture">Of the classes <see cref="FailureKind.NoImage"/> and <see cref="FailureKind.BrokenImage"/>.</param>
/// <param name="Unanswered">Of the class <see cref="FailureKind.Unanswered"/>.</param>
public readonly record struct BeatTries(int Transient = 0, int NoPicture = 0, int Unanswered = 0);

/// <summary>What a beat is to its queue.</summary>
public enum QueuedState
{
    /// <summary>Still to be drawn.</summary>
    Pending,

    /// <summary>Started, not ended.</summary>
    InFlight,

    /// <summary>Its picture is there.</summary>
    Done,

    /// <summary>Failed for good, until it is requeued.</summary>
    Failed,

    /// <summary>A person said not to draw it.</summary>
    Skipped,
}

/// <summary>What a queue says to do now. A closed set.</summary>
public abstract record BeatNext
{
    private BeatNext()
    {
    }

    /// <summary>Start this beat, and say so with <see cref="BeatQueue.Started"/>.</summary>
    /// <param name="Beat">The beat.</param>
    public sealed record Start(BeatId Beat) : BeatNext;

    /// <summary>Nothing now: ask again at <paramref name="Until"/>, or after the next event if that comes first.</summary>
    /// <param name="Until">When a back-off ends; null: only an event changes anything (a call ends, the run is resumed).</param>
    public sealed record Nothing(DateTimeOffset? Until) : BeatNext;

    /// <summary>Every beat has ended, or the run is cancelled and none is in flight.</summary>
    public sealed record Finished : BeatNext;
}

/// <summary>What a queue asks of the key pool.</summary>
/// <param name="Want">How many calls to begin now: <see cref="KeyPoolRequest.Want"/>.</param>
/// <param name="Again">
/// When to ask the queue again if no event comes before; null: not before an event (a call ends, a slot is free).
/// </param>
public readonly record struct BeatAsk(int Want, DateTimeOffset? Again);

/// <summary>How many beats of a queue are what.</summary>
/// <param name="Pending">Still to be drawn, those that wait for a predecessor or a back-off included.</param>
/// <param name="InFlight">Started, not ended.</param>
/// <param name="Done">With a picture.</param>
/// <param name="Failed">Failed for good.</param>
/// <param name="Skipped">Skipped by a person.</param>
public readonly record struct BeatCounts(int Pending, int InFlight, int Done, int Failed, int Skipped);

/// <summary>All that a <see cref="BeatQueue"/> remembers, for JSON.</summary>
public sealed record BeatQueueSnapshot
{
    /// <summary>Seed of the jitter.</summary>
    public required ulong Seed { get; init; }

    /// <summary>The retry policy.</summary>
    public required RetryPolicy Policy { get; init; }

    /// <summary>Nothing is started.</summary>
    public bool Paused { get; init; }

    /// <summary>Nothing will be started any more.</summary>
    public bool Cancelled { get; init; }

    /// <summary>What it expects and plans.</summary>
    public required PaceState Pace { get; init; }

    /// <summary>The beats in storyboard order.</summary>
    public required ImmutableArray<QueuedBeatState> Beats { get; init; }
}

/// <summary>One beat of a queue.</summary>
/// <param name="Item">The beat as it is now.</param>
/// <param name="NotBefore">When its back-off ends, UTC ticks; 0: it has none.</param>
/// <param name="Front">True: it was put back and goes before all others.</param>
/// <param name="SkipAsked">True: it is in flight and will not be tried again.</param>
/// <param name="StartedAt">When it was started, UTC ticks; 0: it is not in flight.</param>
/// <param name="Chain">The length of the chain that begins with it; null: to be counted.</param>
public sealed record QueuedBeatState(BeatItem Item, long NotBefore = 0, bool Front = false, bool SkipAsked = false, long StartedAt = 0, int? Chain = null);

/// <summary>What a queue expects of calls and slots, and what it plans.</summary>
public sealed record PaceState
{
    /// <summary>How long a call takes, in seconds: a running mean, at first a guess.</summary>
    public required double CallSeconds { get; init; }

    /// <summary>How many calls it is the mean of.</summary>
    public int Calls { get; init; }

    /// <summary>True: the pool has answered at least once.</summary>
    public bool Heard { get; init; }

    /// <summary>The pool's last word.</summary>
    public KeyPoolPace? Slots { get; init; }

    /// <summary>When the last beat should start, UTC ticks; 0: nothing need be held.</summary>
    public long Target { get; init; }

    /// <summary>When to plan anew, UTC ticks.</summary>
    public long PlanAt { get; init; }
}
