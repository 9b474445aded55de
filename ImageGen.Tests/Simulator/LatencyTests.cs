using ImageGen.Simulator;

namespace ImageGen.Tests.Simulator;

public sealed class LatencyTests
{
    [Fact]
    public async Task Latency_Compressed_AnswersOnlyWhenItHasPassed()
    {
        await using var gemini = await SimulatedGemini.StartAsync(new SimulatorOptions
        {
            Latency = LatencyDistribution.Fixed(TimeSpan.FromSeconds(8)),
            Speed = 2,
            Images = ImageMode.Tiny,
        });
        var call = gemini.Client.AskAsync("A fox");
        await gemini.Clock.WhenTimersPendingAsync(1);

        gemini.Clock.Advance(TimeSpan.FromSeconds(3.999));
        Assert.Equal(1, gemini.Simulator.Stats.InFlight);

        gemini.Clock.Advance(TimeSpan.FromSeconds(0.001));
        Assert.Equal(HttpStatusCode.OK, (await call).Status);
        Assert.Equal(TimeSpan.FromSeconds(4), gemini.Simulator.Calls.Single().Latency);
        Assert.Equal((0, 1), (gemini.Simulator.Stats.InFlight, gemini.Simulator.Stats.MaxInFlight));
    }

    [Fact]
    public void Draw_Many_HaveTheMinimumMedianAndTail()
    {
        var random = new SeededRandom(3);
        var drawn = Enumerable.Range(0, 20_000).Select(_ => LatencyDistribution.Typical.Draw(ref random).TotalSeconds).Order().ToArray();

        Assert.Equal(4, drawn[0]);
        Assert.InRange(drawn[10_000], 7.8, 8.2);
        Assert.InRange(drawn[19_800], 23, 27);
    }

    [Fact]
    public void Validate_BadOptions_NamesEveryFault()
    {
        var faults = new SimulatorOptions
        {
            Port = -1,
            RequestsPerWindow = 0,
            Window = TimeSpan.Zero,
            RequestsPerDay = -1,
            SpendLimitUsd = -1,
            SpendWindow = TimeSpan.Zero,
            Speed = 0,
            Models = [],
            Keys = [new("test-key-1"), new("test-key-1"), new("")],
            Latency = new(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(1), TimeSpan.Zero),
            Faults = new([(ImageGen.Simulator.Faults.SimulatedFault.Bare, 1.5)]),
            Overloads = [new(TimeSpan.Zero), new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(-1))],
            Accounts = [new(-1)],
            StrayRetryDelay = TimeSpan.FromSeconds(-1),
            RequestsByProject = ImmutableDictionary<string, int>.Empty.Add("project-a", 0),
        }.Validate();

        string[] named =
            ["Port", "RequestsPerWindow", "RequestsByProject", "Window is", "RequestsPerDay", "SpendLimitUsd", "SpendWindow",
                "a duration of", "a start of", "Accounts", "StrayRetryDelay", "Speed", "Models", "without a value", "twice",
                "Latency.Median", "Latency.P99", "'bare'", "more than 1"];
        Assert.All(named, name => Assert.Contains(faults, f => f.Contains(name, StringComparison.Ordinal)));
        Assert.Empty(new SimulatorOptions().Validate());
    }

    [Fact]
    public async Task Start_BadOptions_ThrowsWithTheFaults()
    {
        var error = await Assert.ThrowsAsync<ArgumentException>(() => GeminiSimulator.StartAsync(new SimulatorOptions { Speed = -1 }));

        Assert.Contains("Speed is -1", error.Message, StringComparison.Ordinal);
    }
}
