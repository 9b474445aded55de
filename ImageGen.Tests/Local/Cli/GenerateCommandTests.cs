using System.Text.RegularExpressions;
using ImageGen.Core.Api.Views;
using ImageGen.Local.Host;
using static ImageGen.Tests.Local.Cli.RunViewBuilder;

namespace ImageGen.Tests.Local.Cli;

/// <summary>How <c>generate</c> reports a run, and how it ends.</summary>
public sealed class GenerateCommandTests : IDisposable
{
    private readonly CliDriver _cli = new();

    public GenerateCommandTests() => _cli.WriteStoryboard();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Generate_AllGenerated_ExitsWithZeroAndSaysWhereTheImagesAre()
    {
        _cli.Host.Shows(View()).Shows(Complete, Generated(ImageStyle.Clear, "1.1")).Ends();

        var exit = await _cli.RunAsync("generate", "fable.json");

        Assert.Equal(0, exit);
        Assert.Equal([ImageStyle.Illustration, ImageStyle.Clear], Asked.Styles.Select(s => s.Style));
        Assert.Contains("1/20  clear 1.1 generated in 8.2 s, $0.067", _cli.Output, StringComparison.Ordinal);
        Assert.Contains($"20 images of 20 in {Path.Combine("output", "fable", "generated_images")}", _cli.Output, StringComparison.Ordinal);
        Assert.Contains("complete after 1:05 min", _cli.Output, StringComparison.Ordinal);
        Assert.Empty(_cli.Error);
        Assert.Equal("dispose", _cli.Host.Asked[^1]);
    }

    [Fact]
    public async Task Generate_SomeFailed_ExitsWithOneAndListsReasons()
    {
        var view = new RunViewBuilder(10, ImageStyle.Clear, ImageStyle.Illustration) { Status = RunStatus.CompletedWithErrors }
            .Set(ImageStyle.Clear, BeatState.Error, 2, "The service blocked the image (IMAGE_SAFETY).").SetAll(BeatState.Complete).Build();
        _cli.Host.Shows(View()).Shows(view, Failed(ImageStyle.Clear, "1.2")).Ends();

        Assert.Equal(1, await _cli.RunAsync("generate", "fable.json"));

        Assert.Contains("clear 1.2 FAILED: The service blocked", _cli.Output, StringComparison.Ordinal);
        Assert.Contains(
            "2 beats failed:\n  clear 1.1, 1.2: The service blocked the image (IMAGE_SAFETY).\n", _cli.Output, StringComparison.Ordinal);
        Assert.Contains("retry fable-1", _cli.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Generate_ManyFailedForOneReason_ItIsSaidOnce()
    {
        var view = new RunViewBuilder(10, ImageStyle.Clear) { Status = RunStatus.CompletedWithErrors }.SetAll(BeatState.Error).Build();
        _cli.Host.Shows(View()).Shows(view, Failed(ImageStyle.Clear, "1.1"), Failed(ImageStyle.Clear, "1.2")).Ends();

        Assert.Equal(1, await _cli.RunAsync("generate", "fable.json"));

        Assert.Contains("clear 1.1 FAILED: The service blocked the image.\n", _cli.Output, StringComparison.Ordinal);
        Assert.Contains("clear 1.2 FAILED, as 1.1\n", _cli.Output, StringComparison.Ordinal);
        Assert.Contains(
            "10 beats failed:\n  clear 1.1, 1.2, 1.3, 1.4, 1.5, 1.6 and 4 more: The image was blocked.\n  'status fable-1 --all' lists "
                + "every one\n",
            _cli.Output,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Generate_WaitsForTheSameAgain_ItIsSaidOnceUntilSomethingIsGenerated()
    {
        _cli.Host.Shows(View()).Shows(View(), Waits(4), Waits(14), Waits(34)).Shows(
            View(), Generated(ImageStyle.Clear, "1.1"), Waits(59)).Shows(Complete).Ends();

        await _cli.RunAsync("generate", "fable.json");

        Assert.Equal(
            ["14:00:04", "14:00:59"],
            Regex.Matches(_cli.Output, "clear waits: a connection to Gemini; tries again at (.*) UTC").Select(m => m.Groups[1].Value));
    }

    [Fact]
    public async Task Generate_OneKeyIsBad_SaysSoWhenItIsFoundAndAtTheEnd()
    {
        _cli.Host.Shows(View()).Shows(BadKey(View())).Shows(BadKey(View())).Shows(BadKey(Complete)).Ends();

        Assert.Equal(0, await _cli.RunAsync("generate", "fable.json"));

        Assert.Equal(3, _cli.Output.Split("Key clear-2 has expired.").Length);
        Assert.Contains("\nKey clear-2 has expired.\n20 images of 20", _cli.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Generate_PausedByTheCostLimit_ExitsWithOneAndSaysHowToGoOn()
    {
        var view = new RunViewBuilder
        {
            Status = RunStatus.Paused,
            PausedBy = PausedBy.CostLimit,
            Reason = "The next call would pass $1.00.",
        }.Build();
        _cli.Host.Shows(view).Ends();

        Assert.Equal(1, await _cli.RunAsync("generate", "fable.json", "--max-cost", "1"));

        Assert.Contains("Paused: The next call would pass $1.00.", _cli.Output, StringComparison.Ordinal);
        Assert.Contains("resume fable-1 --max-cost USD", _cli.Output, StringComparison.Ordinal);
        Assert.Equal(1m, Asked.Options.MaxCostUsd);
    }

    [Fact]
    public async Task Generate_PausedWithCallsUnderWay_SumsUpWhatTheyBrought()
    {
        var paused = new RunViewBuilder(10, ImageStyle.Clear)
        {
            Status = RunStatus.Paused,
            PausedBy = PausedBy.CostLimit,
            Reason = "The limit.",
        };
        _cli.Host = new FakeRunHost
        {
            OnceStopped = new RunViewBuilder(10, ImageStyle.Clear)
            {
                Status = RunStatus.Paused,
                PausedBy = PausedBy.CostLimit,
            }.Set(ImageStyle.Clear, BeatState.Complete, 7).Build(),
        };
        _cli.Host.Shows(paused.Set(ImageStyle.Clear, BeatState.Generating, 7).Build()).Ends();

        Assert.Equal(1, await _cli.RunAsync("generate", "fable.json"));

        Assert.Contains(
            "Paused: 7 calls under way are being finished. Ctrl-C drops them; they may be billed all the same.\n",
            _cli.Error,
            StringComparison.Ordinal);
        Assert.Contains("7 images of 10 in", _cli.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Generate_BeforeItStarts_SaysWhatItWillComeTo()
    {
        _cli.Host.Shows(Complete).Ends();

        await _cli.RunAsync("generate", "fable.json");

        Assert.Contains("2 images to generate, about $0.067", _cli.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Generate_CtrlC_StopsInGoodOrderAndSaysHowToGoOn()
    {
        _cli.Host = new FakeRunHost { OnceStopped = new RunViewBuilder().Set(ImageStyle.Clear, BeatState.Complete, 5).Build() };
        _cli.Host.Shows(
            new RunViewBuilder().Set(ImageStyle.Clear, BeatState.Generating, 2).Set(ImageStyle.Clear, BeatState.Complete, 3).Build());
        var running = _cli.RunAsync("generate", "fable.json");
        await _cli.Host.FirstShown.Task;

        _cli.Interrupts.Raise();

        Assert.Equal(130, await running);
        Assert.Equal(["stop", "fable-1", "dispose"], _cli.Host.Asked.TakeLast(3));
        Assert.Contains("Stopping: 2 calls under way are being finished.", _cli.Error, StringComparison.Ordinal);
        Assert.Contains("Interrupted at 5 of 30 images. To continue, run the same command again", _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Generate_CtrlCTwice_StopsAtOnce()
    {
        _cli.Host = new FakeRunHost { FinishesWhenStopped = false };
        _cli.Host.Shows(View());
        var running = _cli.RunAsync("generate", "fable.json");
        await _cli.Host.FirstShown.Task;

        _cli.Interrupts.Raise();
        _cli.Interrupts.Raise();

        Assert.Equal(130, await running);
        Assert.Contains("Stopped at once.", _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Generate_RunOfTheProjectIsUnfinished_ContinuesWithIt()
    {
        _cli.Host = new FakeRunHost { Start = new ProjectStart("fable-7", "Continuing fable-7, which was not finished.") };
        _cli.Host.Shows(Complete).Ends();

        Assert.Equal(0, await _cli.RunAsync("generate", "fable.json"));

        Assert.Contains("Continuing fable-7", _cli.Output, StringComparison.Ordinal);
        Assert.Contains("fable-7", _cli.Host.Asked);
    }

    [Fact]
    public async Task Generate_EveryOption_ReachesTheEngine()
    {
        _cli.Host.Shows(Complete).Ends();

        await _cli.RunAsync(
            "generate",
            "fable.json",
            "--out",
            "out dir",
            "--styles",
            "clear",
            "--overwrite",
            "--style-reference",
            "ref.png",
            "--max-cost",
            "2.5",
            "--model",
            "gemini-3-pro-image",
            "--seed",
            "7");

        Assert.Equal([ImageStyle.Clear], Asked.Styles.Select(s => s.Style));
        Assert.Equal((true, 2.5m, "gemini-3-pro-image"), (Asked.Options.Overwrite, Asked.Options.MaxCostUsd, Asked.Options.Model));
        var opened = Assert.Single(_cli.Opened);
        Assert.Equal((_cli.Folder["out dir"], _cli.Folder["ref.png"], 7ul), (opened.Data.Root, opened.StyleReference, opened.Seed));
        Assert.Contains($"in {Path.Combine("out dir", "generated_images")}", _cli.Output, StringComparison.Ordinal);
    }

    private Storyboard Asked => _cli.Host.Asked.OfType<Storyboard>().Single();

    private static RunView Complete { get; } =
        new RunViewBuilder(
            10, ImageStyle.Clear, ImageStyle.Illustration)
        { Status = RunStatus.Completed }.SetAll(BeatState.Complete).Build();

    private static RunView View() => new RunViewBuilder(10, ImageStyle.Clear, ImageStyle.Illustration).Build();

    private static BeatCompleted Generated(ImageStyle style, string beat) =>
        new(Begun, style, BeatId.Parse(beat), "a1", "x.png", "e", 0.067m, TimeSpan.FromSeconds(8.2), null);

    private static StyleWaiting Waits(int second) =>
        new(Begun, ImageStyle.Clear, Begun.AddSeconds(second), $"a connection to Gemini; tries again at 14:00:{second:00} UTC");

    private static RunView BadKey(RunView view) => view with
    {
        Styles = [.. view.Styles.Select(s => s.Style == "clear" ? s with { KeyFaults = ["Key clear-2 has expired."] } : s)],
    };

    private static BeatFailed Failed(ImageStyle style, string beat) =>
        new(Begun, style, BeatId.Parse(beat), "a1", new ModelFailure(FailureKind.ContentBlocked, "The service blocked the image."), 0);
}
