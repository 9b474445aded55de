using ImageGen.Simulator;
using ImageGen.Simulator.Faults;

namespace ImageGen.Tests.Simulator.Faults;

/// <summary>Faults by chance: the same for the same seed.</summary>
public sealed class FaultMixTests
{
    [Fact]
    public async Task Chance_SameSeedOtherOrder_GivesEachPromptTheSameOutcomes()
    {
        var prompts = Enumerable.Range(0, 60).Select(i => $"A fox, number {i % 30}").ToArray();
        var forwards = await OutcomesAsync(seed: 5, prompts);
        var backwards = await OutcomesAsync(seed: 5, [.. prompts.Reverse()]);
        var otherSeed = await OutcomesAsync(seed: 6, prompts);

        Assert.Equal(forwards, backwards);
        Assert.NotEqual(forwards, otherSeed);
        Assert.Contains(forwards, o => !o.EndsWith("image", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("standard", 0.125)]
    [InlineData("harsh", 0.398)]
    public void Chance_ManyDraws_ComeNearTheShares(string name, double share)
    {
        var mix = name == "standard" ? FaultMix.Standard : FaultMix.Harsh;
        var random = new SeededRandom(11);
        var generated = Enumerable.Range(0, 20_000).Count(_ => mix.Draw(ref random) is not null);

        Assert.InRange(generated / 20_000.0, share - 0.02, share + 0.02);
        Assert.Equal(share, mix.Rates.Sum(r => r.Rate), 0.01);
    }

    private static async Task<List<string>> OutcomesAsync(ulong seed, string[] prompts)
    {
        var options = new SimulatorOptions
        {
            Faults = new(
            [(SimulatedFault.Unavailable, 0.2), (SimulatedFault.TextOnly, 0.1)]),
            Seed = seed,
            Images = ImageMode.Tiny
        };
        await using var gemini = await SimulatedGemini.StartAsync(options);
        foreach (var prompt in prompts) await gemini.Client.AskAsync(prompt);
        return [.. gemini.Simulator.Calls.Select(c => $"{c.PromptHash} {c.Outcome}").Order(StringComparer.Ordinal)];
    }
}
