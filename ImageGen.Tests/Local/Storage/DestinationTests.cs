using ImageGen.Local.Storage;
using ImageGen.Local.Storage.Images;

namespace ImageGen.Tests.Local.Storage;

public sealed class DestinationTests : IDisposable
{
    private static readonly ProjectName Project = ProjectName.TryParse("fable", out var name) ? name : default;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("fable/generated_images")]
    [InlineData("fable/generated_images/clear")]
    [InlineData("fable/generated_images/clear/Shot_2")]
    [InlineData("fable/.imagegen")]
    [InlineData("fable/.imagegen/images/clear")]
    [InlineData("fable/.imagegen/images/clear/Shot_2")]
    [InlineData("fable/.imagegen/versions/clear")]
    public async Task ProbeAsync_LinkInTheWay_SaysWhich(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        Directory.CreateDirectory(_folder["elsewhere"]);
        Directory.CreateDirectory(Path.GetDirectoryName(_folder[path])!);
        Directory.CreateSymbolicLink(_folder[path], _folder["elsewhere"]);

        var problem = await Assert.ThrowsAsync<UserException>(ProbeAsync);

        Assert.Contains($"{_folder[path]} is a link", problem.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_folder["elsewhere"]));
    }

    [Theory]
    [InlineData("fable/generated_images")]
    [InlineData("fable/generated_images/clear")]
    [InlineData("fable/generated_images/clear/Shot_2")]
    [InlineData("fable/.imagegen/images")]
    public async Task ProbeAsync_FileInTheWay_SaysWhich(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder[path])!);
        await File.WriteAllTextAsync(_folder[path], "mine");

        Assert.Contains(_folder[path], (await Assert.ThrowsAsync<UserException>(ProbeAsync)).Message, StringComparison.Ordinal);
        Assert.Equal("mine", await File.ReadAllTextAsync(_folder[path]));
    }

    [Fact]
    public async Task ProbeAsync_WritableDestination_LeavesNoFile()
    {
        Directory.CreateDirectory(_folder["fable/generated_images/clear/Shot_2"]);

        await ProbeAsync();

        Assert.Empty(_folder.Files());
    }

    private Task ProbeAsync() =>
        new FileImageStore(DataFolder.Open(_folder.Path)).ProbeAsync(Project, ImageStyle.Clear, new HashSet<ShotId> { 1, 2 }, default);
}
