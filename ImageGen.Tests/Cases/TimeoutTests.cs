namespace ImageGen.Tests.Cases;

/// <summary>Case 15: an attempt that was sent and not answered may have been billed, and counts as such.</summary>
public sealed class TimeoutTests
{
    private const decimal PriceOf4K = 0.24m;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Attempts_SentAndNotAnswered_AreUnconfirmedCostWithinTheLimit(bool isCut)
    {
        var options = new JsonObject { ["model"] = "gemini-3-pro-image", ["imageSize"] = "4K", ["maxCostUsd"] = 0.75 };
        var world = CaseWorld.Start(
            Requests.Clear("a castle", "a bridge", "a mill").With(options),
            c => Answers.Image(c).In(isCut ? 2 : 6) with { IsCut = isCut },
            new CaseSettings { Timeout = TimeSpan.FromSeconds(3) }).GoOnFor(TimeSpan.FromHours(1));

        Assert.InRange(world.Calls.Count, 1, 3);
        Assert.Equal(0, world.State.CostUsd);
        Assert.Equal(world.Calls.Count, world.State.UnconfirmedCalls);
        Assert.InRange(world.State.UnconfirmedUsd, PriceOf4K * world.Calls.Count, 0.75m);
        var reasons = world.Run.Log.OfType<AttemptFailed>().Select(e => e.Why.Reason)
            .Concat(world.Run.Log.OfType<BeatFailed>().Select(e => e.Why.Reason))
            .ToArray();
        Assert.NotEmpty(reasons);
        if (!isCut) Assert.All(reasons, r => Assert.Contains("ImageGen:Gemini:Timeout", r, StringComparison.Ordinal));
    }

    [Fact]
    public void Attempts_NeverAnswered_AreRepeatedBlindlyAtMostOnce()
    {
        var world = CaseWorld.Start(
            Requests.Clear("a castle", "a bridge", "a mill"),
            c => c.Prompt == "a castle" ? Answers.Image(c).In(6) : Answers.Image(c).In(1),
            new CaseSettings { Timeout = TimeSpan.FromSeconds(3) }).Finish();

        Assert.Equal((RunStatus.CompletedWithErrors, 2), (world.State.Status, world.Count(BeatState.Complete)));
        Assert.InRange(world.Calls.Count(c => c.Prompt == "a castle"), 1, 2);
    }
}
