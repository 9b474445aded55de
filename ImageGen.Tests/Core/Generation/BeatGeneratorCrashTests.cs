using ImageGen.Core.Generation;
using ImageGen.Core.KeyPools;
using ImageGen.Core.Models;
using ImageGen.Core.Models.Catalogue;
using ImageGen.Core.Runs;
using ImageGen.Core.Storyboards;
using ImageGen.Tests.Fakes;
using static ImageGen.Tests.Core.Generation.BeatGeneratorWorld;

namespace ImageGen.Tests.Core.Generation;

/// <summary>Crashes, second deliveries, and calls that were given up for dead and were not.</summary>
public sealed class BeatGeneratorCrashTests
{
    private static readonly TimeSpan CallLimit = ModelCatalogue.BuiltIn.LongestAttempt;

    public enum Point
    {
        AttemptLogged,
        Called,
        Saving,
        Saved,
        Completing,
        Completed,
    }

    public enum Comeback
    {
        HostStarts,
        SameGrantAgain,
        AnotherWorkerLater,
    }

    public static TheoryData<Point, Comeback, bool> Crashes()
    {
        var crashes = new TheoryData<Point, Comeback, bool>();
        foreach (var point in Enum.GetValues<Point>())
        {
            foreach (var comeback in Enum.GetValues<Comeback>())
            {
                crashes.Add(point, comeback, false);
                crashes.Add(point, comeback, true);
            }
        }

        return crashes;
    }

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

    [Theory]
    [MemberData(nameof(Crashes))]
    public async Task Generate_CrashAnywhere_EndsWithOneImageAndNoCallForOneThatWasSaved(Point point, Comeback comeback, bool regenerate)
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

        var isSaved = point >= Point.Saved;
        var paid = isSaved ? 1 : 2;
        Assert.Equal(BeatOutcomeKind.Done, outcome.Kind);
        Assert.Equal(point is Point.AttemptLogged ? 1 : paid, world.Model.Calls.Count - calls);
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
        Mortal.DieAt(world, Point.Called);
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
    public async Task Generate_SameGrantInAPausedRun_GivesItsCallUpSoThatNobodyWaitsForItLater()
    {
        var world = new BeatGeneratorWorld();
        var reservation = world.Reservation();
        Mortal.DieAt(world, Point.Called);
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

    private static GenerateBeatRequest Request(BeatGeneratorWorld world) =>
        new(world.Run.Id, ImageStyle.Clear, Id("1.1"), world.Reservation(reservation: "other"));

    /// <summary>A process that dies at a point: from there on nothing that it does reaches the world.</summary>
    private static class Mortal
    {
        public static void DieAt(BeatGeneratorWorld world, Point at)
        {
            var isDead = false;
            world.Store.Before = events => Reach(events.Any(e => e is BeatCompleted) ? Point.Completing : null);
            world.Store.After = events => Reach(events switch
            {
                [AttemptStarted] => Point.AttemptLogged,
                [BeatCompleted] => Point.Completed,
                _ => null,
            });
            world.Images.Before = operation => Reach(operation is "Save" ? Point.Saving : null);
            world.Images.After = operation => Reach(operation is "Save" ? Point.Saved : null);
            world.Model.OnCall = () => Reach(Point.Called);

            void Reach(Point? point)
            {
                isDead |= point == at;
                if (isDead)
                {
                    throw new CrashException();
                }
            }
        }

        /// <summary>Another process takes over.</summary>
        public static void Heal(BeatGeneratorWorld world)
        {
            (world.Store.Before, world.Store.After) = (_ => { }, _ => { });
            (world.Images.Before, world.Images.After) = (_ => { }, _ => { });
            world.Model.OnCall = () => { };
            world.Start();
        }
    }

    private sealed class CrashException : Exception;
}
