using ImageGen.Tests.Core.Workflows.Runs;

namespace ImageGen.Tests.Core.Workflows;

/// <summary>
/// Hundreds of small runs to which everything happens at random instants; one checker for all of them. A failing seed names itself.
/// </summary>
public sealed class RunSimulationTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(30)]
    public void Runs_AnythingHappens_InvariantsHold(int first) => PlayThirty(first);

    [Theory]
    [Trait("Lane", "second")]
    [InlineData(60)]
    [InlineData(90)]
    public void MoreRuns_AnythingHappens_InvariantsHold(int first) => PlayThirty(first);

    private static void PlayThirty(int first)
    {
        var failures = Enumerable.Range(first, 30).Select(seed => Play((ulong)seed)).OfType<string>().ToList();

        Assert.True(failures.Count == 0, $"{failures.Count} seeds fail.\n{string.Join("\n\n", failures.Take(5))}");
    }

    /// <summary>53: a beat asked for again behind one that was free. 1243: a reservation less than a millisecond ahead.</summary>
    [Theory]
    [InlineData(53)]
    [InlineData(1243)]
    public void Run_SeedThatOnceFailed_InvariantsHold(ulong seed) => Assert.Null(Play(seed));

    /// <summary>What is wrong with the run of this seed; null: nothing.</summary>
    private static string? Play(ulong seed)
    {
        var scenario = new RunScenario(seed);
        try
        {
            scenario.Play();
            var broken = RunInvariants.Broken(scenario.World);
            return broken.Count == 0 ? null : Tell($"{broken.Count} broken:\n{string.Join('\n', broken.Take(5))}");
        }
        catch (Exception e)
        {
            return Tell(e.ToString());
        }

        string Tell(string what) => $"Seed {seed}\n{scenario.Story}\n{what}\n{Log()}";

        string Log() => string.Join('\n', scenario.World.Log.Take(60));
    }
}
