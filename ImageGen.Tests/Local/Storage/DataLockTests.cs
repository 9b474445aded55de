using ImageGen.Local.Storage;
using static ImageGen.Tests.Local.Storage.RunSamples;

namespace ImageGen.Tests.Local.Storage;

public sealed class DataLockTests : IDisposable
{
    private static readonly DataOwner Me = new(4711, "studio", Noon, "serve", new Uri("http://localhost:5080/"));

    private readonly TempFolder _folder = new();

    private DataFolder Data => DataFolder.Open(_folder["data"]);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Acquire_Free_IsOwner()
    {
        using var mine = DataLock.Acquire(Data, Me);

        Assert.Equal(Me, DataLock.OwnerOf(Data));
    }

    [Fact]
    public void Announce_Url_IsReadFromTheLock()
    {
        using var mine = DataLock.Acquire(Data, Me with { Url = null });
        mine.Announce(new Uri("http://localhost:5230/"));

        Assert.Equal("http://localhost:5230/", DataLock.OwnerOf(Data)!.Url!.ToString());
    }

    [Fact]
    public void Acquire_FolderIsInUse_NamesItsOwner()
    {
        using var first = DataLock.Acquire(Data, Me);

        var e = Assert.Throws<UserException>(() => DataLock.Acquire(Data, Me with { ProcessId = 1 }));

        Assert.Equal(
            $"{_folder["data"]} is in use by process 4711 on studio ('serve' at http://localhost:5080/, since 2026-11-21 12:00:00 UTC). "
                + "Wait until it has ended, stop it, or choose another folder.",
            e.Message);
        Assert.Equal(Me, DataLock.OwnerOf(Data));
    }

    [Fact]
    public void Acquire_AfterRelease_IsFreeAgain()
    {
        DataLock.Acquire(Data, Me).Dispose();

        Assert.Null(DataLock.OwnerOf(Data));
        DataLock.Acquire(Data, Me).Dispose();
    }

    [Fact]
    public void Acquire_FormerOwnerWasKilled_FilesItLeftDoNotMatter()
    {
        _folder.Write("data/.imagegen/engine.lock", "");
        _folder.Write("data/.imagegen/engine.json", ImageGenJson.Write(Me));

        Assert.Null(DataLock.OwnerOf(Data));
        DataLock.Acquire(Data, Me).Dispose();
    }

    [Fact]
    public void OwnerOf_NoFolder_IsNullAndCreatesNothing()
    {
        Assert.Null(DataLock.OwnerOf(Data));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Acquire_FolderCannotBeMade_SaysWhy()
    {
        _folder.Write("data", "a file");

        Assert.Contains("is a file", Assert.Throws<UserException>(() => DataLock.Acquire(Data, Me)).Message, StringComparison.Ordinal);
    }
}
