using ImageGen.Local.Storage;
using ImageGen.Local.Storage.Images;
using ImageGen.Local.Storage.Runs;
using Microsoft.Extensions.Logging.Abstractions;
using static ImageGen.Tests.Local.Storage.RunSamples;

namespace ImageGen.Tests.Local.Storage;

/// <summary>What a full disk, a read-only one and missing rights do: a message that says what to do, and nothing lost.</summary>
public sealed class DiskFaultTests
{
    [SmallDiskFact]
    public async Task AppendAsync_DiskFull_TornTailIsCutAndItContinuesOnceThereIsSpace()
    {
        using var disk = new SmallDisk(256);
        var store = Store(disk.Path);
        await store.CreateAsync(Run(), default);
        var before = await store.AppendAsync("fable-1", [Attempt(1)], null, default);
        disk.FillUpTo(8192);

        var e = await Assert.ThrowsAsync<UserException>(
            () => store.AppendAsync("fable-1", [Attempt(2, new string('x', 100_000))], null, default));
        Assert.Contains("The disk is full: " + disk.Path, e.Message, StringComparison.Ordinal);
        Assert.Equal(before!.Value.Value, new FileInfo(Path.Combine(disk.Path, ".imagegen/runs/fable-1/log.jsonl")).Length);

        disk.Free();
        Assert.NotNull(await store.AppendAsync("fable-1", [Attempt(3)], before, default));
        Assert.Equal(
            [Attempt(1), Attempt(3)], (await Store(disk.Path).ReadAsync("fable-1", LogPosition.Start, 10, default)).Select(x => x.Event));
    }

    [SmallDiskFact]
    public async Task SaveAsync_DiskFull_OldImageStaysAndNothingElse()
    {
        using var disk = new SmallDisk(256);
        var store = new FileImageStore(DataFolder.OfOneProject(disk.Path, Run().Storyboard.Project));
        var name = new ImageName(Run().Storyboard.Project, ImageStyle.Clear, 1, BeatId.Parse("1.1"));
        var old = await store.SaveAsync(name, TestImage.Png(1), ImageFormat.Png, Provenance, keepOld: false, default);
        disk.FillUpTo(8192);

        var e = await Assert.ThrowsAsync<UserException>(
            () => store.SaveAsync(name, new byte[100_000], ImageFormat.Png, Provenance, keepOld: true, default));

        Assert.Contains("The disk is full: " + disk.Path, e.Message, StringComparison.Ordinal);
        Assert.Equal(old, await store.FindAsync(name, default));
        disk.Free();
        Assert.Equal(
            [".lock", "Beat_1.1.json", "Beat_1.1.png", "project"],
            Directory.EnumerateFiles(disk.Path, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 })
                .Select(Path.GetFileName)
                .Order(StringComparer.Ordinal));
    }

    [LinuxFact]
    public async Task AppendAsync_DeviceIsFull_SaysSo()
    {
        using var folder = new TempFolder();
        var store = Store(folder.Path);
        await store.CreateAsync(Run(), default);
        File.Delete(folder[".imagegen/runs/fable-1/log.jsonl"]);
        File.CreateSymbolicLink(folder[".imagegen/runs/fable-1/log.jsonl"], "/dev/full");

        var e = await Assert.ThrowsAsync<UserException>(() => store.AppendAsync("fable-1", [Attempt(1)], null, default));

        Assert.Contains("The disk is full", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(28, "The disk is full: /data/x cannot be written.")]
    [InlineData(122, "The disk is full")]
    [InlineData(30, "read-only file system")]
    [InlineData(5, "/data/x cannot be written (oh).")]
    public void Writing_IoError_SaysWhatToDo(int code, string part) =>
        Assert.Contains(part, StorageFault.Writing("/data/x", new IOException("oh", code)).Message, StringComparison.Ordinal);

    [Fact]
    public void Writing_NoRight_NamesPathAndRemedy()
    {
        var e = StorageFault.Writing("/data/x", new UnauthorizedAccessException("oh"));
        Assert.StartsWith("There is no right to write /data/x. Give", e.Message, StringComparison.Ordinal);
    }

    private static ImageProvenance Provenance { get; } =
        new("run", "a1", "model", "hash", "clear-1", "none", null, 0, TimeSpan.Zero, Noon);

    private static FileRunStore Store(string path) =>
        new(DataFolder.Open(path), isOwner: true, TimeProvider.System, NullLogger<FileRunStore>.Instance);
}
