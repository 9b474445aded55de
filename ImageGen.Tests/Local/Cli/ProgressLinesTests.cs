using ImageGen.Local.Cli.Views;
using Spectre.Console;
using static ImageGen.Tests.Local.Cli.RunViewBuilder;

namespace ImageGen.Tests.Local.Cli;

public sealed class ProgressLinesTests
{
    private static RunViewBuilder Busy { get; } = new RunViewBuilder(30) { SecondsLeft = 42, MaxCostUsd = 5 }
        .Set(ImageStyle.Illustration, BeatState.Complete, 18).Set(ImageStyle.Illustration, BeatState.Generating, 3)
        .Set(ImageStyle.Clear, BeatState.Complete, 10).Set(ImageStyle.Clear, BeatState.Error, 1)
        .Waits(ImageStyle.Clear, "all 2 keys of 'clear' cool until 14:03:20 UTC", Begun.AddSeconds(200))
        .Set(ImageStyle.Consistent, BeatState.Exists, 30);

    [Fact]
    public void Of_BusyRun_ShowsEverythingThatCounts()
    {
        var text = Text(Lines(100, Busy));

        Assert.Contains("18/30   60%", text, StringComparison.Ordinal);
        Assert.Contains("generating 1.19, 1.20, 1.21", text, StringComparison.Ordinal);
        Assert.Contains("10/30   33%    $0.67  1 failed", text, StringComparison.Ordinal);
        Assert.Contains("waits: all 2 keys of 'clear' cool until 14:03:20 UTC (in 2:15 min)", text, StringComparison.Ordinal);
        Assert.Contains("all there already", text, StringComparison.Ordinal);
        Assert.Contains("58 of 90 images  ·  1 failed  ·  $1.88 of $5.00  ·  1:05 min  ·  about 42 s left", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_WaitThatIsTooLongForTheTerminal_StillSaysHowLong() => Assert.Contains(
        "waits: all 2 keys of 'clear' co… (in 2:15 min)",
        Text(Lines(59, Busy)),
        StringComparison.Ordinal);

    [Fact]
    public void Of_PausedRun_NoStyleWaitsForAnythingElse() => Assert.DoesNotContain(
        "waits: ",
        Text(Lines(100, new RunViewBuilder { Status = RunStatus.Paused }.Waits(ImageStyle.Clear, "its turn", Begun.AddSeconds(200)))),
        StringComparison.Ordinal);

    [Theory]
    [InlineData(60)]
    [InlineData(79)]
    [InlineData(119)]
    [InlineData(300)]
    public void Of_AnyWidth_NoLineIsLonger(int width)
    {
        var reason = new RunViewBuilder(10_000) { Status = RunStatus.Paused, Reason = new string('x', 500) }
            .Set(ImageStyle.Clear, BeatState.Generating, 200)
            .Set(ImageStyle.Illustration, BeatState.Error, 10_000, new string('y', 300));

        Assert.All(Lines(width, Busy).Concat(Lines(width, reason)), line => Assert.True(Markup.Remove(line).Length <= width, line));
    }

    [Fact]
    public void Of_TextThatLooksLikeMarkup_IsShownAsItIs() => Assert.Contains(
        "[red] is [not] markup",
        Text(Lines(80, new RunViewBuilder { Reason = "[red] is [not] markup" })),
        StringComparison.Ordinal);

    [Fact]
    public void Of_TerminalWithoutUnicode_PlainLettersOnly() =>
        Assert.True(new ProgressLines(79, unicode: false).Of(Busy.Build(), Begun).All(line => line.All(char.IsAscii)));

    [Fact]
    public void Of_AlmostThere_NeverSaysAHundredPerCent()
    {
        var lines = Text(Lines(80, new RunViewBuilder(1000, ImageStyle.Clear).Set(ImageStyle.Clear, BeatState.Complete, 999)));

        Assert.Contains(" 99%", lines, StringComparison.Ordinal);
        Assert.DoesNotContain("100%", lines, StringComparison.Ordinal);
    }

    private static IReadOnlyList<string> Lines(int width, RunViewBuilder view) =>
        new ProgressLines(width, unicode: true).Of(view.Build(), Begun.AddSeconds(65));

    private static string Text(IEnumerable<string> lines) => string.Join('\n', lines.Select(Markup.Remove));
}
