using System.Diagnostics;
using ImageGen.Local.Storage;
using ImageGen.Local.Storage.Images;

namespace ImageGen.Tests.Local.Storage.Images;

public sealed class ReferenceFilesTests : IDisposable
{
    private static readonly ProjectName Fable = ProjectName.TryParse("fable", out var name) ? name : default;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("pipe")]
    [InlineData("empty")]
    [InlineData("folder")]
    [InlineData("link to a file")]
    [InlineData("link to a device")]
    [InlineData("folder that is a link")]
    [InlineData("too large")]
    public async Task Read_WhatIsNoRegularFileOfTheProject_IsNeverOpened(string what)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        Directory.CreateDirectory(_folder["fable/cast"]);
        Directory.CreateDirectory(_folder["elsewhere"]);
        await File.WriteAllBytesAsync(_folder["elsewhere/hare.png"], TestImage.Png(1));
        var path = _folder["fable/cast/hare.png"];
        switch (what)
        {
            case "pipe":
                using (var made = Process.Start("mkfifo", path))
                {
                    await made.WaitForExitAsync();
                }

                break;
            case "empty": await File.WriteAllBytesAsync(path, []); break;
            case "folder": Directory.CreateDirectory(path); break;
            case "link to a file": File.CreateSymbolicLink(path, _folder["elsewhere/hare.png"]); break;
            case "link to a device": File.CreateSymbolicLink(path, "/dev/zero"); break;
            case "folder that is a link":
                Directory.Delete(_folder["fable/cast"]);
                Directory.CreateSymbolicLink(_folder["fable/cast"], _folder["elsewhere"]);
                break;
            default:
                using (var large = File.Create(path))
                {
                    large.SetLength(IReferenceFiles.MaxBytes + 1);
                }

                break;
        }

        var read = await Files().ReadAsync(Fable, "cast/hare.png", default).WaitAsync(TimeSpan.FromMinutes(2));

        Assert.IsType<ReferenceFile.Unusable>(read);
    }

    [Fact]
    public async Task Write_FolderThatIsALink_IsRefused()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        Directory.CreateDirectory(_folder["fable"]);
        Directory.CreateDirectory(_folder["elsewhere"]);
        Directory.CreateSymbolicLink(_folder["fable/references"], _folder["elsewhere"]);

        await Assert.ThrowsAsync<UserException>(() => Files().WriteAsync(Fable, "references/hare.png", TestImage.Png(1), default));

        Assert.Empty(Directory.GetFiles(_folder["elsewhere"]));
        Assert.Empty(await Files().ListAsync(Fable, default));
    }

    [Fact]
    public async Task Cast_OfAFolderOfOneProject_IsWithinIt()
    {
        var data = DataFolder.OfOneProject(_folder.Path, Fable);

        await new ReferenceFiles(data).WriteAsync(Fable.Cast, "references/x.png", TestImage.Png(1), default);

        Assert.True(File.Exists(_folder[".imagegen/cast/references/x.png"]));
    }

    private ReferenceFiles Files() => new(DataFolder.Open(_folder.Path));
}
