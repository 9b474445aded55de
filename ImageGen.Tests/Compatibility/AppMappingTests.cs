using ImageGen.Core.Api.Compatibility;
using ImageGen.Core.Api.Events;
using ImageGen.Core.Api.Projects;
using static ImageGen.Tests.Builders.StoryboardBuilder;

namespace ImageGen.Tests.Compatibility;

/// <summary>The pure part: paths, files and messages as the storyboard app has them.</summary>
public sealed class AppMappingTests
{
    [Theory]
    [InlineData("/home/me/My Video/generated_images/clear/Shot_1/Beat_1.1.png", "/home/me/My Video", "1", "1.1")]
    [InlineData("C:\\Projects\\My Video\\generated_images\\clear\\Shot_1A\\Beat_Beat 2.png", "C:\\Projects\\My Video", "1A", "2")]
    [InlineData(
        "a/generated_images/clear/Shot_1/x/generated_images/clear/Shot_2/Beat_3.jpg", "a/generated_images/clear/Shot_1/x", "2", "3")]
    public void ImagePath_OfAnImage_IsTakenApart(string path, string project, string shot, string beat)
    {
        Assert.True(AppImages.TryParsePath(path, out var parsed));

        Assert.Equal((project, ImageStyle.Clear, shot, beat), (parsed.ProjectPath, parsed.Style, parsed.Shot.Value, parsed.Beat.Value));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("/generated_images/clear/Shot_1/Beat_1.png")]
    [InlineData("a/generated_images/clear/Shot_1/Beat_1.svg")]
    [InlineData("a/generated_images/clear/Shot_1/Beat_1")]
    [InlineData("a/generated_images/clear/Shot_01/Beat_1.png")]
    [InlineData("a/generated_images/CLEAR/Shot_1/Beat_1.png")]
    [InlineData("a/generated_images/clear/../clear/Shot_1/Beat_1.png")]
    [InlineData("a/generated_images/clear/Shot_1/Beat_../1.png")]
    [InlineData("a/generated_images/sepia/Shot_1/Beat_1.png")]
    public void ImagePath_OfAnythingElse_IsRefused(string? path) => Assert.False(AppImages.TryParsePath(path, out _));

    [Theory]
    [InlineData("/home/me/My Video", "/home/me/My Video/generated_images/clear/Shot_1/Beat_1.png")]
    [InlineData("/home/me/My Video/", "/home/me/My Video/generated_images/clear/Shot_1/Beat_1.png")]
    [InlineData("C:\\My Video", "C:\\My Video\\generated_images\\clear\\Shot_1\\Beat_1.png")]
    public void AbsolutePath_OfAFolder_KeepsItsSeparators(string folder, string expected) =>
        Assert.Equal(expected, AppImages.AbsolutePath(folder, "generated_images/clear/Shot_1/Beat_1.png"));

    [Theory]
    [InlineData("""{"completedBeats": ["Beat 1", "1.2", 3], "lastUpdated": "2025-11-09T10:00:00Z"}""", 3)]
    [InlineData("""{"completedBeats": [], "lastUpdated": null}""", 0)]
    [InlineData("""{"completedBeats": ["..", null, {}]}""", 0)]
    [InlineData("""{"completedBeats": 5}""", null)]
    [InlineData("[]", null)]
    [InlineData("not json", null)]
    [InlineData("""{"completedBeats": ["\ud800"]}""", 0)]
    public void ProgressFile_AnyText_IsReadOrNull(string json, int? beats)
    {
        var file = ProgressFile.TryRead(Encoding.UTF8.GetBytes(json));

        Assert.Equal(beats, file?.Beats.Count);
    }

    [Fact]
    public void Progress_OfStoredImages_IsSpelledAsTheProgressFileSpellsThem()
    {
        var images = new Dictionary<BeatId, StoredImage>
        {
            [BeatId.Parse("1")] = new("p1", ImageFormat.Png, 1, "e", At(1), null),
            [BeatId.Parse("2")] = new("p2", ImageFormat.Png, 1, "e", At(2), null),
        };
        var file = ProgressFile.TryRead("""{"completedBeats": ["Beat 1", "Beat 9"], "lastUpdated": "2025-11-09T10:00:00Z"}"""u8.ToArray());

        var progress = AppImages.ProgressOf(ImageStyle.Clear, images, AppLabels.None, file);

        Assert.Equal(["Beat 1", "2"], progress.CompletedBeats.AsEnumerable());
        Assert.Equal(At(2), progress.LastUpdated);
    }

    [Fact]
    public void Run_ThatWasCutShort_IsToldFromWhereItStandsAndCountsOn()
    {
        var run = new StoryboardBuilder().Styles(ImageStyle.Clear).Shots(3, 1).BuildRun(1);
        var beats = run.Storyboard.BeatsOf(ImageStyle.Clear);
        var state = new RunState(run);
        Apply(state, new RunStarted(At(0), 1), new BeatExisting(At(1), ImageStyle.Clear, beats[0].Id, "generated_images/x.png", "e"));
        var app = new AppRun(AppLabels.None, "/home/me/My Video");

        var begin = app.Begin(state).OfType<AppMessage.Progress>().ToList();
        var next = Assert.IsType<AppMessage.Progress>(
            app.Next(new BeatCompleted(At(2), ImageStyle.Clear, beats[1].Id, "a", "generated_images/y.png", "e", 0, default, null)));

        Assert.Equal(
            (ProgressStatus.Skipped, 1, 3, "/home/me/My Video/generated_images/x.png"),
            (begin[0].Status, begin[0].Completed, begin[0].Total, begin[0].ImagePath));
        Assert.Single(begin);
        Assert.Equal((ProgressStatus.Complete, 2, 3), (next.Status, next.Completed, next.Total));
        Assert.Empty(AppRun.End(state));
    }

    [Fact]
    public void Run_ThatWaits_TheReasonIsAMessageThatThePageShows()
    {
        var app = new AppRun(AppLabels.None, "/x");

        Assert.Equal(
            new AppMessage.Start("[clear] Waiting: all keys cool"),
            app.Next(new StyleWaiting(At(1), ImageStyle.Clear, null, "all keys cool")));
        Assert.Null(app.Next(new StyleWaiting(At(1), ImageStyle.Clear, null, null)));
    }

    [Fact]
    public void Message_AsJson_HasThePagesNames()
    {
        var json = JsonNode.Parse(System.Text.Json.JsonSerializer.SerializeToUtf8Bytes<AppMessage>(
            new AppMessage.Progress(ImageStyle.Clear, "Beat 1", 1, 2, ProgressStatus.Complete, "/x/y.png"), ImageGenJson.Answers))!;

        Assert.Equal(
            """{"type":"progress","style":"clear","beat_number":"Beat 1","completed":1,"total":2,"status":"complete","imagePath":"/x/y.png"}""",
            json.ToJsonString());
    }

    [Theory]
    [InlineData("/home/me/My Video", true)]
    [InlineData("C:\\Projects\\My Video", true)]
    [InlineData("\\\\server\\share", true)]
    [InlineData("projects/tale", false)]
    [InlineData("C", false)]
    public void NamedProjects_AnAbsolutePath_IsANameAndSaysSo(string path, bool hasNote)
    {
        var place = new NamedProjects(name => $"images/{name}").Locate(path)!;

        Assert.Equal((hasNote, $"images/{place.Name}"), (place.Note is not null, place.Folder));
    }

    [Theory]
    [InlineData("""{"projectPath": "/x"}""", "/x")]
    [InlineData("""{"projectPath": "/x", "promptsByStyle": {"clear": []}, "options": {}}""", "/x")]
    [InlineData("""{"projectPath": "/x", "promptsByStyle": {"clear": [{}]}}""", null)]
    [InlineData("""{"projectPath": "/x", "prompts": []}""", null)]
    [InlineData("""{"projectPath": "/x", "\ud800": 1}""", null)]
    [InlineData("[]", null)]
    [InlineData("{", null)]
    public void Start_WithoutPrompts_IsTold(string json, string? project) =>
        Assert.Equal(project, AppRequests.ProjectWithoutPrompts(Encoding.UTF8.GetBytes(json)));

    private static void Apply(RunState state, params RunEvent[] events)
    {
        foreach (var (i, e) in events.Index())
        {
            state.Apply(new LoggedEvent(new LogPosition(state.Position.Value + i + 1), e));
        }
    }
}
