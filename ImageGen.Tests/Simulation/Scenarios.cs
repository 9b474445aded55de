using ImageGen.Core.KeyPools;
using ImageGen.Core.Queue;

namespace ImageGen.Tests.Simulation;

/// <summary>Random worlds by seed.</summary>
internal static class Scenarios
{
    public static Scenario WithoutFaults(ulong seed, int most)
    {
        var dice = new Dice(seed);
        var (latency, name, mean) = Latency(dice, seed);
        var groups = dice.Int(1, 8);
        return new Scenario
        {
            Seed = seed,
            Runs = [Storyboard(dice, dice.LogInt(1, most))],
            Keys = Keys(dice, groups),
            Options = Options(dice),
            RealLimit = 0,
            Latency = latency,
            LatencyName = name,
            CallTakes = TimeSpan.FromSeconds(mean),
        } is var scenario
            ? scenario with { RealLimit = scenario.Options.Requests }
            : throw new InvalidOperationException();
    }

    public static Scenario WithFaults(ulong seed, int most)
    {
        var plain = WithoutFaults(seed, most);
        var dice = new Dice(Chance.Seed(seed, "faults"));
        var span = 60.0 * (1 + (plain.Runs[0].Length / plain.Slots));
        var runs = plain.Runs;
        while (dice.Chances(0.4) && runs.Length < 5)
        {
            runs = runs.Add(Storyboard(dice, dice.LogInt(1, most)));
        }

        return plain with
        {
            Runs = runs,
            Faults = new Faults
            {
                Unavailable = dice.Of(0, 0, 0.02, 0.2),
                Hang = dice.Of(0, 0, 0, 0.01),
                NoImage = dice.Of(0, 0, 0.05),
                Blocked = dice.Of(0, 0, 0.02),
                SpendLimited = dice.Of(0, 0, 0, 0.01),
                Bursts = dice.Chances(0.3) ? [.. Enumerable.Range(0, dice.Int(1, 3)).Select(_ => dice.Between(0, span))] : [],
                BadKeys = dice.Chances(0.3) && plain.Keys.Length > 1 ? [plain.Keys[dice.Int(1, plain.Keys.Length - 1)].Id] : [],
                PerDay = dice.Chances(0.1)
                    ? Math.Max(plain.Options.Requests, runs.Sum(r => r.Length) / plain.Slots * plain.Options.Requests)
                    : null,
                Crashes = dice.Chances(0.3) ? [.. Enumerable.Range(0, dice.Int(1, 3)).Select(_ => dice.Between(0, span)).Order()] : [],
                Late = dice.Of(0, 0.05, 0.1),
            },
        };
    }

    public static ImmutableArray<BeatItem> Storyboard(Dice dice, int beats)
    {
        var continuous = dice.Of(0, 0.2, 0.5, 0.8, 0.95);
        var cut = dice.Of(0.02, 0.1, 0.3, 1.0);
        var longChain = dice.Chances(0.15) ? dice.Int(1, beats) : 0;
        var items = ImmutableArray.CreateBuilder<BeatItem>(beats);
        var shot = 1;
        for (var i = 0; i < beats; i++)
        {
            var follows = i < longChain ? i > 0 : dice.Chances(continuous);
            shot += i >= longChain && dice.Chances(cut) ? 1 : 0;
            items.Add(new BeatItem(
                BeatId.Parse(string.Create(CultureInfo.InvariantCulture, $"{shot}.{i + 1}")),
                shot,
                follows ? TransitionKind.Continuous : TransitionKind.HardCut));
        }

        return items.ToImmutable();
    }

    private static ImmutableArray<KeyDescriptor> Keys(Dice dice, int groups)
    {
        var keys = dice.Int(groups, 8);
        return [.. Enumerable.Range(0, keys).Select(
            i => new KeyDescriptor($"test-key-{i}", $"project-{(i < groups ? i : dice.Int(0, groups - 1))}"))];
    }

    private static KeyPoolOptions Options(Dice dice) => new() { Requests = dice.Of(10, 10, 10, 2, 5, 9, 15, 60) };

    private static (Func<int, int, int, double> Latency, string Name, double Mean) Latency(Dice dice, ulong seed)
    {
        var mean = dice.Of(2.0, 5, 8, 8, 8, 12, 20, 30);
        double Draw(int run, int beat, int attempt) => Chance.Unit(seed + (ulong)run, ((ulong)beat << 8) + (ulong)attempt);
        return dice.Int(0, 9) switch
        {
            < 5 => ((_, _, _) => mean, $"constant {mean} s", mean),
            < 7 => ((r, b, a) => mean * (0.5 + Draw(r, b, a)), $"uniform around {mean} s", mean),
            < 9 =>
                (
                    (r, b, a) => mean * Math.Exp(0.4 * new Dice(Chance.Bits(seed + (ulong)r, ((ulong)b << 8) + (ulong)a)).Normal()),
                    $"lognormal around {mean} s",
                    mean),
            _ => ((r, b, a) => 60 + (60 * Draw(r, b, a)), "60 to 120 s", 90),
        };
    }

    /// <summary>Beats that wait for no other.</summary>
    public static ImmutableArray<BeatItem> Singles(int beats) =>
        [.. Enumerable.Range(1, beats).Select(i => new BeatItem(BeatId.Parse($"{i}"), i, TransitionKind.HardCut))];
}
