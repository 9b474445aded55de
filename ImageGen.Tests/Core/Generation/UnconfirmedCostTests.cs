using ImageGen.Core.Api.Views;
using static ImageGen.Tests.Core.Generation.BeatGeneratorWorld;

namespace ImageGen.Tests.Core.Generation;

/// <summary>What an attempt costs that brought no image: nothing, its list price, or an unknown amount.</summary>
public sealed class UnconfirmedCostTests
{
    private const decimal Estimate = 0.067m;

    [Theory]
    [InlineData(FailureKind.Transient, 0, 0)]
    [InlineData(FailureKind.Unreachable, 0, 0)]
    [InlineData(FailureKind.RateLimitedPerMinute, 0, 0)]
    [InlineData(FailureKind.ContentBlocked, 0, 0)]
    [InlineData(FailureKind.NoImage, 0, 0)]
    [InlineData(FailureKind.Unanswered, 0, 0.067)]
    [InlineData(FailureKind.BrokenImage, 0.067, 0)]
    public async Task Generate_WithoutImage_CostsWhatTheFailureMeans(FailureKind kind, decimal confirmed, decimal unconfirmed)
    {
        var world = new BeatGeneratorWorld();
        world.Model.Fails(kind);

        var outcome = await world.DrawAsync();

        var (run, style, beat) = (world.State(), world.State().Styles[0], world.Record());
        Assert.Equal(confirmed + unconfirmed, outcome.Report!.CostUsd);
        Assert.Equal((confirmed, unconfirmed), (run.CostUsd, run.UnconfirmedUsd));
        Assert.Equal((confirmed, unconfirmed), (style.CostUsd, style.UnconfirmedUsd));
        Assert.Equal((confirmed, unconfirmed), (beat.CostUsd, beat.UnconfirmedUsd));
        var attempts = unconfirmed > 0 ? 1 : 0;
        Assert.Equal(
            (attempts, attempts, attempts, 0m), (run.UnconfirmedCalls, style.UnconfirmedAttempts, beat.UnconfirmedAttempts, run.OpenUsd));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100_000)]
    public async Task Generate_BrokenImage_CostsTheListPriceOrWhatTheServiceCountedIfThatIsMore(int tokens)
    {
        var world = new BeatGeneratorWorld();
        world.Model.Answers(new ModelAnswer.Image(new byte[] { 1, 2, 3 }, "image/png", new TokenUsage(10, tokens, 10 + tokens, tokens)));

        var outcome = await world.DrawAsync();

        Assert.Equal(FailureKind.BrokenImage, outcome.Why!.Kind);
        Assert.InRange(world.State().CostUsd, tokens == 1 ? Estimate : 0.29m, tokens == 1 ? Estimate + 0.001m : 7);
    }

    [Fact]
    public async Task Generate_UnansweredAttempts_CountTowardsTheLimit()
    {
        var world = new BeatGeneratorWorld(new RunOptions { MaxCostUsd = 0.15m });
        world.Model.Fails(FailureKind.Unanswered, FailureKind.Unanswered);
        await world.DrawAsync("1.1");
        await world.DrawAsync("1.2");

        Assert.Equal(BeatOutcomeKind.Held, (await world.DrawAsync("1.3")).Kind);

        Assert.Equal(2, world.Model.Calls.Count);
        Assert.Equal(PausedBy.CostLimit, Assert.IsType<RunPaused>(world.Events.Last()).By);
    }

    [Fact]
    public async Task Generate_LimitReachedThroughUnansweredAttempts_SaysWhyTheyHadNoAnswer()
    {
        var world = new BeatGeneratorWorld(new RunOptions { MaxCostUsd = 0.1m });
        world.Model.Answers(
            new ModelAnswer.NoImage(new ModelFailure(FailureKind.Unanswered, "No answer within 300 s (ImageGen:Gemini:Timeout).")));
        await world.DrawAsync("1.1");
        await world.DrawAsync("1.2");

        Assert.Equal(
            "The next image (about $0.067) would pass the limit of $0.10: $0.00 spent, $0.07 for attempts that may have been billed "
            + "(the last of them: No answer within 300 s (ImageGen:Gemini:Timeout).). Resume with a higher maxCostUsd.",
            Assert.IsType<RunPaused>(world.Events.Last()).Reason);
    }

    [Fact]
    public void Fold_BeatFailedWithoutAnAnswer_IsUnconfirmed()
    {
        var world = new BeatGeneratorWorld();
        var why = new ModelFailure(FailureKind.Unanswered, "No answer within 300 s.");
        RunEvent[] log = [Attempt("a"), new BeatFailed(At(1), ImageStyle.Clear, Id("1.1"), "a", why, 0, 0.07m)];

        Assert.Equal((BeatState.Error, 0.07m, 1), Fold(world, log, b => (b.State, b.UnconfirmedUsd, b.UnconfirmedAttempts)));
    }

    [Fact]
    public void Fold_LogWithoutTheField_TakesTheEstimateOfUnansweredAttemptsOnly()
    {
        var world = new BeatGeneratorWorld();
        const string line = """{"type":"attemptFailed","at":"2026-11-20T14:00:01+00:00","style":"clear","beat":"1.1","attempt":"a","why":{"kind":"KIND","reason":"x"},"costUsd":0}""";
        var old = ImageGenJson.Read<RunEvent>(
            System.Text.Encoding.UTF8.GetBytes(line.Replace("KIND", "transient", StringComparison.Ordinal)))!;
        var unanswered = ImageGenJson.Read<RunEvent>(
            System.Text.Encoding.UTF8.GetBytes(line.Replace("KIND", "unanswered", StringComparison.Ordinal)))!;

        Assert.Equal(0m, Fold(world, [Attempt("a"), old], b => b.UnconfirmedUsd));
        Assert.Equal(Estimate, Fold(world, [Attempt("a"), unanswered], b => b.UnconfirmedUsd));
    }

    [Fact]
    public void Fold_AttemptsAbandonedOneAfterTheOther_AreConfirmedEachByItsOwnLateOutcome()
    {
        var world = new BeatGeneratorWorld();
        RunEvent[] log =
        [
            Attempt("a"), new RunStarted(At(1), 2), Attempt("b", 2), new RunStarted(At(3), 3), Attempt("c", 4),
            new AttemptFailed(At(5), ImageStyle.Clear, Id("1.1"), "a", new ModelFailure(FailureKind.NoImage, "Words."), 0.01m),
        ];

        Assert.Equal((0.01m, Estimate, 1), Fold(world, log, b => (b.CostUsd, b.UnconfirmedUsd, b.UnconfirmedAttempts)));
    }

    [Fact]
    public void Fold_AbandonedAttemptThatEndsWithoutAnAnswer_IsCountedOnce()
    {
        var world = new BeatGeneratorWorld();
        RunEvent[] log =
        [
            Attempt("a"), new RunStarted(At(1), 2),
            new AttemptFailed(At(5), ImageStyle.Clear, Id("1.1"), "a", new ModelFailure(FailureKind.Unanswered, "Cut."), 0, Estimate),
            new RunStarted(At(6), 3),
        ];

        Assert.Equal((Estimate, 1), Fold(world, log, b => (b.UnconfirmedUsd, b.UnconfirmedAttempts)));
    }

    [Fact]
    public async Task Details_UnansweredAttempt_IsUnconfirmedWithItsReasonAndEstimate()
    {
        var world = new BeatGeneratorWorld();
        world.Model.Fails(FailureKind.Unanswered);
        await world.DrawAsync();

        var detail = await new BeatDetails(new RunLogs(world.Store), world.Images).FindAsync(
            world.Run.Id, ImageStyle.Clear, Id("1.1"), default);

        var attempt = Assert.Single(detail!.Attempts);
        Assert.Equal(
            (AttemptOutcome.Unconfirmed, Estimate, FailureKind.Unanswered), (attempt.Outcome, attempt.CostUsd, attempt.Error!.Kind));
        Assert.NotNull(attempt.EndedAt);
        Assert.Equal((0m, Estimate, 1), (detail.CostUsd, detail.UnconfirmedUsd, detail.UnconfirmedAttempts));
    }

    private static T Fold<T>(BeatGeneratorWorld world, RunEvent[] log, Func<BeatRecord, T> read)
    {
        var state = new RunState(world.Run);
        for (var n = 0; n < log.Length; n++)
        {
            state.Apply(new LoggedEvent(new LogPosition(n + 1), log[n]));
        }

        var (run, beat) = (state, state.Find(ImageStyle.Clear, Id("1.1"))!);
        Assert.Equal(
            (beat.CostUsd, beat.UnconfirmedUsd, beat.UnconfirmedAttempts), (run.CostUsd, run.UnconfirmedUsd, run.UnconfirmedCalls));
        return read(beat);
    }
}
