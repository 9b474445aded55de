using ImageGen.Local.Cli;
using ImageGen.Local.Storage;
using ImageGen.Local.Storage.Runs;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageGen.Tests.Local.Cli;

public sealed class ExportCommandTests
{
    [Theory]
    [InlineData("tale-1")]
    [InlineData("tale")]
    [InlineData("projects/tale")]
    public async Task Export_RunOrProject_WritesTheFileInTheCurrentFolder(string name)
    {
        using var cli = await WithRunAsync();

        Assert.Equal(ExitCode.Done, await cli.RunAsync("export", name, "--format", "csv", "--data", cli.Folder["data"]));

        Assert.Contains("2 beats with 1 image are in", cli.Output, StringComparison.Ordinal);
        Assert.Contains(
            "generated_images/clear/Shot_1/Beat_1.1.png", await File.ReadAllTextAsync(cli.Folder["tale.csv"]), StringComparison.Ordinal);
        Assert.Empty(cli.Opened);
    }

    [Fact]
    public async Task Export_Timeline_NamesTheImagesWhereTheyAre()
    {
        using var cli = await WithRunAsync();

        Assert.Equal(
            ExitCode.Done,
            await cli.RunAsync("export", "tale-1", "--format", "otio", "--output", cli.Folder["cut.otio"], "--data", cli.Folder["data"]));

        var url = new Uri(cli.Folder["data/tale/generated_images/clear/Shot_1/Beat_1.1.png"]).AbsoluteUri;
        Assert.Contains(url, await File.ReadAllTextAsync(cli.Folder["cut.otio"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Export_Animatic_IsWrittenAsWebp()
    {
        using var cli = await WithRunAsync();

        Assert.Equal(
            ExitCode.Done, await cli.RunAsync("export", "tale", "--format", "animatic", "--style", "clear", "--data", cli.Folder["data"]));

        Assert.Equal("RIFF"u8.ToArray(), (await File.ReadAllBytesAsync(cli.Folder["tale.webp"]))[..4]);
    }

    [Theory]
    [InlineData("There is no run or project none", "none", "--format", "csv")]
    [InlineData("--format: There is no such format. Write one of pdf, animatic, otio, fcpxml, csv.", "tale", "--format", "docx")]
    [InlineData(
        "--columns: It is not a number in its range. Write a whole number from 1 to 8.", "tale", "--format", "pdf", "--columns", "9")]
    [InlineData("tale does not have consistent (--style).", "tale", "--format", "csv", "--style", "consistent")]
    [InlineData("is a folder. Name a file (--output).", "tale", "--format", "csv", "--output", ".")]
    public async Task Export_WhatCannotBeDone_SaysWhatToDo(string message, params string[] arguments)
    {
        using var cli = await WithRunAsync();

        Assert.Equal(ExitCode.Usage, await cli.RunAsync(["export", .. arguments, "--data", cli.Folder["data"]]));

        Assert.Contains(message, cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Export_Help_ListsEveryFormatAndOption()
    {
        using var cli = new CliDriver();

        await cli.RunAsync("export", "--help");

        Assert.All(
            ["pdf", "animatic", "otio", "fcpxml", "csv", "--style", "--page", "--columns", "--fps", "--width", "--container", "--media",
                "--output"],
            word => Assert.Contains(word, cli.Output, StringComparison.Ordinal));
    }

    private static async Task<CliDriver> WithRunAsync()
    {
        var cli = new CliDriver();
        var data = DataFolder.Open(cli.Folder["data"]);
        var run = new StoryboardBuilder().Styles(ImageStyle.Illustration, ImageStyle.Clear).BuildRun();
        await new FileRunStore(data, isOwner: true, TimeProvider.System, NullLogger<FileRunStore>.Instance).CreateAsync(run, default);
        var image = cli.Folder["data/tale/generated_images/clear/Shot_1/Beat_1.1.png"];
        Directory.CreateDirectory(Path.GetDirectoryName(image)!);
        await File.WriteAllBytesAsync(image, SampleImages.RgbPng);
        return cli;
    }
}
