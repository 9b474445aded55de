using ImageGen.Core.KeyPools;

namespace ImageGen.Tests.Simulation.Schedules;

/// <summary>
/// Storyboards of up to 40 beats with chains, on the slots of up to three quota projects, by seed. All times are whole milliseconds.
/// </summary>
internal static class ScheduleWorlds
{
    public const long WindowMs = 60_000;

    /// <summary>Odd seeds: every attempt takes equally long. Even ones: each takes its own time, which the queue cannot know.</summary>
    public static Scenario Of(ulong seed)
    {
        var dice = new Dice(Chance.Seed(seed, "schedules"));
        var mean = dice.Of(3.0, 5, 8, 8, 13, 20, 35, 50, 70, 90);
        var isEqual = seed % 2 == 1;
        var spread = dice.Of(0.2, 0.5, 0.8);
        var projects = dice.Int(1, 3);
        var requests = dice.Of(1, 2, 2, 3, 4, 5, 10);
        var latencies = Enumerable.Range(0, 40)
            .Select(_ => Math.Round(isEqual ? mean : mean * dice.Between(1 - spread, 1 + spread), 3)).ToArray();
        return new Scenario
        {
            Seed = seed,
            Runs = [Scenarios.Storyboard(dice, dice.Int(1, 40))],
            Keys = [.. Enumerable.Range(0, projects).Select(i => new KeyDescriptor($"test-key-{i}", $"project-{i}"))],
            Options = new KeyPoolOptions { Requests = requests, Margin = TimeSpan.Zero, Grace = TimeSpan.FromMilliseconds(1) },
            RealLimit = requests,
            Latency = (_, beat, _) => latencies[beat],
            LatencyName = isEqual ? $"constant {mean} s" : $"{mean} s +- {spread:P0}",
            CallTakes = TimeSpan.FromSeconds(mean),
        };
    }

    /// <summary>How long the chain is to which each beat belongs.</summary>
    public static int[] ChainsOf(Scenario scenario)
    {
        var beats = Beats(scenario);
        var heads = new int[beats.Length];
        foreach (var (i, beat) in beats.Index())
        {
            heads[i] = beat.Before is { } before ? heads[before] : i;
        }

        return [.. heads.Select(head => heads.Count(h => h == head))];
    }

    /// <summary>The beats of a scenario's one run, for the solver.</summary>
    public static ExactBeat[] Beats(Scenario scenario)
    {
        var last = new Dictionary<ShotId, int>();
        var before = new int?[scenario.Runs[0].Length];
        var behind = new int?[before.Length];
        foreach (var (beat, i) in scenario.Runs[0].Select((beat, i) => (beat, i)))
        {
            if (beat.Kind == TransitionKind.Continuous && last.TryGetValue(beat.Shot, out var found))
            {
                (before[i], behind[found]) = (found, i);
            }

            last[beat.Shot] = i;
        }

        var twins = new Dictionary<string, int>();
        return [.. before.Select((b, i) =>
        {
            int? twin = null;
            if (b is null)
            {
                var chain = Chain(i);
                twin = twins.TryGetValue(chain, out var other) ? other : null;
                twins[chain] = i;
            }

            return new ExactBeat(Ms(i), b, twin);
        })];

        long Ms(int beat) => (long)Math.Round(scenario.Latency(0, beat, 1) * 1000);

        string Chain(int? beat) => beat is { } i ? $"{Ms(i)} {Chain(behind[i])}" : string.Empty;
    }
}
