using static ImageGen.Tests.Core.Generation.BeatGeneratorWorld;

namespace ImageGen.Tests.Core.Generation;

public sealed class EvenSpendingTests
{
    private const decimal Price = 0.067m;

    private static readonly ImageStyle[] All = [ImageStyle.Illustration, ImageStyle.Clear, ImageStyle.Consistent];

    [Theory]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(29)]
    public async Task Generate_BudgetBelowTheNeed_IsSpentEvenly(int images)
    {
        var world = World(images, beats: 30);

        var counts = await SpendAsync(world, All);

        Assert.Equal(images, counts.Values.Sum());
        Assert.InRange(counts.Values.Max() - counts.Values.Min(), 0, 1);
    }

    [Fact]
    public async Task Generate_BudgetForAll_HoldsNoStyleBack()
    {
        var world = World(12, beats: 4);

        for (var beat = 1; beat <= 4; beat++)
        {
            Assert.Equal(BeatOutcomeKind.Done, (await DrawAsync(world, ImageStyle.Clear, beat)).Kind);
        }
    }

    [Fact]
    public async Task Generate_OtherStylesCannotGoOn_GetsAll()
    {
        var world = World(6, beats: 8);
        await world.AppendAsync(
            new StyleWaiting(At(0), ImageStyle.Illustration, null, "No key can be used."), new StyleWaiting(
                At(0), ImageStyle.Consistent, At(3600), "The day is used up."));

        for (var beat = 1; beat <= 6; beat++)
        {
            Assert.Equal(BeatOutcomeKind.Done, (await DrawAsync(world, ImageStyle.Clear, beat)).Kind);
        }
    }

    [Fact]
    public async Task Generate_StyleIsAhead_IsHeldAndTheRunContinues()
    {
        var world = World(6, beats: 8);
        await DrawAsync(world, ImageStyle.Clear, 1);
        await DrawAsync(world, ImageStyle.Clear, 2);

        Assert.Equal(BeatOutcomeKind.Held, (await DrawAsync(world, ImageStyle.Clear, 3)).Kind);
        Assert.Null(world.State().PausedBy);
        Assert.Equal(BeatOutcomeKind.Done, (await DrawAsync(world, ImageStyle.Consistent, 1)).Kind);
    }

    /// <summary>One style after the other takes all it can get, the first one first.</summary>
    private static async Task<Dictionary<ImageStyle, int>> SpendAsync(BeatGeneratorWorld world, ImageStyle[] styles)
    {
        var counts = styles.ToDictionary(s => s, _ => 0);
        while (world.State().PausedBy is null)
        {
            foreach (var style in styles)
            {
                while (world.State().PausedBy is null && (await DrawAsync(world, style, counts[style] + 1)).Kind is BeatOutcomeKind.Done)
                {
                    counts[style]++;
                }
            }
        }

        return counts;
    }

    private static BeatGeneratorWorld World(int images, int beats) =>
        new(new RunOptions { MaxCostUsd = images * Price }, All, beats, Enumerable.Repeat(TransitionKind.Other, beats));

    private static Task<BeatOutcome> DrawAsync(BeatGeneratorWorld world, ImageStyle style, int beat) =>
        world.DrawAsync($"1.{beat}", world.Reservation(key: $"{style.Name()}-1"), style);
}
