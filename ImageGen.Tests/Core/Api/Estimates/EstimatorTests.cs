using ImageGen.Core.Api.Estimates;
using ImageGen.Core.KeyPools;
using ImageGen.Core.Models.Catalogue;
using static ImageGen.Tests.Core.Api.Estimates.EstimateWorld;

namespace ImageGen.Tests.Core.Api.Estimates;

/// <summary>How many images a storyboard takes, what they cost, and how long that lasts.</summary>
public sealed class EstimatorTests
{
    private readonly EstimateWorld _world = new();

    [Fact]
    public async Task Estimate_ThePredecessorsExample_IsItsQuotaBound()
    {
        // 30 beats in each of 3 styles, 2 keys a style with 10 requests a minute, 8 s a call: 20 at once, 10 a minute later.
        var storyboard = new StoryboardBuilder().Shots(30, 1).Options(Asked).Build();

        var estimate = await _world.EstimateAsync(storyboard, new FixedKeySource(2));

        Assert.Equal((90, 0, 68d), (estimate.Images, estimate.Existing, estimate.Seconds));
        Assert.All(estimate.PerStyle, s => Assert.Equal((30, 2, 68d), (s.Images, s.Keys, s.Seconds)));
    }

    [Fact]
    public async Task Estimate_OnlyOneBeat_CountsThatOne()
    {
        var only = new BeatRef(ImageStyle.Clear, BeatId.Parse("2.1"));
        var storyboard = new StoryboardBuilder().Shots(30, 1).Options(Asked with { Only = [only] }).Build();

        var estimate = await _world.EstimateAsync(storyboard, new FixedKeySource(2));

        Assert.Equal((1, 0), (estimate.Images, estimate.Existing));
    }

    [Theory]
    [InlineData(1, 8)]
    [InlineData(20, 8)]
    [InlineData(21, 68)]
    [InlineData(40, 68)]
    [InlineData(41, 128)]
    public async Task Estimate_AWindowIsFull_TheNextImageWaitsForTheNextWindow(int shots, double seconds)
    {
        var storyboard = new StoryboardBuilder().Styles(ImageStyle.Clear).Shots(shots, 1).Options(Asked).Build();

        Assert.Equal(seconds, (await _world.EstimateAsync(storyboard, new FixedKeySource(2))).Seconds);
    }

    [Fact]
    public async Task Estimate_KeysOfOneProject_ShareItsLimit()
    {
        var keys = new FixedKeySource(0).With(
            ImageStyle.Clear,
            new ApiKey("clear-1", "test-key-1", "p"),
            new ApiKey("clear-2", "test-key-2", "p", Requests: 5),
            new ApiKey("clear-3", "test-key-3"));
        var storyboard = new StoryboardBuilder().Styles(ImageStyle.Clear).Shots(31, 1).Options(Asked).Build();

        var style = Assert.Single((await _world.EstimateAsync(storyboard, keys)).PerStyle);

        // 5 of the project and 10 of the key of its own: 15, 15 and one.
        Assert.Equal((3, 128d), (style.Keys, style.Seconds));
    }

    [Fact]
    public async Task Estimate_LearnedLimits_AreShownAndReckonedWith()
    {
        var keys = new FixedKeySource(0)
            .With(ImageStyle.Clear, new ApiKey("clear-1", "test-key-1", "p"), new ApiKey("clear-2", "test-key-2", "q"))
            .With(ImageStyle.Consistent, new ApiKey("consistent-1", "test-key-3", "p"));
        var storyboard = new StoryboardBuilder().Styles(ImageStyle.Clear, ImageStyle.Consistent).Shots(15, 1).Options(Asked).Build();
        var learned = new ClearLimits(new ProjectLimit("p", 10, 4), new ProjectLimit("q", 10, null));
        var estimator = new Estimator(
            _world.Images,
            keys,
            new EstimatorOptions { Limits = new KeyPoolOptions(), Models = ModelCatalogue.BuiltIn, Time = _world.Time }).With(learned);

        var estimate = await estimator.EstimateAsync(storyboard, CancellationToken.None);

        // 4 + 10 a minute: 14 and one; the other style has its 10.
        Assert.Equal([68d, 68d], estimate.PerStyle.Select(s => s.Seconds!.Value));
        Assert.Equal([new ProjectLimit("p", 10, 4)], estimate.PerStyle[0].LearnedLimits!.Value.AsEnumerable());
        Assert.Null(estimate.PerStyle[1].LearnedLimits);
        Assert.Contains(
            "learned limit 4 of 10 requests per minute for project p",
            Assert.Single(estimate.Warnings, w => w.Contains("'clear' is slower", StringComparison.Ordinal)),
            StringComparison.Ordinal);
        Assert.Equal(8, (await _world.EstimateAsync(storyboard, keys)).PerStyle[0].Seconds);
    }

    [Fact]
    public async Task Estimate_OneLongChain_TakesACallForEachLink()
    {
        var storyboard = new StoryboardBuilder().Styles(ImageStyle.Clear).Shots(1, 20).Options(Asked).Build();

        Assert.Equal(160, (await _world.EstimateAsync(storyboard, new FixedKeySource(10))).Seconds);
    }

    [Fact]
    public async Task Estimate_NoKey_CannotTellTheTime()
    {
        var storyboard = new StoryboardBuilder().Styles(ImageStyle.Clear).Options(Asked).Build();

        var estimate = await _world.EstimateAsync(storyboard, new FixedKeySource(0));

        Assert.Null(estimate.Seconds);
        Assert.Equal(2, estimate.Images);
    }

    [Fact]
    public async Task Estimate_EverythingThere_CostsNothing()
    {
        var storyboard = new StoryboardBuilder().Styles(ImageStyle.Clear).Options(Asked).Build();
        _world.Put(storyboard);

        var estimate = await _world.EstimateAsync(storyboard, new FixedKeySource(1));

        Assert.Equal((0, 2, 0m, 0d), (estimate.Images, estimate.Existing, estimate.CostUsd, estimate.Seconds));
    }

    [Fact]
    public async Task Estimate_Overwrite_DrawsAllAgain()
    {
        var storyboard = new StoryboardBuilder().Styles(ImageStyle.Clear).Options(Asked with { Overwrite = true }).Build();
        _world.Put(storyboard);

        Assert.Equal(2, (await _world.EstimateAsync(storyboard, new FixedKeySource(1))).Images);
    }

    [Theory]
    [InlineData(OnChanged.Regenerate, 1)]
    [InlineData(OnChanged.Keep, 0)]
    public async Task Estimate_PromptChanged_CountsItWhenItWouldBeGenerated(OnChanged onChanged, int images)
    {
        var storyboard = new StoryboardBuilder().Styles(ImageStyle.Clear).Shots(1, 1).Options(Asked with { OnChanged = onChanged }).Build();
        var provenance = new ImageProvenance("r", "a", "m", "other", "k", "none", null, 0, TimeSpan.Zero, default);
        await _world.SaveAsync(storyboard, _ => provenance);

        Assert.Equal(images, (await _world.EstimateAsync(storyboard, new FixedKeySource(1))).Images);
    }

    [Fact]
    public async Task Estimate_References_ArePaidForToo()
    {
        // A hard cut brings the style reference where there is one, a continuous beat the image before it.
        var storyboard = new StoryboardBuilder().Styles(ImageStyle.Clear).Shots(1, 2).Options(Asked).Build();
        var catalogue = ModelCatalogue.BuiltIn;
        var (plain, referred) = (catalogue.EstimateUsd(Asked.Model!, null, 0), catalogue.EstimateUsd(Asked.Model!, null, 1));

        Assert.Equal(plain + referred, (await _world.EstimateAsync(storyboard, new FixedKeySource(1))).CostUsd);
        _world.Images.SetStyleReference(storyboard.Project, new StyleReferenceImage(TestImage.Png(1), ImageFormat.Png));
        Assert.Equal(2 * referred, (await _world.EstimateAsync(storyboard, new FixedKeySource(1))).CostUsd);
    }

    [Fact]
    public async Task Estimate_SeveralStyles_AddsUpImagesAndCostAndTakesTheSlowest()
    {
        var storyboard = new StoryboardBuilder().Styles(ImageStyle.Clear, ImageStyle.Illustration).Shots(12, 1).Options(Asked).Build();
        _world.Images.Put(Name(storyboard, 0), TestImage.Png(1), ImageFormat.Png);
        _world.Images.Put(Name(storyboard, 1) with { Style = ImageStyle.Illustration }, TestImage.Png(2), ImageFormat.Png);
        var keys = new FixedKeySource(2).With(ImageStyle.Illustration, new ApiKey("illustration-1", "test-key-1"));

        var estimate = await _world.EstimateAsync(storyboard, keys);

        Assert.Equal((22, 2, 22 * 0.0336m), (estimate.Images, estimate.Existing, estimate.CostUsd));
        Assert.Equal([8d, 68d], estimate.PerStyle.Select(s => s.Seconds).Order());
        Assert.Equal(68, estimate.Seconds);
    }

    [Fact]
    public async Task Estimate_OneStyleWithoutAKey_CannotTellTheTimeOfTheWhole()
    {
        var storyboard = new StoryboardBuilder().Styles(ImageStyle.Clear, ImageStyle.Illustration).Options(Asked).Build();

        var estimate = await _world.EstimateAsync(storyboard, new FixedKeySource(1).With(ImageStyle.Illustration));

        Assert.Null(estimate.Seconds);
        Assert.Single(estimate.PerStyle, s => s.Seconds is null);
    }

    [Fact]
    public async Task Estimate_AnotherModelAndSize_CostsWhatThatCosts()
    {
        var run = new RunOptions { Model = "gemini-3-pro-image", ImageSize = "4K" };
        var storyboard = new StoryboardBuilder().Styles(ImageStyle.Clear).Shots(3, 1).Options(run).Build();

        Assert.Equal(3 * 0.24m, (await _world.EstimateAsync(storyboard, new FixedKeySource(1))).CostUsd);
    }

    [Fact]
    public async Task Estimate_HardCutsWithinAShot_NeedNotWaitForEachOther()
    {
        var storyboard = new StoryboardBuilder().Styles(ImageStyle.Clear).Shots(1, 6).Options(Asked).Build();
        var cut = storyboard.Styles[0] with
        {
            Beats = [.. storyboard.Styles[0].Beats.Select(
            (b, i) => i == 3 ? b with { Kind = TransitionKind.HardCut } : b)]
        };

        // Two chains of three.
        Assert.Equal(24, (await _world.EstimateAsync(storyboard with { Styles = [cut] }, new FixedKeySource(1))).Seconds);
    }

    private sealed class ClearLimits(params ProjectLimit[] limits) : IRequestLimits
    {
        public Task<ImmutableArray<ProjectLimit>> ListAsync(ImageStyle style, CancellationToken cancellationToken) =>
            Task.FromResult<ImmutableArray<ProjectLimit>>(style is ImageStyle.Clear ? [.. limits] : []);

        public Task ResetAsync(CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
