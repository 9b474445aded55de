using ImageGen.Core.Api.Exports;
using static ImageGen.Tests.Builders.StoryboardBuilder;

namespace ImageGen.Tests.Core.Api.Exports;

public sealed class ExportSheetsTests
{
    private readonly InMemoryRunStore _runs = new();
    private readonly InMemoryImageStore _images = new();

    [Fact]
    public async Task OfRun_HasEveryBeatOnceWithItsImageInEachStyle()
    {
        var run = await PutAsync(new StoryboardBuilder().Shots(2, 2), 1);
        Image(run, ImageStyle.Clear, 1, "1.2");

        var sheet = (await Create().FindAsync(run.Id, [], default))!;

        Assert.Equal(["1.1", "1.2", "2.1", "2.2"], sheet.Beats.Select(b => b.Id.Value));
        Assert.Equal(ImageStyles.All, sheet.Styles);
        Assert.Equal("tale", sheet.Title);
        Assert.Equal(1, sheet.ImageCount);
        Assert.Equal("generated_images/clear/Shot_1/Beat_1.2.png", sheet.Beats[1].Cells[1].Image!.Path);
    }

    [Fact]
    public async Task OfRun_StylesWanted_AreAllThereIs()
    {
        var run = await PutAsync(new StoryboardBuilder().Styles(ImageStyle.Clear, ImageStyle.Consistent), 1);

        Assert.Equal<ImageStyle>(
            [ImageStyle.Consistent],
            (await Create().OfRunAsync(run.Id, [ImageStyle.Consistent, ImageStyle.Illustration], default))!.Styles);
        Assert.Empty((await Create().OfRunAsync(run.Id, [ImageStyle.Illustration], default))!.Styles);
    }

    [Fact]
    public async Task Find_Nothing_IsNull()
    {
        Assert.Null(await Create().FindAsync("tale-1", [], default));
        Assert.Null(await Create().FindAsync("tale", [], default));
        Assert.Null(await Create().FindAsync("../tale", [], default));
    }

    [Fact]
    public async Task OfProject_SeveralRuns_TakesEachStyleFromItsNewestAndAddsTheCosts()
    {
        var first = await PutAsync(new StoryboardBuilder().Shots(1, 1), 1);
        var second = await PutAsync(new StoryboardBuilder().Shots(1, 2).Styles(ImageStyle.Clear), 2);
        foreach (var (run, cost) in new[] { (first, 0.03m), (second, 0.04m) })
        {
            await _runs.AppendAsync(
                run.Id,
                [
                    new AttemptStarted(At(1), ImageStyle.Clear, BeatId.Parse("1.1"), $"{run.Id}-a", "k", cost),
                    new BeatCompleted(
                        At(2), ImageStyle.Clear, BeatId.Parse("1.1"), $"{run.Id}-a", "x.png", "e", cost, TimeSpan.FromSeconds(1), null),
                ],
                null,
                default);
        }

        var sheet = (await Create().FindAsync("tale", [], default))!;

        Assert.Equal(ImageStyles.All, sheet.Styles);
        Assert.Equal(["1.1", "1.2"], sheet.Beats.Select(b => b.Id.Value));
        var cell = sheet.Beats[0].Cells[1];
        Assert.Equal((0.07m, 2, BeatState.Complete), (cell.CostUsd, cell.Attempts, cell.State));
        Assert.Null(sheet.Beats[1].Cells[0].State);
    }

    [Fact]
    public async Task OfRun_SecondsOfABeat_ComeBeforeTheReadingTime()
    {
        var storyboard = new StoryboardBuilder().Styles(ImageStyle.Clear).Build();
        var beats = storyboard.Styles[0].Beats;
        var run = new RunDocument(
            "tale-1",
            At(0),
            storyboard with { Styles = [storyboard.Styles[0] with { Beats = [beats[0] with { Seconds = 0.5m }, beats[1]] }] });
        await _runs.CreateAsync(run, default);

        Assert.Equal(
            [0.5m, ReadingTime.Of(beats[1].ScriptPhrase)],
            (await Create().OfRunAsync("tale-1", [], default))!.Beats.Select(b => b.Seconds));
    }

    private ExportSheets Create() => new(_runs, new RunLogs(_runs), _images);

    private void Image(RunDocument run, ImageStyle style, int shot, string beat) =>
        _images.Put(new ImageName(run.Storyboard.Project, style, shot, BeatId.Parse(beat)), SampleImages.RgbPng, ImageFormat.Png);

    private async Task<RunDocument> PutAsync(StoryboardBuilder storyboard, int number)
    {
        var run = storyboard.BuildRun(number);
        Assert.True(await _runs.CreateAsync(run, default));
        return run;
    }
}
