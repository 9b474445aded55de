namespace ImageGen.Tests.Cases;

/// <summary>Case 23: one project's 404 excludes that project, with the service's words; the run continues with the others.</summary>
public sealed class LostModelTests
{
    private const string Location = "User location is not supported for the API use.";

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Model_LostByOneProject_TheOtherGeneratesEverything(int lost)
    {
        var world = CaseWorld.Start(Requests.Clear(8), c => c.IsOfKey(lost) ? Lost(c) : Answers.Image(c).In(0.3)).Finish();

        Assert.Equal((RunStatus.Completed, 8), (world.State.Status, world.Count(BeatState.Complete)));
        Assert.InRange(world.Calls.Count(c => c.IsOfKey(lost)), 1, 4);
        Assert.All(world.Beats, b => Assert.Equal(0, b.Failures.Values.Sum()));
        Assert.Contains("no longer available to new users", Everything(world), StringComparison.Ordinal);
    }

    [Fact]
    public void Model_LostByEveryProject_StopsTheRunAndSaysHowToContinue()
    {
        var world = CaseWorld.Start(Requests.Clear(30), Lost, new CaseSettings { MaxInFlight = 4 }).Finish();

        Assert.Equal(RunStatus.Failed, world.State.Status);
        Assert.Contains("no longer available to new users", world.State.Reason, StringComparison.Ordinal);
        Assert.InRange(world.Calls.Count, 2, 8);
    }

    [Fact]
    public void Location_RefusedNowAndThen_CostsNothing()
    {
        var world = CaseWorld.Start(
            Requests.Clear(40),
            c => c.Total % 4 == 0 ? Answers.Error(400, "FAILED_PRECONDITION", Location) : Answers.Image(c).In(1)).Finish();

        Assert.Equal((RunStatus.Completed, 40), (world.State.Status, world.Count(BeatState.Complete)));
        Assert.All(world.Beats, b => Assert.Equal(0, b.Failures.Values.Sum()));
    }

    [Fact]
    public void Location_RefusedToOneProject_TheOtherGeneratesEverything()
    {
        var world = CaseWorld.Start(
            Requests.Clear(40),
            c => c.IsOfKey(2) ? Answers.Error(400, "FAILED_PRECONDITION", Location) : Answers.Image(c).In(1),
            new CaseSettings { MaxInFlight = 4 }).Finish();

        Assert.Equal((RunStatus.Completed, 40), (world.State.Status, world.Count(BeatState.Complete)));
        Assert.InRange(world.Calls.Count(c => c.IsOfKey(2)), 1, 10);
    }

    private static CaseAnswer Lost(CaseCall call) => Answers.Error(
        404,
        "NOT_FOUND",
        $"This model models/{call.Model} is no longer available to new users. Please use a newer model.").In(0.4);

    private static string Everything(CaseWorld world) => string.Join('\n', world.Run.Log.Select(e => JsonSerializer.Serialize<object>(e)));
}
