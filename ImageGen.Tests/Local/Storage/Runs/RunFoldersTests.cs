using static ImageGen.Tests.Local.Storage.Runs.RunsOnDisk;
using static ImageGen.Tests.Local.Storage.RunSamples;

namespace ImageGen.Tests.Local.Storage.Runs;

/// <summary>Folders of runs that are damaged, or of a newer version.</summary>
public sealed class RunFoldersTests : IDisposable
{
    private readonly RunsOnDisk _disk = new();

    public void Dispose() => _disk.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("binary\0\0\0\n")]
    [InlineData("{\"version\":1,\"document\":\n{}\n}\n")]
    public async Task ListAsync_UnreadableRun_IsPutAsideAndTheOthersStay(string content)
    {
        var store = _disk.Store();
        await store.CreateAsync(Run("good"), default);
        await store.CreateAsync(Run(), default);
        await File.WriteAllTextAsync(_disk.PathOf("run.json"), content);

        var list = await _disk.Store().ListAsync(null, default);

        Assert.Equal(["good"], list.Select(r => r.Id));
        Assert.True(File.Exists(_disk.Folder[".imagegen/runs/fable-1.corrupt-1/log.jsonl"]));
    }

    [Fact]
    public async Task FindAsync_DocumentChangedOnTheDisk_IsPutAside()
    {
        await _disk.Store().CreateAsync(Run(prompt: "hare"), default);
        var path = _disk.PathOf("run.json");
        await File.WriteAllTextAsync(path, (await File.ReadAllTextAsync(path)).Replace("hare", "here", StringComparison.Ordinal));

        Assert.Null(await _disk.Store().FindAsync(Id, default));
        Assert.True(Directory.Exists(_disk.RunFolder + ".corrupt-1"));
    }

    [Fact]
    public async Task ListAsync_ByAProcessThatDoesNotOwnTheFolder_NothingIsMoved()
    {
        await _disk.Store().CreateAsync(Run(), default);
        await File.WriteAllTextAsync(_disk.PathOf("run.json"), "nonsense");

        Assert.Empty(await _disk.Store(isOwner: false).ListAsync(null, default));
        Assert.True(Directory.Exists(_disk.RunFolder));
    }

    [Fact]
    public async Task ListAsync_RunOfANewerVersion_IsLeftOutAndLeftWhereItIs()
    {
        await _disk.Store().CreateAsync(Run() with { Version = 2 }, default);

        Assert.Empty(await _disk.Store().ListAsync(null, default));
        Assert.True(Directory.Exists(_disk.RunFolder));
    }
}
