using ImageGen.Core.Api.Estimates;
using ImageGen.Core.KeyPools;
using ImageGen.Core.Models.Catalogue;
using ImageGen.Tests.Simulation;
using ImageGen.Tests.Simulator;

namespace ImageGen.Tests.Local.Engine;

/// <summary>Runs with candidates on the embedded engine, from start to end.</summary>
public sealed class CandidateRunTests : EngineTests
{
    [Fact]
    public async Task Run_TwoCandidates_IsOverWhenEveryBeatHasBoth()
    {
        await RunAsync(Run(4, 3, new RunOptions { Candidates = 2 }));

        Assert.Equal(Enumerable.Repeat(2, 36), _world.Model.Calls.Values);
        Assert.Equal(36, _world.Log().OfType<BeatCompleted>().Count());
        Assert.Equal(36, _world.Log().OfType<CandidateStored>().Count());
        Assert.Single(_world.Log().OfType<RunEnded>());
        Assert.Equal(
            (RunStatus.Completed, _world.Log().OfType<AttemptStarted>().Sum(a => a.EstimateUsd), 0m),
            await _world.ReadAsync(s => (s.Status, s.CostUsd, s.OpenUsd)));
        Assert.All(
            await _world.ReadAsync(s => s.Styles), s => Assert.Equal((0, 0, 0), (s.ImagesLeft, s.MissingCandidates, s.CandidatesInFlight)));
    }

    [Fact]
    public async Task Run_OneAtATime_ImagesOfAllBeatsComeBeforeAnyFurtherCandidate()
    {
        await RunAsync(Run(2, 3, new RunOptions { Candidates = 3, MaxParallel = 1 }, ImageStyle.Clear));

        var order = _world.Log().OfType<AttemptStarted>().Select(a => a.Candidate is null).ToArray();
        Assert.Equal([.. Enumerable.Repeat(true, 6), .. Enumerable.Repeat(false, 12)], order);
    }

    [Fact]
    public async Task Run_LargerThanAChunk_HasEveryCandidate()
    {
        await RunAsync(Run(150, 2, new RunOptions { Candidates = 2 }, ImageStyle.Clear));

        Assert.Equal(300, _world.Model.Calls.Count);
        Assert.All(_world.Model.Calls.Values, calls => Assert.Equal(2, calls));
        Assert.Single(_world.Log().OfType<RunEnded>());
    }

    /// <summary>Storyboards, numbers of candidates and limits of many seeds: what is spent never passes the limit.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task Run_CostLimit_HoldsWithCandidates(int seed)
    {
        var dice = new Dice((ulong)seed);
        var limit = dice.Int(1, 30) * 0.05m;
        var run = Run(dice.Int(1, 4), dice.Int(1, 3), new RunOptions { Candidates = dice.Int(2, 4), MaxCostUsd = limit });
        await _world.RunAsync(run);
        await _world.Open().WakeAsync(run.Id, default);

        await AdvanceUntilAsync(log => log[^1] is RunEnded || log.Any(e => e is RunPaused { By: PausedBy.CostLimit }));

        var state = await _world.ReadAsync(s => (Spent: s.CostUsd + s.UnconfirmedUsd + s.OpenUsd, s.Status));
        Assert.InRange(state.Spent, 0, limit);
        Assert.True(state.Status is RunStatus.Completed || state.Spent > limit - 0.067m - 0.067m, $"{state}");
    }

    [Fact]
    public async Task Run_StoppedInTheMiddle_TheNextProcessGeneratesOnlyWhatIsMissing()
    {
        await _world.RunAsync(Run(4, 2, new RunOptions { Candidates = 2 }));
        var first = _world.Open();
        await first.WakeAsync(EngineFixture.RunId, default);
        await _world.UntilAsync(log => log.OfType<CandidateStored>().Any());
        await first.StopAsync(default);

        await _world.Open().WakeAsync(EngineFixture.RunId, default);
        await AdvanceUntilAsync(log => log[^1] is RunEnded);

        Assert.Equal(Enumerable.Repeat(2, 24), _world.Model.Calls.Values);
    }

    [Fact]
    public async Task Run_RetriedForCandidatesThatFailed_GeneratesThoseAlone()
    {
        var run = Run(1, 1, new RunOptions { Candidates = 2 }, ImageStyle.Clear);
        await _world.RunAsync(
            run,
            new RunStarted(StoryboardBuilder.At(0), 1),
            new AttemptStarted(StoryboardBuilder.At(1), ImageStyle.Clear, BeatId.Parse("1.1"), "a1", "clear-1", 0.067m),
            new BeatCompleted(
                StoryboardBuilder.At(2), ImageStyle.Clear, BeatId.Parse("1.1"), "a1", "p", "e", 0.067m, TimeSpan.FromSeconds(1), null),
            new CandidateFailed(
                StoryboardBuilder.At(3), ImageStyle.Clear, BeatId.Parse("1.1"), null, new(
                    ImageGen.Core.Models.FailureKind.InvalidKey, "No key."), 0),
            new StyleEnded(StoryboardBuilder.At(3), ImageStyle.Clear),
            new RunEnded(StoryboardBuilder.At(4), RunStatus.Completed));
        _world.Images.Put(
            new ImageName(run.Storyboard.Project, ImageStyle.Clear, 1, BeatId.Parse("1.1")), TestImage.Png(1), ImageFormat.Png);
        var engine = _world.Open();
        var service = new RunService(_world.Store, _world.Services.RunLogs, engine, _world.Clock);

        Assert.IsType<ControlResult.Done>(await service.RequestAsync(run.Id, BeatRequestKind.Retry, [], default));
        await AdvanceUntilAsync(log => log.Count(e => e is RunEnded) == 2);

        Assert.Equal((1, 2), (_world.Model.Begun, await _world.ReadAsync(s => s.Styles[0].Beats[0].Candidates.Stored.Length)));
    }

    [Fact]
    public async Task Estimate_Candidates_AreCountedAndThoseThatExistAreNot()
    {
        var run = Run(
            2,
            1,
            new RunOptions { Candidates = 3, CandidatesByStyle = ImmutableDictionary<ImageStyle, int>.Empty.Add(ImageStyle.Clear, 2) });
        var estimator = new Estimator(
            _world.Images,
            new FixedKeySource(2),
            new EstimatorOptions { Limits = new KeyPoolOptions(), Models = ModelCatalogue.BuiltIn, Time = _world.Clock });

        var before = await estimator.EstimateAsync(run.Storyboard, default);
        await RunAsync(run);
        var after = await estimator.EstimateAsync(run.Storyboard, default);

        Assert.Equal([("illustration", 6), ("clear", 4), ("consistent", 6)], before.PerStyle.Select(s => (s.Style, s.Images)));
        Assert.Equal((16, 16 * 0.067m), (before.Images, before.CostUsd));
        Assert.Equal((0, 6, 0m), (after.Images, after.Existing, after.CostUsd));
    }

    [Fact]
    public void CandidatesOf_RunStyleAndBeat_TheMostSpecificWins()
    {
        var storyboard = Run(1, 2, new RunOptions
        {
            Candidates = 3,
            CandidatesByStyle = ImmutableDictionary<ImageStyle, int>.Empty.Add(ImageStyle.Clear, 2),
        }).Storyboard;
        var beat = storyboard.BeatsOf(ImageStyle.Clear)[0];

        Assert.Equal(3, storyboard.CandidatesOf(ImageStyle.Consistent, beat));
        Assert.Equal(2, storyboard.CandidatesOf(ImageStyle.Clear, beat));
        Assert.Equal(4, storyboard.CandidatesOf(ImageStyle.Clear, beat with { Candidates = 4 }));
        Assert.Equal(1, (storyboard with { Options = new RunOptions() }).CandidatesOf(ImageStyle.Clear, beat));
    }

    private static RunDocument Run(int shots, int beats, RunOptions options, params ImageStyle[] styles) => new StoryboardBuilder()
        .Styles(styles.Length == 0 ? [.. ImageStyles.All] : styles)
        .Shots(shots, beats)
        .Options(options with { Model = "gemini-3.1-flash-image" })
        .BuildRun();

    private async Task RunAsync(RunDocument run)
    {
        await _world.RunAsync(run);
        await _world.Open().WakeAsync(run.Id, default);
        await AdvanceUntilAsync(log => log[^1] is RunEnded);
    }

    private Task AdvanceUntilAsync(Func<RunEvent[], bool> condition) => Eventually.TrueAsync(() =>
    {
        if (condition([.. _world.Log().DefaultIfEmpty(new HostStopped(default))]))
        {
            return true;
        }

        _world.Clock.AdvanceToNextTimer();
        return false;
    });
}
