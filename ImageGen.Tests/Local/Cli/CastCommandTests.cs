using ImageGen.Local.Cli;
using ImageGen.Local.Storage;
using ImageGen.Local.Storage.Images;

namespace ImageGen.Tests.Local.Cli;

public sealed class CastCommandTests : IDisposable
{
    private readonly CliDriver _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Cast_Approve_MakesTheSheetTheImageAndAsksNoEngine()
    {
        await StoreSheetAsync();

        Assert.Equal(ExitCode.Done, await _cli.RunAsync("cast", "--approve", "hare", "--project", "tale", "--data", _cli.Folder["data"]));

        Assert.Equal(TestImage.Png(7), await File.ReadAllBytesAsync(_cli.Folder["data/tale/references/hare.png"]));
        Assert.Contains("Approved: references/hare.png", _cli.Output, StringComparison.Ordinal);
        Assert.Empty(_cli.Opened);
        Assert.Equal(ExitCode.Done, await _cli.RunAsync("cast", "--data", _cli.Folder["data"]));
        Assert.Contains("references/hare.png (approved sheet)", _cli.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("There is no sheet of 'wolf' to approve.", "--approve", "wolf", "--project", "tale")]
    [InlineData("'no.hare' is no reference's id.", "no.hare", "--project", "tale")]
    [InlineData("--approve names the reference itself", "hare", "--approve", "hare")]
    [InlineData("has 0 projects. Name one with --project.", "hare")]
    [InlineData("--max-cost takes US dollars", "hare", "--max-cost", "-1", "--project", "tale")]
    public async Task Cast_WhatCannotBeDone_SaysWhatToDo(string message, params string[] arguments)
    {
        Assert.Equal(ExitCode.Usage, await _cli.RunAsync(["cast", .. arguments, "--data", _cli.Folder["data"]]));

        Assert.Contains(message, _cli.Error, StringComparison.Ordinal);
    }

    private async Task StoreSheetAsync()
    {
        Assert.True(ProjectName.TryParse("tale", out var tale) & ReferenceId.TryParse("hare", out var hare));
        var path = _cli.Folder["data/tale.cast/generated_images/clear/Shot_1/Beat_r-hare.png"];
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllBytesAsync(path, TestImage.Png(7));
        Assert.NotNull(await new FileImageStore(DataFolder.Open(_cli.Folder["data"])).FindAsync(
            ImageGen.Core.Api.Cast.CastSheet.NameOf(tale, ImageStyle.Clear, hare), default));
    }
}
