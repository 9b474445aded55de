using ImageGen.Local.Storage;
using ImageGen.Local.Storage.Runs;
using ImageGen.Tests.Contracts;

namespace ImageGen.Tests.Local.Storage;

public sealed class FileStartKeysTests : StartKeysContract, IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly List<FileStartKeys> _opened = [];

    [Fact]
    public async Task Find_AfterARestart_IsStillThere()
    {
        var record = new StartRecord(
            new string('d', 64),
            new string('e', 64),
            "tale-1",
            new DateTimeOffset(2026, 11, 20, 14, 0, 0, 123, TimeSpan.Zero),
            IsStarted: true);
        await Open().TryWriteAsync(record, null, default);

        Assert.Equal(record, await Open().FindAsync(record.Key, default));
    }

    [Fact]
    public async Task TryWrite_OldRecords_AreDeletedOnceAnHour()
    {
        var record = new StartRecord(new string('d', 64), new string('e', 64), "tale-1", DateTimeOffset.UnixEpoch);
        await Open().TryWriteAsync(record, null, default);
        File.SetLastWriteTimeUtc(Path.Combine(_folder.Path, ".imagegen", "starts", $"{record.Key}.json"), DateTime.UnixEpoch);

        await Open().TryWriteAsync(record with { Key = new string('f', 64) }, null, default);

        Assert.Null(await Open().FindAsync(record.Key, default));
        Assert.NotNull(await Open().FindAsync(new string('f', 64), default));
    }

    public void Dispose()
    {
        _opened.ForEach(keys => keys.Dispose());
        _folder.Dispose();
    }

    private protected override Task<IStartKeys> CreateAsync() => Task.FromResult<IStartKeys>(Open());

    private FileStartKeys Open()
    {
        var keys = new FileStartKeys(DataFolder.Open(_folder.Path), TimeProvider.System);
        _opened.Add(keys);
        return keys;
    }
}
