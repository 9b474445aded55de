using ImageGen.Local.Storage;
using ImageGen.Local.Storage.Runs;
using Microsoft.Extensions.Logging.Abstractions;
using static ImageGen.Tests.Local.Storage.Runs.RunsOnDisk;
using static ImageGen.Tests.Local.Storage.RunSamples;

namespace ImageGen.Tests.Local.Storage.Runs;

/// <summary>Documents of runs on the disk: created, found, listed and deleted.</summary>
public sealed class FileRunStoreTests : IDisposable
{
    private readonly RunsOnDisk _disk = new();

    public void Dispose() => _disk.Dispose();

    [Fact]
    public async Task FindAsync_CreatedRun_ComesBackWholeInAnotherProcess()
    {
        await _disk.Store().CreateAsync(Run(), default);

        var found = await _disk.Store().FindAsync(Id, default);

        Assert.Equal(JsonSerializer.Serialize(Run()), JsonSerializer.Serialize(found));
    }

    [Theory]
    [InlineData("nobody")]
    [InlineData("../fable-1")]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("")]
    [InlineData("fable-1/../fable-1")]
    [InlineData("fable-1.corrupt-1")]
    public async Task UnknownId_IsNeverFound(string id)
    {
        var store = _disk.Store();
        await store.CreateAsync(Run(), default);
        Directory.CreateDirectory(Path.Combine(_disk.RunFolder, "..", "fable-1.corrupt-1"));

        Assert.Null(await store.FindAsync(id, default));
        Assert.Empty(await store.ReadAsync(id, LogPosition.Start, 10, default));
        await Assert.ThrowsAsync<UserException>(() => store.AppendAsync(id, [Attempt(1)], null, default));
        await store.DeleteAsync(id, default);
        Assert.NotNull(await store.FindAsync(Id, default));
    }

    [Fact]
    public async Task CreateAsync_IdIsTaken_FirstOneStays()
    {
        var store = _disk.Store();
        var first = await store.CreateAsync(Run(prompt: "first"), default);
        var second = await store.CreateAsync(Run(prompt: "second"), default);

        Assert.Equal((true, false), (first, second));

        Assert.Equal("first", (await _disk.Store().FindAsync(Id, default))!.Storyboard.Styles[0].Beats[0].Prompt);
        Assert.Equal([".imagegen/runs/fable-1/log.jsonl", ".imagegen/runs/fable-1/run.json"], _disk.Folder.Files());
    }

    [Fact]
    public async Task ListAsync_SeveralRuns_NewestFirstAndByProject()
    {
        var store = _disk.Store();
        await store.CreateAsync(Run("a", "fable", Noon), default);
        await store.CreateAsync(Run("b", "saga", Noon.AddHours(2)), default);
        await store.CreateAsync(Run("c", "fable", Noon.AddHours(1)), default);

        var all = await _disk.Store().ListAsync(null, default);
        var fables = await _disk.Store().ListAsync(Run().Storyboard.Project, default);

        Assert.Equal(["b", "c", "a"], all.Select(r => r.Id));
        Assert.Equal(["c", "a"], fables.Select(r => r.Id));
        Assert.Equal(new RunHeader("c", Run().Storyboard.Project, Noon.AddHours(1), 3), fables[0]);
    }

    [Fact]
    public async Task ListAsync_LongStoryboards_DocumentsAreNotRead()
    {
        await _disk.Store().CreateAsync(Run(prompt: new string('x', 100_000)), default);
        await CutAsync(_disk.PathOf("run.json"), 50_000);

        Assert.Single(await _disk.Store().ListAsync(null, default));
    }

    [Fact]
    public async Task DeleteAsync_Run_IsGoneAndTheOthersStay()
    {
        var store = await _disk.WithRunAsync();
        await store.CreateAsync(Run("other"), default);

        await store.DeleteAsync(Id, default);

        Assert.Null(await store.FindAsync(Id, default));
        Assert.Empty(await store.ReadAsync(Id, LogPosition.Start, 10, default));
        Assert.Equal(["other"], (await store.ListAsync(null, default)).Select(r => r.Id));
        await Assert.ThrowsAsync<UserException>(() => store.AppendAsync(Id, [Attempt(1)], null, default));
    }

    [Fact]
    public async Task CreateAsync_FolderOfThisProcessIsGone_PutsNothingInItsPlace()
    {
        var data = DataFolder.Open(_disk.Folder["data"]);
        Directory.CreateDirectory(data.Control);
        data.Take();
        Directory.Delete(data.Root, recursive: true);

        var e = await Assert.ThrowsAsync<UserException>(
            () =>
                new FileRunStore(data, isOwner: true, TimeProvider.System, NullLogger<FileRunStore>.Instance).CreateAsync(Run(), default));

        Assert.Contains($"{data.Root} is gone", e.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(data.Root));
    }

    [Fact]
    public async Task CleanUp_ProcessDiedWhileCreating_IsRemoved()
    {
        var store = await _disk.WithRunAsync();
        _disk.Folder.Write(".imagegen/runs/.imagegen-tmp-dead/run.json", "{");
        _disk.Folder.Write(".imagegen/.imagegen-tmp-dead", "{");

        store.CleanUp();

        Assert.Equal([".imagegen/runs/fable-1/log.jsonl", ".imagegen/runs/fable-1/run.json"], _disk.Folder.Files());
        Assert.Single(await store.ListAsync(null, default));
    }

    [Fact]
    public async Task Writing_ByAProcessThatDoesNotOwnTheFolder_IsABug()
    {
        await _disk.WithRunAsync();
        var reader = _disk.Store(isOwner: false);

        await Assert.ThrowsAsync<InvalidOperationException>(() => reader.AppendAsync(Id, [Attempt(1)], null, default));
        await Assert.ThrowsAsync<InvalidOperationException>(() => reader.CreateAsync(Run("other"), default));
        await Assert.ThrowsAsync<InvalidOperationException>(() => reader.DeleteAsync(Id, default));
    }

    [Fact]
    public async Task DeleteAsync_WhileOthersRead_NoOneSeesAFaultOrTheRunAgain()
    {
        var store = _disk.Store();
        var reader = _disk.Store(isOwner: false);
        var ids = Enumerable.Range(1, 300).Select(n => $"fable-{n}").ToArray();
        foreach (var id in ids)
        {
            await store.CreateAsync(Run(id), default);
            await store.AppendAsync(id, [Attempt(1)], null, default);
        }

        var deleted = 0;
        Assert.True(ProjectName.TryParse("fable", out var project));
        var deleting = Task.Run(async () =>
        {
            foreach (var id in ids)
            {
                await store.DeleteAsync(id, default);
                Volatile.Write(ref deleted, deleted + 1);
            }
        });
        await Task.WhenAll(deleting, Task.Run(() => ReadAllAsync(store)), Task.Run(() => ReadAllAsync(reader)));

        Assert.Empty(await store.ListAsync(null, default));
        Assert.All(ids, id => Assert.Null(store.FindAsync(id, default).Result));
        Assert.Equal(300, await _disk.Store().LastNumberAsync(project, default));

        async Task ReadAllAsync(FileRunStore from)
        {
            while (Volatile.Read(ref deleted) < ids.Length)
            {
                Assert.Empty(await from.ListUnreadableAsync(null, default));
                await from.ListAsync(null, default);
                var next = ids[Math.Min(Volatile.Read(ref deleted), ids.Length - 1)];
                await from.FindAsync(next, default);
                await from.ReadAsync(next, LogPosition.Start, 10, default);
            }
        }
    }

    private static async Task CutAsync(string path, int length) =>
        await File.WriteAllBytesAsync(path, (await File.ReadAllBytesAsync(path))[..length]);
}
