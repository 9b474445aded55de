using ImageGen.Core.KeyPools;
using ImageGen.Core.Models.Catalogue;
using static ImageGen.Tests.Core.Generation.BeatGeneratorWorld;

namespace ImageGen.Tests.Core.Generation;

/// <summary>Crashes, and second deliveries of a reservation.</summary>
public sealed class BeatGeneratorCrashTests
{
    private static readonly TimeSpan CallLimit = ModelCatalogue.BuiltIn.LongestAttemptOf(null, null);

    public enum Comeback
    {
        HostStarts,
        SameGrantAgain,
        AnotherWorkerLater,
    }

    public static TheoryData<CrashPoint, Comeback, bool> Crashes()
    {
        var crashes = new TheoryData<CrashPoint, Comeback, bool>();
        foreach (var point in Enum.GetValues<CrashPoint>())
        {
            foreach (var comeback in Enum.GetValues<Comeback>())
            {
                crashes.Add(point, comeback, false);
                crashes.Add(point, comeback, true);
            }
        }

        return crashes;
    }

    [Theory]
    [MemberData(nameof(Crashes))]
    public async Task Generate_CrashAnywhere_EndsWithOneImageAndNoCallForOneThatWasSaved(
        CrashPoint point, Comeback comeback, bool regenerate)
    {
        var world = new BeatGeneratorWorld();
        if (regenerate)
        {
            await world.DrawAsync();
            await world.AppendAsync(world.Asked(BeatRequestKind.Regenerate));
        }

        var (calls, saves, cost, events) = (world.Model.Calls.Count, world.Memory.Saves, world.State().CostUsd, world.Events.Count());
        var reservation = world.Reservation();
        Mortal.DieAt(world, point);
        await Assert.ThrowsAsync<CrashException>(() => world.DrawAsync(reservation: reservation));
        Mortal.Heal(world);

        switch (comeback)
        {
            case Comeback.HostStarts:
                await world.AppendAsync(new RunStarted(world.Clock.GetUtcNow(), 2));
                break;
            case Comeback.SameGrantAgain:
                var again = await world.DrawAsync(reservation: reservation);
                Assert.Contains(again.Kind, (BeatOutcomeKind[])[BeatOutcomeKind.Done, BeatOutcomeKind.Expired]);
                Assert.Equal("r" + (regenerate ? 2 : 1), again.Report?.Reservation);
                break;
            default:
                world.Clock.Advance(CallLimit);
                break;
        }

        var outcome = await world.DrawAsync();

        var isSaved = point >= CrashPoint.Saved;
        var paid = isSaved ? 1 : 2;
        Assert.Equal(BeatOutcomeKind.Done, outcome.Kind);
        Assert.Equal(point is CrashPoint.AttemptLogged ? 1 : paid, world.Model.Calls.Count - calls);
        Assert.Equal(1, world.Memory.Saves - saves);
        Assert.Single(world.Events.Skip(events).OfType<BeatCompleted>());
        Assert.Equal(BeatState.Complete, world.Record().State);
        Assert.Equal((await world.Memory.FindAsync(world.Name("1.1"), default))!.ETag, world.Record().ETag);
        Assert.Equal((0.067m, 0m), (world.State().CostUsd - cost, world.State().OpenUsd));
        Assert.Equal(isSaved ? (0m, 0) : (0.067m, 1), (world.State().UnconfirmedUsd, world.State().UnconfirmedCalls));
    }

    [Fact]
    public async Task Generate_SameGrantAfterItsCallBegan_MakesNoSecondCallOnIt()
    {
        var world = new BeatGeneratorWorld();
        var reservation = world.Reservation();
        Mortal.DieAt(world, CrashPoint.Called);
        await Assert.ThrowsAsync<CrashException>(() => world.DrawAsync(reservation: reservation));
        Mortal.Heal(world);

        var outcome = await world.DrawAsync(reservation: reservation);

        Assert.Equal(BeatOutcomeKind.Expired, outcome.Kind);
        Assert.Equal(new AttemptReport(reservation.Id, At(0), 0.067m) { IsDropped = true }, outcome.Report);
        Assert.Equal("AttemptStarted AttemptAbandoned", world.Story);
        Assert.Single(world.Model.Calls);
    }

    [Fact]
    public async Task Generate_SameGrantWhileItsCallIsUnderWay_WaitsForThatOutcomeAndPaysOnce()
    {
        var world = new BeatGeneratorWorld();
        var reservation = world.Reservation();
        var answer = new TaskCompletionSource<ModelAnswer>();
        world.Model.Answers(_ => answer.Task);
        var first = world.BeginAsync(reservation: reservation);
        world.Start();
        var second = world.BeginAsync(reservation: reservation);
        await world.Clock.WhenTimersPendingAsync(1);
        world.Clock.AdvanceToNextTimer();
        Assert.False(second.IsCompleted);

        answer.SetResult(ScriptedModel.Image(1));
        var outcome = await first;
        while (await Task.WhenAny(second, world.Clock.WhenTimersPendingAsync(1)) != second)
        {
            world.Clock.AdvanceToNextTimer();
        }

        Assert.Equal((BeatOutcomeKind.Done, BeatOutcomeKind.Done), (outcome.Kind, (await second).Kind));
        Assert.Equal((reservation.Id, "AttemptStarted BeatCompleted"), ((await second).Report?.Reservation, world.Story));
        Assert.Single(world.Model.Calls);
    }

    [Fact]
    public async Task Generate_SameReservationInAPausedRun_AbandonsItsAttempt()
    {
        var world = new BeatGeneratorWorld();
        var reservation = world.Reservation();
        Mortal.DieAt(world, CrashPoint.Called);
        await Assert.ThrowsAsync<CrashException>(() => world.DrawAsync(reservation: reservation));
        Mortal.Heal(world);
        await world.AppendAsync(new RunPaused(world.Clock.GetUtcNow(), PausedBy.Person, "Lunch."));

        var outcome = await world.DrawAsync(reservation: reservation);
        await world.AppendAsync(new RunResumed(world.Clock.GetUtcNow()));

        Assert.Equal((BeatOutcomeKind.Held, reservation.Id), (outcome.Kind, outcome.Report?.Reservation));
        Assert.Equal(BeatOutcomeKind.Done, (await world.DrawAsync()).Kind);
        Assert.Equal((0.067m, 0m), (world.State().UnconfirmedUsd, world.State().OpenUsd));
    }

    [Fact]
    public async Task Generate_SameGrantAfterItsEnd_ReportsThatItWasUsed()
    {
        var world = new BeatGeneratorWorld();
        var reservation = world.Reservation();
        await world.DrawAsync(reservation: reservation);

        var outcome = await world.DrawAsync(reservation: reservation);

        Assert.Equal((BeatOutcomeKind.Done, reservation.Id), (outcome.Kind, outcome.Report?.Reservation));
        Assert.Single(world.Model.Calls);
    }

    [Fact]
    public async Task Generate_TwoAtOnceForOneBeat_MakeOneCall()
    {
        var world = new BeatGeneratorWorld();
        var answer = new TaskCompletionSource<ModelAnswer>();
        world.Model.Answers(_ => answer.Task);
        var both = new[] { Task.Run(() => world.BeginAsync()), Task.Run(() => world.Start().GenerateAsync(Request(world), default)) };

        var first = await await Task.WhenAny(both);
        answer.SetResult(ScriptedModel.Image(1));
        await Task.WhenAll(both);

        Assert.Equal(BeatOutcomeKind.Held, first.Kind);
        Assert.Equal([BeatOutcomeKind.Done, BeatOutcomeKind.Held], both.Select(t => t.Result.Kind).Order());
        Assert.Single(world.Model.Calls);
    }

    [Fact]
    public async Task Generate_ImageConfirmedByAnotherMeanwhile_CostsOnce()
    {
        var world = new BeatGeneratorWorld();
        world.Images.After = operation =>
        {
            if (operation is "Save")
            {
                world.Images.After = _ => { };
                Assert.Equal(BeatOutcomeKind.Done, world.DrawAsync().Result.Kind);
            }
        };

        var outcome = await world.DrawAsync();

        Assert.Equal((BeatOutcomeKind.Done, 0.067m), (outcome.Kind, outcome.Report!.CostUsd));
        Assert.Equal("AttemptStarted BeatCompleted", world.Story);
        Assert.Equal(0.067m, world.State().CostUsd);
    }

    private static GenerateBeatRequest Request(BeatGeneratorWorld world) =>
        new(world.Run.Id, ImageStyle.Clear, Id("1.1"), world.Reservation(reservation: "other"));
}
