namespace ImageGen.Tests.Cases;

/// <summary>Case 03: used-up credit is a wait with its remedy, never a failed beat.</summary>
public sealed class PrepaidCreditTests
{
    private const string Words =
        "Your prepay credit is used up. Go to AI Studio (https://ai.studio/projects) to manage project and billing. "
        + "See https://ai.google.dev/gemini-api/docs/billing#prepay.";

    [Theory]
    [InlineData(402)]
    [InlineData(429)]
    public void Credit_UsedUp_WaitsWithTheRemedyAndContinuesWhenItIsToppedUp(int status)
    {
        var isToppedUp = false;
        var world = CaseWorld.Start(Requests.Clear("a1", "a2", "a3", "a4"), c => c.Total <= 1 || isToppedUp
            ? Answers.Image(c)
            : Answers.Error(status, "RESOURCE_EXHAUSTED", Words)).GoOnFor(TimeSpan.FromMinutes(10));

        Assert.Equal((1, 0), (world.Count(BeatState.Complete), world.Count(BeatState.Error)));
        Assert.False(world.State.HasEnded, "The run waits or is paused.");
        Assert.InRange(world.Calls.Count(c => c.Status == status), 1, 5);
        Assert.Contains(world.Reasons, r =>
            r.Contains("credit", StringComparison.OrdinalIgnoreCase) && r.Contains("ai.studio/projects", StringComparison.Ordinal));

        isToppedUp = true;
        if (world.State.PausedBy is not null) world.Resume();
        world.Finish();

        Assert.Equal((RunStatus.Completed, 4), (world.State.Status, world.Count(BeatState.Complete)));
    }

    [Fact]
    public void Credit_OfOneAccountUsedUp_TheOtherGeneratesEverything()
    {
        var world = CaseWorld.Start(Requests.Clear(12), c => c.IsOfKey(1)
            ? Answers.Error(402, "RESOURCE_EXHAUSTED", Words)
            : Answers.Image(c).In(8)).Finish();

        Assert.Equal((RunStatus.Completed, 12), (world.State.Status, world.Count(BeatState.Complete)));
        Assert.InRange(world.Calls.Count(c => c.IsOfKey(1)), 1, 7);
    }
}
