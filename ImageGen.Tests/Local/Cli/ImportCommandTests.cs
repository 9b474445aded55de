using ImageGen.Core.Api.Views;
using ImageGen.Tests.Compatibility;

namespace ImageGen.Tests.Local.Cli;

public sealed class ImportCommandTests : IDisposable
{
    private readonly CliDriver _cli = new();

    private static RunView Complete { get; } =
        new RunViewBuilder(1, ImageStyle.Clear) { Status = RunStatus.Completed }.SetAll(BeatState.Complete).Build();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Import_HalfFinishedProject_ShowsWhatIsThereAndChangesNothing()
    {
        var project = new AppProject(_cli.Folder).WithPromptFiles();
        project.WithImages(12);
        _cli.Folder.Write("Videos/My Awesome Video/generated_images/clear/Shot_12/Beat_Beat 12.png", "half an image");
        _cli.Folder.Write("Videos/My Awesome Video/image_selections.json", """{"Beat 1": {"style": "clear"}}""");
        var before = _cli.Folder.Files();

        var exit = await _cli.RunAsync("import", project.Folder);

        Assert.Equal(0, exit);
        Assert.Equal(before, _cli.Folder.Files());
        Assert.Contains("illustration       12         0", _cli.Output, StringComparison.Ordinal);
        Assert.Contains("clear              11         1", _cli.Output, StringComparison.Ordinal);
        Assert.Contains("Damaged: generated_images/clear/Shot_12/Beat_Beat 12.png.", _cli.Output, StringComparison.Ordinal);
        Assert.Contains("'clear' has 1 beat noted as complete without a whole image (Beat 12)", _cli.Output, StringComparison.Ordinal);
        Assert.Contains("Style reference: none", _cli.Output, StringComparison.Ordinal);
        Assert.Contains("Selections: 1 in image_selections.json.", _cli.Output, StringComparison.Ordinal);
        Assert.Contains("35 of 90 images would be kept, 55 generated, for about $1.85.", _cli.Output, StringComparison.Ordinal);
        Assert.Contains("Nothing was changed.", _cli.Output, StringComparison.Ordinal);
        Assert.Empty(_cli.Error);
    }

    [Fact]
    public async Task Import_WithoutPrompts_SaysWhatIsNeeded()
    {
        var project = new AppProject(_cli.Folder);
        project.WithImages(2);

        Assert.Equal(0, await _cli.RunAsync("import", project.Folder));

        Assert.Contains("Prompts: none.", _cli.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_NoFolder_IsToldInWords()
    {
        Assert.Equal(2, await _cli.RunAsync("import", "nowhere"));

        Assert.Contains("nowhere is not there.", _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Generate_AProjectsFolder_IsGeneratedInItWithItsImages()
    {
        var project = new AppProject(_cli.Folder, beats: 3).WithPromptFiles();
        project.WithImages(1);
        _cli.Host.Shows(Complete).Ends();

        await _cli.RunAsync("generate", project.Folder);

        var asked = Assert.Single(_cli.Host.Asked.OfType<Storyboard>());
        Assert.Equal((9, project.Folder), (asked.BeatCount, asked.ProjectPath));
        Assert.Equal(project.Folder, Assert.Single(_cli.Opened).Data.Project(asked.Project));
        Assert.Contains($"Images go to {project.Folder}.", _cli.Output, StringComparison.Ordinal);
        Assert.Contains("Note: prompts/prompts-clear.json: 3 beats in 'clear'.", _cli.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Generate_OneStylesFile_IsThatStyleOfItsProject()
    {
        var project = new AppProject(_cli.Folder, beats: 3).WithPromptFiles();
        _cli.Host.Shows(Complete).Ends();

        await _cli.RunAsync("generate", Path.Combine(project.Folder, "prompts", "prompts-clear.json"));

        var asked = Assert.Single(_cli.Host.Asked.OfType<Storyboard>());
        Assert.Equal([ImageStyle.Clear], asked.Styles.Select(s => s.Style));
        Assert.Equal(project.Folder, Assert.Single(_cli.Opened).Data.Project(asked.Project));
    }

    [Fact]
    public async Task Generate_AListWithItsStyleNamed_IsThatStyle()
    {
        _cli.Folder.Write("beats.json", """[{"shot_number": "1A", "beat_number": 1, "transition_type": "Cut", "prompt": "A hare."}]""");
        _cli.Host.Shows(Complete).Ends();

        await _cli.RunAsync("generate", "beats.json", "--styles", "consistent");

        var asked = Assert.Single(_cli.Host.Asked.OfType<Storyboard>());
        Assert.Equal(
            (ImageStyle.Consistent, "beats", "1A"), (asked.Styles[0].Style, asked.Project.Value, asked.Styles[0].Beats[0].Shot.Value));
        Assert.Contains("Note: The array is one list of beats", _cli.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Generate_AListWithoutAStyle_TheRemedyHelps()
    {
        _cli.Folder.Write("beats.json", """[{"shot_number": 1, "beat_number": 1, "transition_type": "Cut", "prompt": "A hare."}]""");

        Assert.Equal(2, await _cli.RunAsync("generate", "beats.json"));

        Assert.Contains("--styles clear", _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Generate_AFolderWithoutPrompts_SaysWhatIsNeeded()
    {
        Directory.CreateDirectory(_cli.Folder["empty"]);

        Assert.Equal(2, await _cli.RunAsync("generate", "empty"));

        Assert.Contains("prompts/prompts-{style}.json", _cli.Error, StringComparison.Ordinal);
    }
}
