using System.Text;
using ImageGen.Core.Base;
using ImageGen.Core.Generation;
using ImageGen.Core.KeyPools;
using ImageGen.Core.Models;
using ImageGen.Core.Runs;
using ImageGen.Core.Storyboards;
using ImageGen.Tests.Builders;
using ImageGen.Tests.Fakes;
using ImageGen.Tests.Support;
using static ImageGen.Tests.Core.Generation.BeatGeneratorWorld;

namespace ImageGen.Tests.Core.Generation;

public sealed class BeatGeneratorTests
{
    private const ImageStyle Clear = ImageStyle.Clear;
    private static readonly ModelFailure Why = new(FailureKind.ContentBlocked, "Blocked.");

    [Fact]
    public async Task Generate_PendingBeat_IsGeneratedStoredAndRecorded()
    {
        var world = new BeatGeneratorWorld(new RunOptions { Model = "gemini-3-pro-image", AspectRatio = "16:9", ImageSize = "2K" });
        world.Model.Answers(async _ =>
        {
            world.Clock.Advance(TimeSpan.FromSeconds(8));
            return await Task.FromResult(ScriptedModel.Image(5));
        });

        var outcome = await world.DrawAsync(reservation: world.Reservation(reservation: "r9", key: "clear-2"));

        var (request, key) = Assert.Single(world.Model.Calls);
        Assert.Equal(
            ("gemini-3-pro-image", "Generate beat 1.1, clear.", "16:9", "2K"),
            (request.Model, request.Prompt, request.AspectRatio, request.ImageSize));
        Assert.Equal("test-key-2", key.Value);
        var stored = await world.Memory.FindAsync(world.Name("1.1"), default);
        var provenance = stored!.Provenance!;
        Assert.Equal(
            (world.Run.Id, "r9.1", "gemini-3-pro-image", "clear-2", "none", 0.134m, TimeSpan.FromSeconds(8), At(8)),
            (
                provenance.RunId,
                provenance.Attempt,
                provenance.Model,
                provenance.KeyId,
                provenance.Reference,
                provenance.CostUsd,
                provenance.Duration,
                provenance.GeneratedAt));
        Assert.Equal(PromptHash.Of(world.Beat("1.1"), world.Run.Storyboard.Options), provenance.PromptHash);
        Assert.Collection(
            world.Events,
            e => Assert.Equal(new AttemptStarted(At(0), Clear, Id("1.1"), "r9.1", "clear-2", 0.134m), e),
            e => Assert.Equal(
                new BeatCompleted(At(8), Clear, Id("1.1"), "r9.1", stored.Path, stored.ETag, 0.134m, TimeSpan.FromSeconds(8), null), e));
        Assert.Equal(BeatOutcomeKind.Done, outcome.Kind);
        Assert.Equal(new AttemptReport("r9", At(0), 0.134m, Model: "gemini-3-pro-image"), outcome.Report);
        Assert.Null(outcome.Why);
        Assert.Equal((1, 0, 0.134m), (outcome.Counts!.Completed, outcome.Counts.Generating, outcome.Counts.CostUsd));
    }

    [Fact]
    public async Task Generate_RequestLeftLate_IsReportedAsOfThen()
    {
        var world = new BeatGeneratorWorld();
        world.Model.Answers(_ => Task.FromResult<ModelAnswer>(ScriptedModel.Image(5) with { SentAfter = TimeSpan.FromSeconds(2) }));

        var outcome = await world.DrawAsync();

        Assert.Equal(At(2), outcome.Report!.StartedAt);
    }

    [Fact]
    public async Task Generate_PaidCall_IsInTheLogBeforeItIsMade()
    {
        var world = new BeatGeneratorWorld();
        var known = "";
        world.Model.OnCall = () => known = world.Story;

        await world.DrawAsync();

        Assert.Equal("AttemptStarted", known);
    }

    [Theory]
    [InlineData(nameof(BeatCompleted), BeatOutcomeKind.Done)]
    [InlineData(nameof(BeatExisting), BeatOutcomeKind.Done)]
    [InlineData(nameof(BeatSkipped), BeatOutcomeKind.Skipped)]
    [InlineData(nameof(BeatFailed), BeatOutcomeKind.Failed)]
    public async Task Generate_SettledBeat_IsNotGenerated(string settled, BeatOutcomeKind kind)
    {
        var world = new BeatGeneratorWorld();
        await world.AppendAsync(settled switch
        {
            nameof(BeatCompleted) => new BeatCompleted(At(0), Clear, Id("1.1"), "a", "p", "e", 0.1m, TimeSpan.FromSeconds(1), null),
            nameof(BeatExisting) => new BeatExisting(At(0), Clear, Id("1.1"), "p", "e"),
            nameof(BeatSkipped) => new BeatSkipped(At(0), Clear, Id("1.1")),
            _ => new BeatFailed(At(0), Clear, Id("1.1"), "a", Why, 0),
        });

        var outcome = await world.DrawAsync();

        Assert.Equal((kind, null), (outcome.Kind, outcome.Report));
        Assert.Equal(kind is BeatOutcomeKind.Failed ? Why : null, outcome.Why);
        Assert.Empty(world.Model.Calls);
        Assert.Equal(settled, world.Story);
    }

    [Theory]
    [InlineData(nameof(RunPaused))]
    [InlineData(nameof(RunCancelled))]
    [InlineData(nameof(RunStopped))]
    [InlineData(nameof(RunEnded))]
    [InlineData(nameof(RunGateState.Held))]
    [InlineData(nameof(RunGateState.Ended))]
    public async Task Generate_RunThatMayNotCall_IsHeld(string why)
    {
        var world = new BeatGeneratorWorld();
        await HoldAsync(world, why);
        var before = world.Story;

        var outcome = await world.DrawAsync();

        Assert.Equal((BeatOutcomeKind.Held, null), (outcome.Kind, outcome.Report));
        Assert.Empty(world.Model.Calls);
        Assert.Equal(before, world.Story);
    }

    [Theory]
    [InlineData(nameof(RunPaused), BeatOutcomeKind.Held)]
    [InlineData(nameof(RunCancelled), BeatOutcomeKind.Held)]
    [InlineData(nameof(RunGateState.Held), BeatOutcomeKind.Held)]
    [InlineData(nameof(BeatSkipped), BeatOutcomeKind.Skipped)]
    [InlineData(nameof(BeatExisting), BeatOutcomeKind.Done)]
    public async Task Generate_AskedWhileItWaits_TakesEffectBeforeTheCall(string asked, BeatOutcomeKind kind)
    {
        var world = new BeatGeneratorWorld();
        var drawing = world.BeginAsync(reservation: world.Reservation(inSeconds: 20));
        await world.Clock.WhenTimersPendingAsync(1);
        await HoldAsync(world, asked);
        world.Clock.AdvanceToNextTimer();

        var outcome = await drawing;

        Assert.Equal((kind, null), (outcome.Kind, outcome.Report));
        Assert.Empty(world.Model.Calls);
        Assert.DoesNotContain(nameof(AttemptStarted), world.Story, StringComparison.Ordinal);
    }

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
    public async Task Generate_ImageOfAnotherTypeThanItClaims_IsStoredAsWhatItIs()
    {
        var world = new BeatGeneratorWorld();
        world.Handling = world.Handling with { Format = StoredImageFormat.Original };
        world.Start();
        world.Model.Answers(new ModelAnswer.Image(SampleImages.BaselineJpeg, "image/png", null));

        await world.DrawAsync();

        var stored = await world.Memory.FindAsync(world.Name("1.1"), default);
        Assert.Equal((ImageFormat.Jpeg, "generated_images/clear/Shot_1/Beat_1.1.jpg"), (stored!.Format, stored.Path));
    }

    [Fact]
    public async Task Generate_BrokenImage_IsPaidForAndNotStored()
    {
        var world = new BeatGeneratorWorld();
        world.Model.Answers(new ModelAnswer.Image(TestImage.Png(1).AsMemory(0, 60), "image/png", null));

        var outcome = await world.DrawAsync();

        Assert.Equal((BeatOutcomeKind.Retry, FailureKind.BrokenImage), (outcome.Kind, outcome.Why!.Kind));
        Assert.Equal((0.067m, null), (outcome.Report!.CostUsd, outcome.Report.Failure));
        Assert.Equal(0.067m, Assert.IsType<AttemptFailed>(world.Events.Last()).CostUsd);
        Assert.Null(await world.Memory.FindAsync(world.Name("1.1"), default));
    }

    [Fact]
    public async Task Generate_CancelledDuringTheCall_LeavesTheAttemptOpenAndItsReservationUsed()
    {
        var world = new BeatGeneratorWorld();
        using var stop = new CancellationTokenSource();
        world.Model.Answers(async cancellationToken =>
        {
            world.Clock.Advance(TimeSpan.FromSeconds(7));
            await stop.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
            return ScriptedModel.Image(1);
        });

        var outcome = await world.DrawAsync(cancellationToken: stop.Token);

        Assert.Equal(BeatOutcomeKind.Held, outcome.Kind);
        Assert.Equal(new AttemptReport("r1", At(7), 0.067m, Model: outcome.Report!.Model) { IsDropped = true }, outcome.Report);
        Assert.Equal("AttemptStarted", world.Story);
        Assert.Equal(("r1.1", 0.067m), (world.Record().Open!.Id, world.State().OpenUsd));
    }

    [Fact]
    public async Task Generate_CancelledWhenTheAnswerIsThere_KeepsWhatWasPaidFor()
    {
        var world = new BeatGeneratorWorld();
        using var stop = new CancellationTokenSource();
        world.Model.Answers(async _ =>
        {
            await stop.CancelAsync();
            return ScriptedModel.Image(1);
        });

        var outcome = await world.DrawAsync(cancellationToken: stop.Token);

        Assert.Equal((BeatOutcomeKind.Done, BeatState.Complete), (outcome.Kind, world.Record().State));
    }

    [Fact]
    public async Task Generate_CancelledWhileItWaits_HasCalledNobody()
    {
        var world = new BeatGeneratorWorld();
        using var stop = new CancellationTokenSource();
        var drawing = world.BeginAsync(reservation: world.Reservation(inSeconds: 60), cancellationToken: stop.Token);
        await world.Clock.WhenTimersPendingAsync(1);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => drawing);

        Assert.Empty(world.Events);
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

    [Fact]
    public async Task Generate_BugInTheModel_IsThrownAndTheNextTryNeedNotWait()
    {
        var world = new BeatGeneratorWorld();
        world.Model.Answers(_ => throw new InvalidOperationException("A bug."));

        await Assert.ThrowsAsync<InvalidOperationException>(() => world.DrawAsync());

        Assert.Equal("AttemptStarted AttemptAbandoned", world.Story);
        Assert.Equal((0.067m, 1), (world.State().UnconfirmedUsd, world.State().UnconfirmedCalls));
        Assert.Equal(BeatOutcomeKind.Done, (await world.DrawAsync()).Kind);
    }

    [Fact]
    public async Task Generate_DeletedRun_SaysSo()
    {
        var world = new BeatGeneratorWorld();
        await world.Log.DeleteAsync(world.Run.Id, default);

        var e = await Assert.ThrowsAsync<UserException>(() => world.DrawAsync());

        Assert.Contains(world.Run.Id, e.Message, StringComparison.Ordinal);
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

    [Fact]
    public async Task Generate_WhateverHappens_LogsNeitherPromptNorKey()
    {
        var world = new BeatGeneratorWorld();
        world.Model.Fails(FailureKind.InvalidKey, FailureKind.Transient, FailureKind.ModelUnavailable);
        var outcomes = new StringBuilder();
        foreach (var beat in (string[])["1.1", "1.1", "1.2", "1.3"])
        {
            outcomes.Append(Encoding.UTF8.GetString(ImageGenJson.Write(await world.DrawAsync(beat))));
        }

        var written = outcomes + string.Concat(world.Events.Select(e => Encoding.UTF8.GetString(ImageGenJson.Write(e))));
        Assert.DoesNotContain("test-key", written, StringComparison.Ordinal);
        Assert.DoesNotContain("Generate beat", written, StringComparison.Ordinal);
    }

    private static Task HoldAsync(BeatGeneratorWorld world, string why)
    {
        var now = world.Clock.GetUtcNow();
        switch (why)
        {
            case nameof(RunPaused): return world.AppendAsync(new RunPaused(now, PausedBy.Person, "Lunch."));
            case nameof(RunCancelled): return world.AppendAsync(new RunCancelled(now, DropInFlight: false));
            case nameof(RunStopped): return world.AppendAsync(new RunStopped(now, "The model is gone."));
            case nameof(RunEnded): return world.AppendAsync(new RunEnded(now, RunStatus.Cancelled));
            case nameof(BeatSkipped): return world.AppendAsync(world.Asked(BeatRequestKind.Skip));
            case nameof(BeatExisting): return world.AppendAsync(new BeatExisting(now, Clear, Id("1.1"), "p", "e"));
            default:
                world.Gate = Enum.Parse<RunGateState>(why);
                return Task.CompletedTask;
        }
    }
}
