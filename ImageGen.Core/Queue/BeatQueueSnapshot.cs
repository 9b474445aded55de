using System.Text.Json.Serialization;
using ImageGen.Core.KeyPools;
using ImageGen.Core.Runs;

namespace ImageGen.Core.Queue;

/// <summary>The whole state of a <see cref="BeatQueue"/>, for JSON.</summary>
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
/// <param name="SkipAsked">True: it is in flight and will not be retried.</param>
/// <param name="StartedAt">When it was started, UTC ticks; 0: it is not in flight.</param>
/// <param name="Chain">The length of the chain that begins with it; null: to be counted.</param>
public sealed record QueuedBeatState(
    BeatItem Item, long NotBefore = 0, bool Front = false, bool SkipAsked = false, long StartedAt = 0, int? Chain = null);

/// <summary>What a queue expects of attempts and slots, and what it plans.</summary>
public sealed record PaceState
{
    /// <summary>How long an attempt takes, in seconds: a running mean, at first a guess.</summary>
    public required double CallSeconds { get; init; }

    /// <summary>How many attempts it is the mean of.</summary>
    public int Calls { get; init; }

    /// <summary>True: the pool has replied at least once.</summary>
    public bool Heard { get; init; }

    /// <summary>The pace of the pool's last reply.</summary>
    public KeyPoolPace? Slots { get; init; }

    /// <summary>When the last beat should start, UTC ticks; 0: nothing need be held.</summary>
    public long Target { get; init; }

    /// <summary>When to plan again, UTC ticks.</summary>
    public long PlanAt { get; init; }

    /// <summary>False (default): it plans as runs did that were started by an earlier release, and have to continue so.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsClose { get; init; }
}
