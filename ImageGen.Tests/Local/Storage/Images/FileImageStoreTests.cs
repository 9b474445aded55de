using ImageGen.Local.Storage;
using static ImageGen.Tests.Local.Storage.Images.ImagesOnDisk;

namespace ImageGen.Tests.Local.Storage.Images;

/// <summary>What lies beside the images of a project: links, files in the way, files of dead processes.</summary>
public sealed class FileImageStoreTests : IDisposable
{
    private readonly ImagesOnDisk _disk = new();

    public void Dispose() => _disk.Dispose();

    [Fact]
    public async Task CleanUp_OrphanOfADeadProcess_IsDeletedAndOneBeingWrittenIsNot()
    {
        _disk.Folder.Write("fable/generated_images/clear/Shot_1/.imagegen-tmp-dead", "half a pict");
        using var live = await TempFile.WriteAsync(_disk.Folder["fable/generated_images/clear/Shot_1/Beat_1.2.png"], Png("b"), default);

        var cleaned = _disk.Store().CleanUp(Project);

        Assert.Equal(1, cleaned);
        live.MoveTo(_disk.Folder["fable/generated_images/clear/Shot_1/Beat_1.2.png"]);
        Assert.Equal(["fable/generated_images/clear/Shot_1/Beat_1.2.png"], _disk.Folder.Files());
    }

    [Fact]
    public async Task SaveAsync_OrphansOfADeadProcess_AreDeletedOnTheWay()
    {
        _disk.Folder.Write("fable/generated_images/clear/Shot_1/.imagegen-tmp-dead", "half a pict");
        _disk.Folder.Write("fable/.imagegen/images/clear/Shot_1/.imagegen-tmp-dead", "{");

        await _disk.SaveAsync(Png("a"));

        Assert.DoesNotContain(_disk.Folder.Files(), file => file.Contains("tmp", StringComparison.Ordinal));
    }

    [Fact]
    public async Task CleanUp_WhileFilesAreWritten_TakesNoneOfThem()
    {
        var stop = false;
        var sweeping = Task.Run(() =>
        {
            while (!Volatile.Read(ref stop))
            {
                _disk.Store().CleanUp(Project);
            }
        });

        for (var i = 0; i < 200; i++)
        {
            await TempFile.ReplaceAsync(_disk.Folder["fable/generated_images/clear/Shot_1/Beat_1.2.png"], Png("b"), default);
        }

        Volatile.Write(ref stop, true);
        await sweeping;
        Assert.Equal(["fable/generated_images/clear/Shot_1/Beat_1.2.png"], _disk.Folder.Files());
    }

    [Fact]
    public async Task SaveAsync_FolderIsALinkOutOfTheProject_RefusesAndWritesNothing()
    {
        using var elsewhere = new TempFolder();
        Directory.CreateDirectory(_disk.Folder["fable/generated_images"]);
        Directory.CreateSymbolicLink(_disk.Folder["fable/generated_images/clear"], elsewhere.Path);

        var e = await Assert.ThrowsAsync<UserException>(() => _disk.SaveAsync(Png("a")));

        Assert.Contains(_disk.Folder["fable/generated_images/clear"], e.Message, StringComparison.Ordinal);
        Assert.Empty(elsewhere.Files());
    }

    [Fact]
    public async Task Reading_FolderOrFileIsALink_ShowsNothingFromOutside()
    {
        using var elsewhere = new TempFolder();
        elsewhere.Write("Shot_1/Beat_1.1.png", Png("secret"));
        Directory.CreateDirectory(_disk.Folder["fable/generated_images/illustration/Shot_1"]);
        Directory.CreateSymbolicLink(_disk.Folder["fable/generated_images/clear"], elsewhere.Path);
        File.CreateSymbolicLink(_disk.Folder["fable/generated_images/illustration/Shot_1/Beat_1.1.png"], elsewhere["Shot_1/Beat_1.1.png"]);

        var store = _disk.Store();

        foreach (var style in ImageStyles.All)
        {
            Assert.Empty(await store.ListAsync(Project, style, default));
            Assert.Null(await store.OpenAsync(Name with { Style = style }, null, default));
        }
    }

    [Fact]
    public async Task SaveAsync_AFileIsInTheWay_SaysWhichAndWhatToDo()
    {
        _disk.Folder.Write("fable", "a file where the folder should be");

        var e = await Assert.ThrowsAsync<UserException>(() => _disk.SaveAsync(Png("a")));

        Assert.Contains(_disk.Folder["fable"] + " is a file", e.Message, StringComparison.Ordinal);
    }
}
