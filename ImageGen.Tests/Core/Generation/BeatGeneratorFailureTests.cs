using ImageGen.Core.KeyPools;
using ImageGen.Core.Models.Catalogue;
using static ImageGen.Tests.Core.Generation.BeatGeneratorWorld;

namespace ImageGen.Tests.Core.Generation;

/// <summary>Failures of a key, a beat, the service and a model: what counts against the beat, and when it is final.</summary>
public sealed class BeatGeneratorFailureTests
{
    private static readonly ModelFailure Overloaded = new(FailureKind.Transient, "Overloaded.", Code: "UNAVAILABLE");

    [Theory]
    [InlineData(FailureKind.RateLimitedPerMinute)]
    [InlineData(FailureKind.RateLimitedPerDay)]
    [InlineData(FailureKind.NotEntitled)]
    [InlineData(FailureKind.SpendLimited)]
    [InlineData(FailureKind.InvalidKey)]
    [InlineData(FailureKind.CreditExhausted)]
    [InlineData(FailureKind.ModelUnavailable)]
    [InlineData(FailureKind.LocationRefused)]
    [InlineData(FailureKind.Unreachable)]
    public async Task Generate_FailureOfTheKey_IsToldToThePoolAndNeverCounts(FailureKind kind)
    {
        var world = new BeatGeneratorWorld();
        for (var n = 1; n <= 10; n++)
        {
            var why = new ModelFailure(kind, "Wait.", TimeSpan.FromSeconds(43), "CODE");
            world.Model.Answers(new ModelAnswer.NoImage(why));

            var outcome = await world.DrawAsync();

            Assert.Equal((BeatOutcomeKind.Retry, kind), (outcome.Kind, outcome.Why!.Kind));
            var detail = why.ExcludesProject ? "Wait." : "CODE";
            Assert.Equal(
                new AttemptReport($"r{n}", At(0), 0, kind, TimeSpan.FromSeconds(43), detail, outcome.Report!.Model), outcome.Report);
            Assert.Equal(world.Run.Storyboard.Options.Model ?? ModelCatalogue.DefaultModel, outcome.Report.Model);
        }

        Assert.Equal((BeatState.Pending, 0), (world.Record().State, world.Record().Failures.Count));
    }

    [Theory]
    [InlineData(FailureKind.Unanswered, 2)]
    [InlineData(FailureKind.NoImage, 2)]
    [InlineData(FailureKind.BrokenImage, 2)]
    [InlineData(FailureKind.ContentBlocked, 1)]
    [InlineData(FailureKind.InvalidRequest, 1)]
    public async Task Generate_FailureOfTheBeat_IsFinalAfterItsTries(FailureKind kind, int tries)
    {
        var world = new BeatGeneratorWorld();
        for (var n = 1; n <= tries; n++)
        {
            world.Model.Fails(kind);

            var outcome = await world.DrawAsync();

            Assert.Equal((n < tries ? BeatOutcomeKind.Retry : BeatOutcomeKind.Failed, kind), (outcome.Kind, outcome.Why!.Kind));
            Assert.Equal((kind is FailureKind.Unanswered ? kind : null, $"r{n}"), (outcome.Report!.Failure, outcome.Report.Reservation));
            Assert.Equal(kind is FailureKind.BrokenImage ? 0.067m : 0, kind is FailureKind.Unanswered ? 0 : outcome.Report.CostUsd);
            Assert.Equal(n < tries ? nameof(AttemptFailed) : nameof(BeatFailed), world.Events.Last().GetType().Name);
        }

        Assert.Equal((BeatState.Error, 0m), (world.Record().State, world.State().OpenUsd));
    }

    /// <summary>The service serves other beats with the same key, so its errors are this beat's.</summary>
    [Fact]
    public async Task Generate_ServiceFailsOnOneBeatAlone_IsFinalAtTheFourth()
    {
        var world = new BeatGeneratorWorld(beats: 5);
        for (var n = 1; n <= 4; n++)
        {
            world.Model.Fails(FailureKind.Transient);
            var outcome = await world.DrawAsync();
            Assert.Equal(n < 4 ? BeatOutcomeKind.Retry : BeatOutcomeKind.Failed, outcome.Kind);
            Assert.Equal(FailureKind.Transient, outcome.Report!.Failure);
            await world.DrawAsync($"1.{n + 1}");
        }

        Assert.Equal(BeatState.Error, world.Record().State);
    }

    /// <summary>Nothing is served in between: an outage, which costs no beat a try.</summary>
    [Fact]
    public async Task Generate_ServiceFailsOnEveryBeat_NoneLosesATry()
    {
        var world = new BeatGeneratorWorld(beats: 4);
        for (var n = 0; n < 20; n++)
        {
            world.Model.Fails(FailureKind.Transient);
            Assert.Equal(BeatOutcomeKind.Retry, (await world.DrawAsync($"1.{(n % 3) + 1}")).Kind);
        }

        await world.DrawAsync("1.4");

        Assert.Equal(default, world.Record().FailedAttempts);
    }

    [Fact]
    public async Task Generate_OneProjectIsOverloadedWhileAnotherServes_NoBeatLosesATry()
    {
        var world = new BeatGeneratorWorld(beats: 12);
        for (var n = 1; n <= 10; n++)
        {
            world.Model.Answers(new ModelAnswer.NoImage(Overloaded));
            Assert.Equal(BeatOutcomeKind.Retry, (await world.DrawAsync("1.1", world.Reservation(key: "clear-2"))).Kind);
            await world.DrawAsync($"1.{n + 1}", world.Reservation(key: "clear-1"));
        }

        Assert.Equal(default, world.Record().FailedAttempts);
    }

    /// <summary>A plain 500 that always meets the same beat is its prompt's, also when no other beat is left to prove it.</summary>
    [Fact]
    public async Task Generate_ServiceFailsOnTheOnlyBeat_IsFinalAtTheFourthUnlessItSaysThatItIsOverloaded()
    {
        foreach (var (why, attempts) in new[] { (
            new ModelFailure(FailureKind.Transient, "x", Code: "INTERNAL"), 4), (Overloaded, RetryPolicy.Default.MostOverloads) })
        {
            var world = new BeatGeneratorWorld(beats: 1);
            for (var n = 1; n <= attempts; n++)
            {
                world.Model.Answers(new ModelAnswer.NoImage(why));
                Assert.Equal(n == attempts ? BeatOutcomeKind.Failed : BeatOutcomeKind.Retry, (await world.DrawAsync()).Kind);
            }
        }
    }

    /// <summary>The same prompt may pass another time, but only a person who asks for it pays for the attempt.</summary>
    [Theory]
    [InlineData(true, true, 2)]
    [InlineData(true, false, 1)]
    [InlineData(false, true, 1)]
    public async Task Generate_Blocked_IsTriedOnceMoreOnlyWhenAskedForAndTheOutputIsBlocked(bool isOutput, bool isAskedFor, int tries)
    {
        var world = new BeatGeneratorWorld(new RunOptions { RetryBlocked = isAskedFor });
        for (var n = 1; n <= tries; n++)
        {
            world.Model.Answers(
                new ModelAnswer.NoImage(new ModelFailure(FailureKind.ContentBlocked, "Blocked.") { IsOutputBlock = isOutput }));

            Assert.Equal(n < tries ? BeatOutcomeKind.Retry : BeatOutcomeKind.Failed, (await world.DrawAsync()).Kind);
        }

        Assert.Equal(BeatState.Error, world.Record().State);
    }

    [Fact]
    public async Task Generate_OtherPolicy_HasItsTries()
    {
        var world = new BeatGeneratorWorld();
        world.Start(policy: RetryPolicy.Default with { TransientTries = 1 });
        world.Model.Fails(FailureKind.Transient);

        Assert.Equal(BeatOutcomeKind.Failed, (await world.DrawAsync()).Kind);
    }

    [Fact]
    public async Task Generate_SkippedDuringACallThatFails_IsSkippedAndNotTriedAgain()
    {
        var world = new BeatGeneratorWorld();
        world.Model.OnCall = () => world.AppendAsync(world.Asked(BeatRequestKind.Skip)).Wait();
        world.Model.Fails(FailureKind.Transient);

        var outcome = await world.DrawAsync();

        Assert.Equal((BeatOutcomeKind.Skipped, null, "r1"), (outcome.Kind, outcome.Why, outcome.Report?.Reservation));
        Assert.Equal("AttemptStarted BeatsRequested AttemptFailed BeatSkipped", world.Story);
        Assert.Equal((BeatState.Skipped, 0m), (world.Record().State, world.State().OpenUsd));
    }

    [Fact]
    public async Task Generate_RetryOfAPerson_GivesAllTriesAnew()
    {
        var world = new BeatGeneratorWorld();
        world.Model.Fails([.. Enumerable.Repeat(FailureKind.Unanswered, 3)]);
        for (var n = 0; n < 2; n++)
        {
            await world.DrawAsync();
        }

        await world.AppendAsync(world.Asked(BeatRequestKind.Retry));

        Assert.Equal(BeatOutcomeKind.Retry, (await world.DrawAsync()).Kind);
    }

    [Fact]
    public async Task Generate_FailureWithWords_CostsWhatTheServiceCounted()
    {
        var world = new BeatGeneratorWorld();
        world.Model.Answers(
            new ModelAnswer.NoImage(new ModelFailure(FailureKind.NoImage, "Words only."), new TokenUsage(1000, 1000, 2000, 0)));

        var outcome = await world.DrawAsync();

        Assert.Equal((0.0035m, 0.0035m), (outcome.Report!.CostUsd, world.State().CostUsd));
    }

    [Fact]
    public async Task Generate_ModelThatWasShutDownSinceTheStart_StopsTheRunBeforeItsFirstPaidAttempt()
    {
        var world = new BeatGeneratorWorld(new RunOptions { Model = "gemini-2.5-flash-image" });

        var outcome = await world.DrawAsync();

        Assert.Equal((BeatOutcomeKind.Held, null), (outcome.Kind, outcome.Report));
        Assert.Empty(world.Model.Calls);
        Assert.True(world.State().IsStopped);
        Assert.Equal(
            "The model gemini-2.5-flash-image was shut down on 2026-10-02. Use gemini-nano-banana-2.1. A new run with it keeps the images "
                + "that exist.",
            world.State().Reason);
        await world.DrawAsync();
        Assert.Single(world.Events.OfType<RunStopped>());
    }

    [Fact]
    public async Task Generate_ModelThatIsGoneForAProject_LeavesTheBeatPendingAndTheRunRunning()
    {
        var world = new BeatGeneratorWorld();
        world.Model.Fails(FailureKind.ModelUnavailable);

        var outcome = await world.DrawAsync();

        Assert.Equal((BeatOutcomeKind.Retry, FailureKind.ModelUnavailable), (outcome.Kind, outcome.Report!.Failure));
        Assert.Equal("AttemptStarted AttemptFailed", world.Story);
        Assert.False(world.State().IsStopped);
        Assert.Equal(BeatState.Pending, world.Record().State);
    }
}
