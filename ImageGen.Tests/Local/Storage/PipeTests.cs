using System.Diagnostics;
using ImageGen.Local.Storage;
using ImageGen.Local.Storage.Images;
using ImageGen.Local.Storage.Runs;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageGen.Tests.Local.Storage;

/// <summary>A named pipe or a device in the place of a file is never waited for.</summary>
public sealed class PipeTests : IDisposable
{
    private static readonly ProjectName Project = ProjectName.TryParse("fable", out var name) ? name : default;
    private static readonly ImageName Beat = new(Project, ImageStyle.Clear, 1, BeatId.Parse("1.1"));

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task StyleReference_IsAPipe_SaysSo(bool isConfigured)
    {
        if (!TryMakePipe("fable/style_reference.png"))
        {
            return;
        }

        var store = new FileImageStore(DataFolder.Open(_folder.Path), isConfigured ? _folder["fable/style_reference.png"] : null);
        var problem = await Assert.ThrowsAsync<UserException>(
            () => InTimeAsync(store.StyleReferenceAsync(Project, ImageStyle.Clear, default)));

        Assert.Contains("no regular file", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/dev/zero")]
    [InlineData("/dev/null")]
    public async Task StyleReference_IsADevice_SaysSo(string device)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var store = new FileImageStore(DataFolder.Open(_folder.Path), device);

        Assert.Contains(
            "no regular file",
            (await Assert.ThrowsAsync<UserException>(
                () => InTimeAsync(store.StyleReferenceAsync(Project, ImageStyle.Clear, default)))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task ImagesAndSidecars_ArePipes_CountForNothing()
    {
        if (!TryMakePipe("fable/generated_images/clear/Shot_1/Beat_1.1.png") || !TryMakePipe(
            "fable/.imagegen/images/clear/Shot_1/Beat_1.1.json"))
        {
            return;
        }

        var store = new FileImageStore(DataFolder.Open(_folder.Path));

        Assert.Null(await InTimeAsync(store.FindAsync(Beat, default)));
        Assert.Empty(await InTimeAsync(store.ListAsync(Project, ImageStyle.Clear, default)));
    }

    [Fact]
    public async Task Runs_DocumentIsAPipe_IsPutAside()
    {
        if (!TryMakePipe(".imagegen/runs/fable-1/run.json"))
        {
            return;
        }

        var store = new FileRunStore(DataFolder.Open(_folder.Path), isOwner: true, TimeProvider.System, NullLogger<FileRunStore>.Instance);

        Assert.Empty(await InTimeAsync(store.ListAsync(null, default)));
        Assert.Null(await InTimeAsync(store.FindAsync("fable-1", default)));
    }

    private bool TryMakePipe(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return false;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(_folder[path])!);
        using var made = Process.Start("mkfifo", [_folder[path]]);
        made.WaitForExit();
        return made.ExitCode == 0;
    }

    private static Task<T> InTimeAsync<T>(Task<T> task) => task.WaitAsync(TimeSpan.FromMinutes(2));
}
