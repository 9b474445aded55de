using static ImageGen.Tests.Core.Api.Estimates.EstimateWorld;

namespace ImageGen.Tests.Core.Api.Estimates;

/// <summary>What a person should know before a start: other models, sizes, a missing style reference.</summary>
public sealed class RunWarningsTests
{
    private readonly EstimateWorld _world = new();

    [Fact]
    public async Task Estimate_ImagesMadeWithAnotherModel_AreKeptAndSaidWithTheirPrice()
    {
        var storyboard = Cuts(90, Asked);
        var made = new RunOptions { Model = "gemini-3.1-flash-image", ImageSize = "1K" };
        await _world.SaveAsync(storyboard, beat => Provenance(made.Model!, PromptHash.Of(beat, made)));

        var estimate = await _world.EstimateAsync(storyboard, new FixedKeySource(1));

        Assert.Equal((0, 90, 0m), (estimate.Images, estimate.Existing, estimate.CostUsd));
        Assert.Equal(
            ["90 existing images, made with gemini-3.1-flash-image; regenerating them costs $3.02."], estimate.Warnings.AsEnumerable());
    }

    [Fact]
    public async Task Estimate_ImagesMadeAsTheyAreAskedFor_NothingIsSaid()
    {
        var storyboard = Cuts(3, Asked);
        await _world.SaveAsync(
            storyboard, beat => Provenance(Asked.Model!, "x") with { PromptTextHash = PromptHash.OfText(beat.Prompt), ImageSize = "1K" });

        Assert.Empty((await _world.EstimateAsync(storyboard, new FixedKeySource(1))).Warnings);
    }

    [Fact]
    public async Task Estimate_ImageOfAnotherSizeAndRatio_SaysBoth()
    {
        var storyboard = Cuts(1, Asked with { ImageSize = "2K", AspectRatio = "16:9" });
        await _world.SaveAsync(
            storyboard,
            beat => Provenance(Asked.Model!, "x") with { PromptTextHash = PromptHash.OfText(beat.Prompt), AspectRatio = "1:1" });

        Assert.Equal(
            ["1 existing image, made at 1K in 1:1; regenerating it costs $0.05."],
            (await _world.EstimateAsync(storyboard, new FixedKeySource(1))).Warnings.AsEnumerable());
    }

    [Fact]
    public async Task Estimate_DeprecatedModel_WarnsAndNamesTheSuccessor()
    {
        var storyboard = Cuts(1, new RunOptions { Model = "gemini-3.1-flash-image" });

        var warning = Assert.Single((await _world.EstimateAsync(storyboard, new FixedKeySource(1))).Warnings);

        Assert.Equal("gemini-3.1-flash-image has been deprecated since 2026-10-06. Use gemini-nano-banana-2.1 instead.", warning);
    }

    [Fact]
    public async Task Estimate_NoStyleReference_SaysItOnceForAllStyles()
    {
        // A hard cut opens each shot, and two continuous beats follow it.
        var storyboard = new StoryboardBuilder().Styles(ImageStyle.Clear, ImageStyle.Illustration).Shots(2, 3).Options(Asked).Build();

        var warning = Assert.Single((await _world.EstimateAsync(storyboard, new FixedKeySource(1))).Warnings);

        Assert.StartsWith(
            "4 beats that are hard cuts or open their shot have no style reference (clear, illustration)",
            warning,
            StringComparison.Ordinal);
        Assert.Contains("ImageGen:StyleReference", warning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Estimate_ContinuousBeatThatOpensItsShot_LacksTheStyleReferenceToo()
    {
        var storyboard = new StoryboardBuilder().Styles(ImageStyle.Clear).Shots(1, 3).Options(Asked).Build();
        storyboard = storyboard with
        {
            Styles = [storyboard.Styles[0] with { Beats = [.. storyboard.Styles[0].Beats.Select(
                b => b with { Kind = TransitionKind.Continuous })] }],
        };

        Assert.StartsWith(
            "1 beat that is",
            Assert.Single((await _world.EstimateAsync(storyboard, new FixedKeySource(1))).Warnings),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Estimate_StyleReferenceOrNothingToGenerate_NoWarning()
    {
        var storyboard = new StoryboardBuilder().Styles(ImageStyle.Clear).Shots(2, 1).Options(Asked).Build();
        var cuts = Cuts(2, Asked);
        Assert.Empty((await _world.EstimateAsync(cuts, new FixedKeySource(1))).Warnings);
        _world.Put(storyboard);
        Assert.Empty((await _world.EstimateAsync(storyboard, new FixedKeySource(1))).Warnings);

        var other = new EstimateWorld();
        other.Images.SetStyleReference(storyboard.Project, new StyleReferenceImage(TestImage.Png(1), ImageFormat.Png));
        Assert.Empty((await other.EstimateAsync(storyboard, new FixedKeySource(1))).Warnings);
    }
}
