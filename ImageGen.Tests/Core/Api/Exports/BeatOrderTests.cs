using ImageGen.Core.Api.Exports;

namespace ImageGen.Tests.Core.Api.Exports;

public sealed class BeatOrderTests
{
    [Theory]
    [InlineData("1 2 3", "1 2 3", "1 2 3")]
    [InlineData("1 3", "1 2 3", "1 2 3")]
    [InlineData("2", "1 2 3", "1 2 3")]
    [InlineData("1", "2", "2 1")]
    [InlineData("1 2", "1 2 3 4", "1 2 3 4")]
    [InlineData("1 2 3", "3 1", "1 2 3")]
    public void Merge_TwoStyles_KeepsTheOrderOfTheFirst(string first, string second, string merged)
    {
        var order = BeatOrder.Merge([Style(ImageStyle.Illustration, first), Style(ImageStyle.Clear, second)]);

        Assert.Equal(merged, string.Join(' ', order.Select(same => same[0].Id.Value)));
    }

    private static StyleBeats Style(ImageStyle style, string beats) =>
        new(style, [.. beats.Split(' ').Select(b => new Beat(1, BeatId.Parse(b), TransitionKind.Other, "Cut", null, "A hare."))]);
}
