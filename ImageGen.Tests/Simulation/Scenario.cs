using ImageGen.Core.KeyPools;
using ImageGen.Core.Queue;

namespace ImageGen.Tests.Simulation;

/// <summary>What can go wrong in a simulated world; probabilities are per call.</summary>
internal sealed record Faults
{
    public double Unavailable { get; init; }

    public double Hang { get; init; }

    public double NoImage { get; init; }

    public double Blocked { get; init; }

    public double SpendLimited { get; init; }

    /// <summary>Attempts refused per minute although the limit is kept, each with 20 s to wait.</summary>
    public double Stray { get; init; }

    /// <summary>From 0 to this instant (seconds) every attempt ends in 503 after a second.</summary>
    public double Overload { get; init; }

    /// <summary>Projects whose attempts all end in 503 after a second.</summary>
    public ImmutableArray<string> DeadProjects { get; init; } = [];

    /// <summary>Instants (seconds) at which for a few seconds every call is refused per minute although the limit is kept.</summary>
    public ImmutableArray<double> Bursts { get; init; } = [];

    public ImmutableArray<string> BadKeys { get; init; } = [];

    /// <summary>Calls a day and group; null: no limit.</summary>
    public int? PerDay { get; init; }

    /// <summary>Instants (seconds) at which a run loses all it knows and begins again from what is stored.</summary>
    public ImmutableArray<double> Crashes { get; init; } = [];

    /// <summary>Timers and calls are late by up to this, seconds.</summary>
    public double Late { get; init; }
}

/// <summary>One simulated world.</summary>
internal sealed record Scenario
{
    public required ulong Seed { get; init; }

    public required ImmutableArray<ImmutableArray<BeatItem>> Runs { get; init; }

    public required ImmutableArray<KeyDescriptor> Keys { get; init; }

    public required KeyPoolOptions Options { get; init; }

    /// <summary>The service's own limit per window and group.</summary>
    public required int RealLimit { get; init; }

    /// <summary>Seconds that the call for a beat takes: (run, beat index, attempt).</summary>
    public required Func<int, int, int, double> Latency { get; init; }

    public required string LatencyName { get; init; }

    public TimeSpan? CallTakes { get; init; }

    /// <summary>False: the queues plan as those of runs that an earlier release started.</summary>
    public bool IsClose { get; init; } = true;

    public Faults Faults { get; init; } = new();

    /// <summary>Probability per step that pool and queue go through JSON.</summary>
    public double RoundTrips { get; init; }

    public int Slots => Keys.Select(k => k.Group).Distinct().Count() * Options.Requests;

    /// <summary>How long a call may hang.</summary>
    public static double TimeOut => 180;

    public override string ToString() =>
        $"seed {Seed}: {string.Join('+', Runs.Select(r => r.Length))} beats, longest chain {Runs.Max(r => Chains(r).Max())}, "
            + $"{Keys.Length} keys, "
        + $"{Slots} slots per {Options.Window.TotalSeconds:0} s, latency {LatencyName}";

    /// <summary>The lengths of a storyboard's chains.</summary>
    public static List<int> Chains(ImmutableArray<BeatItem> beats)
    {
        var chains = new List<int>();
        var ofShot = new Dictionary<ShotId, int>();
        foreach (var beat in beats)
        {
            if (beat.Kind == TransitionKind.Continuous && ofShot.TryGetValue(beat.Shot, out var chain))
            {
                chains[chain]++;
            }
            else
            {
                ofShot[beat.Shot] = chains.Count;
                chains.Add(1);
            }
        }

        return chains;
    }
}
