namespace ImageGen.Tests.Local.Cli;

/// <summary>What <c>generate</c> refuses before anything is generated.</summary>
public sealed class GenerateUsageTests : IDisposable
{
    private readonly CliDriver _cli = new();

    public GenerateUsageTests() => _cli.WriteStoryboard();

    public void Dispose() => _cli.Dispose();

    [Theory]
    [InlineData("gone.json", "gone.json is not there. Name a storyboard")]
    [InlineData(".", ". is a folder without prompts.")]
    public async Task Generate_NoSuchFile_ExitsWithTwo(string path, string message)
    {
        Assert.Equal(2, await _cli.RunAsync("generate", path));
        Assert.StartsWith(message, _cli.Error, StringComparison.Ordinal);
        Assert.Empty(_cli.Opened);
    }

    [Fact]
    public async Task Generate_FaultsInTheStoryboard_AllAreListedWithFileAndPath()
    {
        _cli.Folder.Write("bad.json", """{"projectPath": "fable", "promptsByStyle": {"clear": [{"shot_number": 1, "beat_number": "../x", "transition_type": "H", "ai_prompt": ""}]}}""");

        Assert.Equal(2, await _cli.RunAsync("generate", "bad.json"));

        var lines = _cli.Error.TrimEnd().Split('\n');
        Assert.Equal(2, lines.Length);
        Assert.All(lines, line => Assert.Matches(@"^bad\.json:\$\.promptsByStyle\.clear\[0\]\.(beat_number|ai_prompt): .+ — .+\.$", line));
        Assert.Empty(_cli.Opened);
    }

    [Theory]
    [InlineData("'sketch' is not a style. The styles are illustration, clear, consistent (--styles).", "--styles", "clear,sketch")]
    [InlineData("fable.json has no beats in consistent. Its styles are illustration, clear (--styles).", "--styles", "consistent")]
    [InlineData("--max-cost takes US dollars, more than 0, such as 2.50.", "--max-cost", "free")]
    [InlineData("--max-cost takes US dollars, more than 0, such as 2.50.", "--max-cost", "-1")]
    [InlineData("--out and --data exclude each other", "--out", "a", "--data", "b")]
    [InlineData("Unrecognized command or argument '--overwrit'", "--overwrit")]
    [InlineData("Unrecognized command or argument '--max-cots'.\nDid you mean --max-cost?\n", "--max-cots", "5")]
    public async Task Generate_BadUsage_ExitsWithTwoAndSaysWhatWouldBeRight(string message, params string[] more)
    {
        Assert.Equal(2, await _cli.RunAsync(["generate", "fable.json", .. more]));
        Assert.Contains(message, _cli.Error, StringComparison.Ordinal);
        Assert.Empty(_cli.Opened);
    }

    [Fact]
    public async Task Generate_BadSettings_AllAreListed()
    {
        _cli.Folder.Write("appsettings.json", """{"ImageGen": {"OnStart": "never", "Limits": {"Requests": 0}}}""");

        Assert.Equal(2, await _cli.RunAsync("generate", "fable.json"));

        Assert.Contains("  ImageGen:OnStart: ", _cli.Error, StringComparison.Ordinal);
        Assert.Contains("  ImageGen:Limits:Requests: ", _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Generate_KeysForSomeStylesOnly_SaysWhichAreMissingBeforeAnythingIsGenerated()
    {
        _cli.Folder.Write("appsettings.json", """{"ImageGen": {"Styles": {"clear": {"Keys": [{"Value": "test-key-1"}]}}}}""");

        Assert.Equal(2, await _cli.RunAsync("generate", "fable.json"));

        Assert.Equal(
            "There is no API key for illustration. Set ImageGen__Styles__illustration__Keys__0__Value, or generate only --styles clear.\n",
            _cli.Error);
        Assert.Empty(_cli.Opened);
    }
}
