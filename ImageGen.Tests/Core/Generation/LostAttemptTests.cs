using ImageGen.Core.KeyPools;
using ImageGen.Core.Models.Catalogue;
using static ImageGen.Tests.Core.Generation.BeatGeneratorWorld;

namespace ImageGen.Tests.Core.Generation;

/// <summary>Attempts that lost their worker, or were given up for lost and were not.</summary>
public sealed class LostAttemptTests
{
    private static readonly TimeSpan CallLimit = ModelCatalogue.BuiltIn.LongestAttemptOf(null, null);

    [Fact]
    public async Task Generate_SkipAskedOfALostAttempt_IsSkippedOnceThatCannotBeUnderWay()
    {
        var world = new BeatGeneratorWorld();
        await world.AppendAsync(Attempt("lost.1"), world.Asked(BeatRequestKind.Skip));

        var early = await world.DrawAsync();
        world.Clock.Advance(CallLimit);
        var late = await world.DrawAsync();

        Assert.Equal((BeatOutcomeKind.Held, BeatOutcomeKind.Skipped), (early.Kind, late.Kind));
        Assert.Empty(world.Model.Calls);
        Assert.Null(late.Report);
        Assert.Equal((BeatState.Skipped, 0.067m), (world.Record().State, world.State().UnconfirmedUsd));
        Assert.Equal("AttemptStarted BeatsRequested AttemptAbandoned", world.Story);
    }

    [Fact]
    public async Task Generate_SkipAskedOfALostAttemptWhileAnotherWaits_IsSkipped()
    {
        var world = new BeatGeneratorWorld();
        await world.AppendAsync(Attempt("lost.1"));
        world.Clock.Advance(CallLimit);

        var drawing = world.BeginAsync(reservation: world.Reservation(inSeconds: 60));
        await world.Clock.WhenTimersPendingAsync(1);
        await world.AppendAsync(world.Asked(BeatRequestKind.Skip));
        world.Clock.Advance(TimeSpan.FromSeconds(60));

        Assert.Equal(BeatOutcomeKind.Skipped, (await drawing).Kind);
        Assert.Empty(world.Model.Calls);
        Assert.Equal(BeatState.Skipped, world.Record().State);
    }

    [Fact]
    public async Task Generate_CallOfAnotherUnderWay_IsLeftToItUntilItCannotLive()
    {
        var world = new BeatGeneratorWorld();
        await world.AppendAsync(Attempt("other.1"));
        world.Clock.Advance(CallLimit - TimeSpan.FromTicks(1));

        var early = await world.DrawAsync();
        Assert.Equal((BeatOutcomeKind.Held, null), (early.Kind, early.Report));
        Assert.Empty(world.Model.Calls);

        world.Clock.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(BeatOutcomeKind.Done, (await world.DrawAsync()).Kind);
        Assert.Equal((0.067m, 0m), (world.State().UnconfirmedUsd, world.State().OpenUsd));
    }

    [Theory]
    [InlineData(FailureKind.ContentBlocked)]
    [InlineData(FailureKind.Transient)]
    public async Task Generate_LateFailureOfACallGivenUp_DoesNotSpoilTheImageOfTheNext(FailureKind kind)
    {
        var world = new BeatGeneratorWorld();
        world.Model.Answers(async cancellationToken =>
        {
            world.Clock.Advance(CallLimit);
            Assert.Equal(BeatOutcomeKind.Done, (await world.DrawAsync(cancellationToken: cancellationToken)).Kind);
            return new ModelAnswer.NoImage(new ModelFailure(kind, "Late."));
        });

        var outcome = await world.DrawAsync();

        Assert.Equal((BeatOutcomeKind.Done, null), (outcome.Kind, outcome.Why));
        Assert.Equal((BeatState.Complete, null), (world.Record().State, world.Record().Error));
        Assert.Equal((0, 0m), (world.State().UnconfirmedCalls, world.State().OpenUsd));
    }

    [Fact]
    public async Task Generate_LateFailureWhileTheNextCallIsUnderWay_LeavesThatCallAlone()
    {
        var world = new BeatGeneratorWorld();
        await world.AppendAsync(Attempt("dead.1"), Attempt("live.2", 400));

        await world.AppendAsync(
            new AttemptFailed(At(401), ImageStyle.Clear, Id("1.1"), "dead.1", new ModelFailure(FailureKind.Transient, "Late."), 0));

        Assert.Equal((BeatState.Generating, "live.2"), (world.Record().State, world.Record().Open?.Id));
        Assert.Equal((0.067m, 0m), (world.State().OpenUsd, world.State().UnconfirmedUsd));
    }

    [Fact]
    public async Task Generate_LateImageOfACallGivenUp_IsCountedAndKeptAsAVersion()
    {
        var world = new BeatGeneratorWorld();
        world.Model.Answers(async cancellationToken =>
        {
            world.Clock.Advance(CallLimit);
            await world.DrawAsync(cancellationToken: cancellationToken);
            return ScriptedModel.Image(5);
        });

        await world.DrawAsync();

        Assert.Equal((2, 0.134m, 0m), (world.Memory.Saves, world.State().CostUsd, world.State().UnconfirmedUsd));
        Assert.Equal((await world.Memory.FindAsync(world.Name("1.1"), default))!.ETag, world.Record().ETag);
        Assert.NotEqual(
            world.Record().ETag, Assert.Single(await world.Memory.VersionsAsync(world.Name("1.1"), default)).ETag);
    }

    [Fact]
    public async Task Generate_FinalFailureBehindACallGivenUp_IsFinal()
    {
        var world = new BeatGeneratorWorld();
        await world.AppendAsync(Attempt("dead.1"));
        world.Clock.Advance(CallLimit);
        world.Model.Fails(FailureKind.ContentBlocked);

        Assert.Equal(BeatOutcomeKind.Failed, (await world.DrawAsync()).Kind);
        Assert.Equal(BeatState.Error, world.Record().State);
    }

    [Fact]
    public async Task Generate_ShorterCallLimit_TakesTheCallOfALostWorkerOverSooner()
    {
        var world = new BeatGeneratorWorld();
        await world.AppendAsync(Attempt("dead.1"));
        world.Start(callLimit: TimeSpan.FromMinutes(1));
        world.Clock.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(BeatOutcomeKind.Held, (await world.DrawAsync()).Kind);
        world.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(BeatOutcomeKind.Done, (await world.DrawAsync()).Kind);
    }

    [Fact]
    public async Task Generate_FinalFailureBehindTheHostsFarewell_IsFinal()
    {
        var world = new BeatGeneratorWorld();
        world.Model.OnCall = () => world.AppendAsync(new HostStopped(At(0))).Wait();
        world.Model.Fails(FailureKind.ContentBlocked);

        Assert.Equal(BeatOutcomeKind.Failed, (await world.DrawAsync()).Kind);
        Assert.Equal(BeatState.Error, world.Record().State);
    }

    [Fact]
    public async Task Generate_CancelledWhileItWaitsForAnEarlierDelivery_ReportsTheReservationAsUsed()
    {
        var world = new BeatGeneratorWorld();
        await world.AppendAsync(BeatGeneratorWorld.Attempt("r1.1"));
        using var stop = new CancellationTokenSource();
        var waiting = world.BeginAsync(reservation: world.Reservation(reservation: "r1"), cancellationToken: stop.Token);
        await world.Clock.WhenTimersPendingAsync(1);
        await stop.CancelAsync();

        var outcome = await waiting;

        Assert.Equal(
            (BeatOutcomeKind.Held, new AttemptReport("r1", At(0), 0.067m) { IsDropped = true }), (outcome.Kind, outcome.Report));
    }

    [Fact]
    public async Task Generate_GateIsShutAndAnEarlierDeliveryBeganACall_ReportsTheReservationAsUsed()
    {
        var world = new BeatGeneratorWorld();
        await world.AppendAsync(BeatGeneratorWorld.Attempt("r1.1"));
        world.Gate = RunGateState.Held;

        var outcome = await world.DrawAsync(reservation: world.Reservation(reservation: "r1"));

        Assert.Equal((BeatOutcomeKind.Held, "r1", true), (outcome.Kind, outcome.Report?.Reservation, outcome.Report?.IsDropped));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Generate_DeliveredAgainAfterALaterAttempt_ReportsItsReservationAsUsedAndCallsNoOne(bool isLaterOneOpen)
    {
        var world = new BeatGeneratorWorld();
        await world.AppendAsync(Attempt("r1.1"), new RunStarted(At(1), 2), Attempt("r2.2", second: 2));
        if (!isLaterOneOpen)
        {
            var why = new ModelFailure(FailureKind.NoImage, "Only words.");
            await world.AppendAsync(new AttemptFailed(At(3), ImageStyle.Clear, BeatId.Parse("1.1"), "r2.2", why, 0));
        }

        var outcome = await world.DrawAsync(reservation: world.Reservation(reservation: "r1"));

        Assert.Equal(BeatOutcomeKind.Expired, outcome.Kind);
        Assert.Equal(new AttemptReport("r1", At(0), 0.067m) { IsDropped = true }, outcome.Report);
        Assert.Equal(isLaterOneOpen ? "r2.2" : null, world.Record().Open?.Id);
        Assert.Empty(world.Model.Calls);
    }
}
