using ImageGen.Core.KeyPools;
using ImageGen.Core.Models.Catalogue;
using static ImageGen.Tests.Core.Generation.BeatGeneratorWorld;

namespace ImageGen.Tests.Core.Generation;

public sealed class BeatGeneratorStorageTests
{
    private const string Full = "The disk is full: clear/Beat_1.1.png cannot be written. Free some space.";
    private const string Told = Full + " Then resume the run.";

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Generate_SaveThatFailsForAMoment_IsTriedAgainWithThePaidImage(int failures)
    {
        var world = new BeatGeneratorWorld();
        world.Images.Before = operation => Fail(operation is "Save" && failures-- > 0);

        var outcome = await world.DrawAsync();

        Assert.Equal((BeatOutcomeKind.Done, 1, 1), (outcome.Kind, world.Model.Calls.Count, world.Memory.Saves));
    }

    [Fact]
    public async Task Generate_ImageThatCannotBeSaved_PausesTheRunAndOwnsUpToTheCost()
    {
        var world = new BeatGeneratorWorld();
        world.Memory.FailSaves(Full);

        var outcome = await world.DrawAsync();

        Assert.Equal((BeatOutcomeKind.Held, 0.067m, Told), (outcome.Kind, outcome.Report!.CostUsd, outcome.Why!.Reason));
        Assert.Null(outcome.Report.Failure);
        Assert.Equal("AttemptStarted AttemptFailed RunPaused", world.Story);
        Assert.Equal(new RunPaused(At(3), PausedBy.Storage, Told), world.Events.Last());
        Assert.Equal((0.067m, 0m, BeatState.Pending), (world.State().CostUsd, world.State().OpenUsd, world.Record().State));
        await world.AppendAsync(new RunResumed(At(4)));
        world.Memory.FailSaves(null);
        Assert.Equal(BeatOutcomeKind.Done, (await world.DrawAsync()).Kind);
    }

    [Fact]
    public async Task Generate_ImageThatCannotBeSaved_CostsWhatTheServiceSaysAndNotTheEstimate()
    {
        var world = new BeatGeneratorWorld();
        world.Memory.FailSaves(Full);
        world.Model.Answers(new ModelAnswer.Image(TestImage.Png(1), "image/png", new TokenUsage(20, 2000, 2020, 2000)));

        var outcome = await world.DrawAsync();

        Assert.InRange(outcome.Report!.CostUsd, 0.1m, 0.2m);
        Assert.Equal(world.State().CostUsd, outcome.Report.CostUsd);
    }

    [Fact]
    public async Task Generate_LogOnTheSameFullDisk_HoldsWithoutAWordAndFindsItsAttemptLater()
    {
        var world = new BeatGeneratorWorld();
        world.Memory.FailSaves(Full);
        world.Model.OnCall = () => world.Log.FailAppends("The log cannot be written.");

        var outcome = await world.DrawAsync();

        Assert.Equal((BeatOutcomeKind.Held, "r1"), (outcome.Kind, outcome.Report!.Reservation));
        Assert.Equal("AttemptStarted", world.Story);
        Assert.Equal(0.067m, world.State().OpenUsd);
    }

    /// <summary>An earlier delivery may have used the reservation.</summary>
    [Fact]
    public async Task Generate_LogThatCannotBeRead_CountsItsReservationAsUsed()
    {
        var world = new BeatGeneratorWorld();
        world.Log.FailReads("The log cannot be read.");

        var outcome = await world.DrawAsync();

        Assert.Equal(new AttemptReport("r1", At(0), 0) { IsDropped = true }, outcome.Report);
        Assert.Empty(world.Model.Calls);
    }

    [Fact]
    public async Task Generate_LogIsFullBeforeTheAttempt_MakesNone()
    {
        var world = new BeatGeneratorWorld();
        world.Log.FailAppends("The log cannot be written.");

        var outcome = await world.DrawAsync();

        Assert.Equal((BeatOutcomeKind.Held, null), (outcome.Kind, outcome.Report));
        Assert.Equal("The log cannot be written. Then resume the run.", outcome.Why!.Reason);
        Assert.Empty(world.Model.Calls);
    }

    [Fact]
    public async Task Generate_StoredImageThatCannotBeRecorded_IsRecordedWhenTheRunContinues()
    {
        var world = new BeatGeneratorWorld();
        world.Images.After = operation => world.Log.FailAppends(operation is "Save" ? "The log cannot be written." : null);

        var outcome = await world.DrawAsync();

        Assert.Equal((BeatOutcomeKind.Held, "AttemptStarted"), (outcome.Kind, world.Story));
        Assert.NotNull(outcome.Report);
        world.Log.FailAppends(null);
        Assert.Equal(BeatOutcomeKind.Done, (await world.DrawAsync()).Kind);
        Assert.Equal("AttemptStarted BeatCompleted", world.Story);
        Assert.Single(world.Model.Calls);
    }

    [Fact]
    public async Task Generate_StoredImageWhoseRecordFailsForAMoment_IsNeverCalledAFailure()
    {
        var world = new BeatGeneratorWorld();
        world.Store.Before = events => Fail(events.Any(e => e is BeatCompleted));

        var outcome = await world.DrawAsync();

        Assert.Equal((BeatOutcomeKind.Held, "AttemptStarted RunPaused"), (outcome.Kind, world.Story));
        world.Store.Before = _ => { };
        await world.AppendAsync(new RunResumed(At(1)));
        Assert.Equal(BeatOutcomeKind.Done, (await world.DrawAsync()).Kind);
        Assert.Single(world.Model.Calls);
    }

    [Fact]
    public async Task Generate_FailureThatCannotBeRecorded_LeavesTheAttemptToItsAge()
    {
        var world = new BeatGeneratorWorld();
        world.Model.Fails(FailureKind.ContentBlocked);
        world.Model.OnCall = () => world.Log.FailAppends("The log cannot be written.");

        var outcome = await world.DrawAsync();

        Assert.Equal((BeatOutcomeKind.Held, "AttemptStarted"), (outcome.Kind, world.Story));
        world.Log.FailAppends(null);
        Assert.Equal(BeatOutcomeKind.Held, (await world.DrawAsync()).Kind);
        world.Clock.Advance(ModelCatalogue.BuiltIn.LongestAttempt);
        world.Model.OnCall = () => { };
        Assert.Equal(BeatOutcomeKind.Done, (await world.DrawAsync()).Kind);
    }

    [Theory]
    [InlineData("Find")]
    [InlineData("Open")]
    [InlineData("StyleReference")]
    public async Task Generate_ImagesThatCannotBeRead_PauseTheRunBeforeTheCall(string operation)
    {
        var world = new BeatGeneratorWorld();
        world.Images.Before = o => Fail(o == operation);

        var outcome = await world.DrawAsync("1.2");

        Assert.Equal((BeatOutcomeKind.Held, null), (outcome.Kind, outcome.Report));
        Assert.Equal(new RunPaused(At(0), PausedBy.Storage, Told), Assert.Single(world.Events));
    }

    [Fact]
    public async Task Generate_TroubleInAPausedRun_LeavesItsReason()
    {
        var world = new BeatGeneratorWorld();
        world.Memory.FailSaves(Full);
        world.Model.OnCall = () => world.AppendAsync(new RunPaused(At(0), PausedBy.Person, "Lunch.")).Wait();

        await world.DrawAsync();

        Assert.Equal("Lunch.", world.State().Reason);
        Assert.IsType<AttemptFailed>(world.Events.Last());
    }

    [Fact]
    public async Task Generate_LogCannotBeReadAfterTheImage_CountsIncludeIt()
    {
        var world = new BeatGeneratorWorld();
        world.Store.After = events => world.Store.Before = _ => Fail(events.Any(e => e is BeatCompleted));

        var outcome = await world.DrawAsync();

        Assert.Equal((BeatOutcomeKind.Done, 1, 0), (outcome.Kind, outcome.Counts!.Completed, outcome.Counts.Generating));
        Assert.Equal("AttemptStarted BeatCompleted", world.Story);
    }

    [Fact]
    public async Task Generate_RunDeletedDuringTheCall_SaysSo()
    {
        var world = new BeatGeneratorWorld();
        var runLogs = new RunLogs(world.Store);
        var generator = new BeatGenerator(
            runLogs, world.Images, world.Keys, world.Model, ModelCatalogue.BuiltIn, world.Clock);
        world.Model.OnCall = () =>
        {
            world.Log.DeleteAsync(world.Run.Id, default).Wait();
            runLogs.Forget(world.Run.Id);
        };

        var e = await Assert.ThrowsAsync<UserException>(
            () =>
                generator.GenerateAsync(new GenerateBeatRequest(world.Run.Id, ImageStyle.Clear, Id("1.1"), world.Reservation()), default));

        Assert.Contains("deleted", e.Message, StringComparison.Ordinal);
        Assert.Equal(1, world.Memory.Saves);
    }

    private static void Fail(bool when)
    {
        if (when)
        {
            throw new UserException(Full);
        }
    }
}
