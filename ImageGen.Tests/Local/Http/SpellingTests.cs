using ImageGen.Local.Storage;
using ImageGen.Local.Storage.Images;
using ImageGen.Local.Storage.Runs;
using ImageGen.Tests.Local.Http.Support;
using ImageGen.Tests.Local.Storage;

namespace ImageGen.Tests.Local.Http;

/// <summary>A project has one identity, whatever the file system does.</summary>
public sealed class SpellingTests : IDisposable
{
    private const string Generate = "/api/generate-images";

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Generate_SpellingsOfOneProject_StartOneRun()
    {
        await using var server = await TestHost.StartAsync(_folder);
        string[] spellings = ["Story", "story", "STORY", "projects/sToRy", "projects/STORY"];

        var answers = await Task.WhenAll(spellings.Select(s => server.Client.PostAsync(Generate, TestHost.Storyboard(s))));

        Assert.Single(answers, a => a.StatusCode is HttpStatusCode.Accepted);
        Assert.Equal(spellings.Length - 1, answers.Count(a => a.StatusCode is HttpStatusCode.Conflict));
        Assert.Single(Directory.GetDirectories(_folder[".imagegen/runs"]));
        Assert.Equal(["story-1"], server.Workflows.Woken.Distinct());
    }

    [Fact]
    public async Task Generate_RunOfAnEarlierReleaseInAnotherCase_IsFoundBySpellingsOfItsProject()
    {
        var data = DataFolder.Open(_folder.Path);
        var store = new FileRunStore(
            data, isOwner: true, TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger<FileRunStore>.Instance);
        Assert.True(await store.CreateAsync(RunSamples.Run("Story-1", "Story"), default));
        await using var server = await TestHost.StartAsync(_folder);

        using var started = await server.Client.PostAsync(Generate, TestHost.Storyboard("story"));
        using var view = await server.Client.GetAsync("/api/runs/Story-1");
        using var status = await server.Client.GetAsync("/api/generation-status/STORY");

        Assert.Equal(HttpStatusCode.Conflict, started.StatusCode);
        Assert.Equal("Story-1", (string?)(await TestHost.ReadAsync(started))["id"]);
        Assert.Equal(["Story-1"], server.Workflows.Woken);
        Assert.Equal(HttpStatusCode.OK, view.StatusCode);
        Assert.True((bool)(await TestHost.ReadAsync(status))["isGenerating"]!);
    }

    [Fact]
    public async Task Generate_ProjectWithImagesUnderItsFormerName_KeepsThatName()
    {
        const string Path = "/home/Me/My Story";
        var former = ProjectName.FormerOf(Path)!.Value;
        var images = new FileImageStore(DataFolder.Open(_folder.Path));
        await SaveAsync(images, former);
        await using var server = await TestHost.StartAsync(_folder);

        Assert.Equal($"{former.Value.ToLowerInvariant()}-1", await server.StartRunAsync(Path));
        Assert.Equal(
            $"{former.Value.ToLowerInvariant()}-1",
            (await server.RunLogs.FindAsync($"{former.Value.ToLowerInvariant()}-1", default))!.Document.Id);
    }

    [Fact]
    public async Task Images_FoldersThatDifferInCase_AreReadAsOneProject()
    {
        Directory.CreateDirectory(_folder["Story"]);
        Directory.CreateDirectory(_folder["a"]);
        await SaveAsync(new FileImageStore(DataFolder.Open(_folder["a"])), Name("story"));
        Directory.Move(_folder["a/story"], _folder["story"]);
        if (Directory.GetFileSystemEntries(_folder.Path).Count(
            e => Path.GetFileName(e).Equals("story", StringComparison.OrdinalIgnoreCase)) < 2)
        {
            // A disk that does not tell case apart.
            return;
        }

        var images = new FileImageStore(DataFolder.Open(_folder.Path));

        Assert.Single(await images.ListAsync(Name("STORY"), ImageStyle.Clear, default));
        Assert.NotNull(await images.FindAsync(Beat(Name("Story")), default));
        await using var bytes = await images.OpenAsync(Beat(Name("Story")), null, default);
        Assert.NotNull(bytes);
    }

    private static ImageName Beat(ProjectName project) => new(project, ImageStyle.Clear, 1, BeatId.Parse("1.1"));

    private static Task<StoredImage> SaveAsync(FileImageStore images, ProjectName project) => images.SaveAsync(
        Beat(project),
        PngBuilder.Plain(),
        ImageFormat.Png,
        new ImageProvenance("r-1", "a", "m", "h", "k", "none", null, 0, TimeSpan.Zero, DateTimeOffset.UnixEpoch),
        keepOld: false,
        default);

    private static ProjectName Name(string name) =>
        ProjectName.TryParse(name, out var project) ? project : throw new ArgumentException(name);
}
