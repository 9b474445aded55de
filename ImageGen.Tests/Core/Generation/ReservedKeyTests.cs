using static ImageGen.Tests.Core.Generation.BeatGeneratorWorld;

namespace ImageGen.Tests.Core.Generation;

/// <summary>A reservation: when its call leaves, when it has expired, and the key that it names.</summary>
public sealed class ReservedKeyTests
{
    [Fact]
    public async Task Generate_GrantOfLater_LeavesAtThatInstantWithTheReferenceOfBefore()
    {
        var world = new BeatGeneratorWorld();
        world.Memory.Put(world.Name("1.1"), TestImage.Png(3), ImageFormat.Png);
        var drawing = world.BeginAsync("1.2", world.Reservation(inSeconds: 30));
        await world.Clock.WhenTimersPendingAsync(1);
        Assert.Equal(At(30), world.Clock.NextDue);
        world.Memory.Remove(world.Name("1.1"));
        world.Clock.Advance(TimeSpan.FromSeconds(29.9));
        Assert.Empty(world.Model.Calls);
        world.Clock.AdvanceToNextTimer();

        var outcome = await drawing;

        Assert.Equal(At(30), outcome.Report!.StartedAt);
        Assert.Equal(TestImage.Png(3), Assert.Single(Assert.Single(world.Model.Calls).Request.References).Bytes.ToArray());
    }

    [Fact]
    public async Task Generate_ExpiredGrant_IsGivenBack()
    {
        var world = new BeatGeneratorWorld();
        var reservation = world.Reservation();
        world.Clock.AdvanceTo(reservation.Expires.AddTicks(1));

        var late = await world.DrawAsync(reservation: reservation);

        Assert.Equal((BeatOutcomeKind.Expired, null), (late.Kind, late.Report));
        Assert.Empty(world.Events);
    }

    [Fact]
    public async Task Generate_LastInstantOfTheGrant_IsInTime()
    {
        var world = new BeatGeneratorWorld();
        var reservation = world.Reservation();
        world.Clock.AdvanceTo(reservation.Expires);

        Assert.Equal(BeatOutcomeKind.Done, (await world.DrawAsync(reservation: reservation)).Kind);
    }

    [Fact]
    public async Task Generate_KeyThatLeft_IsGivenBackUncalled()
    {
        var world = new BeatGeneratorWorld();

        var outcome = await world.DrawAsync(reservation: world.Reservation(key: "clear-3"));

        Assert.Equal((BeatOutcomeKind.Expired, null), (outcome.Kind, outcome.Report));
        Assert.Contains("clear-3", outcome.Why!.Reason, StringComparison.Ordinal);
        Assert.Empty(world.Events);
    }

    [Fact]
    public async Task Generate_KeysThatCannotBeRead_HoldTheBeatAndPauseNothing()
    {
        var world = new BeatGeneratorWorld();
        world.Keys.Failure = new UserException("The vault does not answer.");

        var outcome = await world.DrawAsync();

        Assert.Equal((BeatOutcomeKind.Held, "The vault does not answer."), (outcome.Kind, outcome.Why?.Reason));
        Assert.Empty(world.Events);
    }

    [Fact]
    public async Task Generate_SameReservationIdInTwoStyles_GivesAttemptsOfTheirOwn()
    {
        var world = new BeatGeneratorWorld(styles: [ImageStyle.Clear, ImageStyle.Consistent]);

        await world.DrawAsync(reservation: world.Reservation(reservation: "r"));
        await world.DrawAsync(reservation: world.Reservation(reservation: "r", key: "consistent-1"), style: ImageStyle.Consistent);

        Assert.Equal(2, world.Events.OfType<AttemptStarted>().Select(a => a.Attempt).Distinct().Count());
        Assert.All([ImageStyle.Clear, ImageStyle.Consistent], style => Assert.Equal(BeatState.Complete, world.Record("1.1", style).State));
    }

    [Fact]
    public async Task Generate_ReservationIdOfAnEarlierPool_MayCallAgain()
    {
        var world = new BeatGeneratorWorld();
        world.Model.Fails(FailureKind.Transient);
        await world.DrawAsync(reservation: world.Reservation(reservation: "r"));
        world.Clock.Advance(TimeSpan.FromMinutes(1));

        var outcome = await world.DrawAsync(reservation: world.Reservation(reservation: "r"));

        Assert.Equal(
            (BeatOutcomeKind.Done, 2), (outcome.Kind, world.Events.OfType<AttemptStarted>().Select(a => a.Attempt).Distinct().Count()));
    }
}
