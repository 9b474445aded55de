namespace ImageGen.Tests.Core.Storyboards;

/// <summary>What the tools before ImageGen really write, read with one note for each thing that was understood.</summary>
public sealed class StoryboardShapeTests
{
    private const string Beat = """{"shot_number": 1, "beat_number": "1.1", "transition_type": "H", "ai_prompt": "A hare."}""";
    private static readonly StoryboardHints Clear = new("projects/tale", [ImageStyle.Clear], "prompts-clear.json");

    [Theory]
    [InlineData($$$"""{"projectPath": "tale", "clear": [{{{Beat}}}], "consistent": [{{{Beat}}}]}""", "without 'promptsByStyle'")]
    [InlineData(
        $$$"""{"projectPath": "tale", "style": "clear", "prompts": [{{{Beat}}}]}""",
        "'prompts' is one list of beats; it was read as the prompts of 'clear'.")]
    [InlineData(
        $$$"""{"projectPath": "tale", "style": "clear", "storyboard": [{{{Beat}}}], "title": "x"}""", "'storyboard' is one list of beats")]
    [InlineData($$$"""{"projectPath": "tale", "promptsByStyle": {"clear": [{"shot_number": 1, "beat_number": "1.1", "transition_type": "H", "image_prompt": "A hare."}]}}""", "'image_prompt' was read as 'ai_prompt'.")]
    [InlineData($$$"""{"projectPath": "tale", "promptsByStyle": {"clear": [{"shot_number": 1, "beat_number": "1.1", "transition_type": "H", "prompt": "A hare."}]}}""", "'prompt' was read as 'ai_prompt'.")]
    [InlineData($$$"""{"projectPath": "tale", "promptsByStyle": {"clear": [{"shot_number": 1, "beat_number": 1.1, "transition_type": "H", "ai_prompt": "A hare."}]}}""", "Beat numbers that are JSON numbers were read as they stand.")]
    [InlineData(
        $"Here it is:\n```json\n{{\"projectPath\": \"tale\", \"promptsByStyle\": {{\"clear\": [{Beat}]}}}}\n```\nHave fun!",
        "The JSON inside the code fence (```) was read.")]
    [InlineData(
        $"```\n{{\"projectPath\": \"tale\", \"promptsByStyle\": {{\"clear\": [{Beat}]}}}}\n```",
        "The JSON inside the code fence (```) was read.")]
    public void Read_OtherShape_IsUnderstoodWithOneNote(string text, string note)
    {
        var (storyboard, notes) = Accepted(StoryboardReader.Read(Encoding.UTF8.GetBytes(text)));

        Assert.Contains(note, Assert.Single(notes), StringComparison.Ordinal);
        var beat = storyboard.BeatsOf(ImageStyle.Clear)[0];
        Assert.Equal(("A hare.", "1.1"), (beat.Prompt, beat.Id.Value));
    }

    [Fact]
    public void Read_TheFormatItself_HasNoNotes() => Assert.Empty(Accepted(StoryboardReader.Read(new RequestBuilder().ToBytes())).Notes);

    [Fact]
    public void Read_ArrayWhoseStyleIsKnown_IsThatStylesBeats()
    {
        var (storyboard, notes) = Accepted(StoryboardReader.Read(Encoding.UTF8.GetBytes($"[{Beat}]"), hints: Clear));

        Assert.Equal("projects/tale", storyboard.ProjectPath);
        Assert.Equal([ImageStyle.Clear], storyboard.Styles.Select(s => s.Style));
        Assert.Equal(2, notes.Length);
    }

    [Theory]
    [InlineData($"[{Beat}]", "needs a style")]
    [InlineData($$$"""{"projectPath": "tale", "storyboard": [{{{Beat}}}]}""", "a list of beats without a style")]
    [InlineData($$$"""{"projectPath": "tale", "prompts": [{{{Beat}}}]}""", "a list of beats without a style")]
    public void Read_ListWithoutAStyle_TheRemedySaysHowToNameIt(string text, string problem)
    {
        var fault = Assert.Single(RequestBuilder.Refused(text));

        Assert.Contains(problem, fault.Problem, StringComparison.Ordinal);
        Assert.Contains("--styles clear", fault.Remedy, StringComparison.Ordinal);
        Assert.DoesNotContain("Remove it", fault.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_StyleThatIsNone_IsNamed()
    {
        var fault = Assert.Single(RequestBuilder.Refused($$$"""{"projectPath": "tale", "style": "sepia", "prompts": [{{{Beat}}}]}"""));

        Assert.Equal(("$.style", "Write one of \"illustration\", \"clear\", \"consistent\"."), (fault.Path, fault.Remedy));
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void Read_Utf16_IsUnderstood(bool isBigEndian, bool hasMark)
    {
        var encoding = new UnicodeEncoding(isBigEndian, hasMark);
        byte[] bytes = [.. encoding.GetPreamble(), .. encoding.GetBytes(
            Encoding.UTF8.GetString(new RequestBuilder().WithBeatField("ai_prompt", "\"Häschen 🐇.\"").ToBytes()))];

        var (storyboard, notes) = Accepted(StoryboardReader.Read(bytes));

        Assert.Equal("Häschen 🐇.", storyboard.BeatsOf(ImageStyle.Clear)[1].Prompt);
        Assert.Equal("The text is UTF-16 and was read as such.", Assert.Single(notes));
    }

    [Theory]
    [InlineData("export default ")]
    [InlineData("export const prompts = ")]
    [InlineData("// saved by step 7\nexport const prompts =")]
    public void Read_JavaScriptModule_OnlyItsJsonIsRead(string head)
    {
        var result = StoryboardReader.Read(Encoding.UTF8.GetBytes($"{head}[\n{Beat}];\n"), hints: Clear);

        if (head.StartsWith("//", StringComparison.Ordinal))
        {
            Assert.IsType<StoryboardReadResult.Refused>(result);
            return;
        }

        Assert.Contains(Accepted(result).Notes, n => n.Contains("nothing of it was executed", StringComparison.Ordinal));
    }

    [Fact]
    public void Read_FaultInsideAFence_IsAtItsLineInTheFile()
    {
        var fault = Assert.Single(RequestBuilder.Refused("Sure!\n```json\n{\n  \"projectPath\": tru\n}\n```"));

        Assert.Contains("line 4, column", fault.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"1A\"", "1A", null)]
    [InlineData("\"S01_SH010\"", "S01_SH010", null)]
    [InlineData("\"Shot 1A\"", "1A", "Shot 1A")]
    [InlineData("\"Shot 3\"", "3", "Shot 3")]
    [InlineData("3.0", "3", null)]
    [InlineData("\"03\"", "3", "03")]
    public void Read_ShotInAnySpelling_KeepsIt(string json, string value, string? label)
    {
        var beat = new RequestBuilder().WithBeatField("shot_number", json).Accepted().BeatsOf(ImageStyle.Clear)[1];

        Assert.Equal((value, label), (beat.Shot.Value, beat.ShotLabel));
    }

    [Theory]
    [InlineData("\"..\"")]
    [InlineData("\"1/A\"")]
    [InlineData("\"A..B\"")]
    [InlineData("\"a b\"")]
    [InlineData("\"_\"")]
    [InlineData("\"1_2\"")]
    [InlineData("\"abcdefghijklmnopqrstuvwxyz0123456\"")]
    public void Read_ShotThatIsNoSafeName_IsAFault(string json) =>
        Assert.Equal(
            "$.promptsByStyle.clear[1].shot_number", Assert.Single(new RequestBuilder().WithBeatField("shot_number", json).Refused()).Path);

    [Theory]
    [InlineData("\"Beat 7\"", "Beat 7")]
    [InlineData("\"Beat_7\"", "Beat_7")]
    [InlineData("\"7\"", null)]
    [InlineData("7", null)]
    public void Read_BeatInAnySpelling_KeepsIt(string json, string? label)
    {
        var beat = new RequestBuilder().WithBeatField("beat_number", json).Accepted().BeatsOf(ImageStyle.Clear)[1];

        Assert.Equal(("7", label), (beat.Id.Value, beat.Label));
    }

    [Fact]
    public void Read_NumbersThatLostAZero_TheRemedyAndTheNoteSaySo()
    {
        var twice = Numbers("1.1", "1.9", "1.1");
        var alone = Numbers("1.8", "1.9", "1.1");

        Assert.Contains("\"1.10\" becomes 1.1", Assert.Single(RequestBuilder.Refused(twice)).Remedy, StringComparison.Ordinal);
        Assert.Contains(
            Accepted(StoryboardReader.Read(Encoding.UTF8.GetBytes(alone))).Notes,
            n => n.Contains("may have been \"1.10\"", StringComparison.Ordinal));
    }

    [Fact]
    public void ReadFiles_OneForEachStyle_AreOneStoryboard()
    {
        StyleFile[] files =
        [
            new(ImageStyle.Consistent, "prompts-consistent.json", Encoding.UTF8.GetBytes($"[{Beat}]")),
            new(ImageStyle.Clear, "prompts-clear.js", Encoding.UTF8.GetBytes($"export const prompts = [{Beat}];")),
        ];

        var (storyboard, notes) = Accepted(StoryboardReader.ReadFiles("/home/me/Videos/My Video", files));

        Assert.Equal([ImageStyle.Clear, ImageStyle.Consistent], storyboard.Styles.Select(s => s.Style));
        Assert.Equal("/home/me/Videos/My Video", storyboard.ProjectPath);
        Assert.Contains("prompts-clear.js: 1 beats in 'clear'.", notes);
    }

    [Fact]
    public void ReadFiles_AFaultInOne_NamesTheFile()
    {
        StyleFile[] files = [new(
            ImageStyle.Clear,
            "prompts-clear.json",
            Encoding.UTF8.GetBytes("""[{"shot_number": 1}]""")), new(ImageStyle.Illustration, "x.json", "{"u8.ToArray())];

        var faults = Assert.IsType<StoryboardReadResult.Refused>(StoryboardReader.ReadFiles("tale", files)).Faults;

        Assert.Contains(faults, f => f.Path == "prompts-clear.json:$[0]" && f.Problem == "'ai_prompt' is missing.");
        Assert.Contains(faults, f => f.Path == "x.json:$");
    }

    [Fact]
    public void Document_WithLabelsAndNames_IsReadAgain()
    {
        var storyboard = new RequestBuilder().WithBeatField("shot_number", "\"1A\"").WithBeatField("beat_number", "\"Beat 7\"").Accepted();

        var again = ImageGenJson.Read<Storyboard>(ImageGenJson.Write(storyboard));

        Assert.True(storyboard.BeatsOf(ImageStyle.Clear).SequenceEqual(again.BeatsOf(ImageStyle.Clear)));
        Assert.Equal("1A", (string?)JsonNode.Parse(ImageGenJson.Write(storyboard))!["styles"]![0]!["beats"]![1]!["shot"]);
    }

    private static string Numbers(params string[] numbers) =>
        $$$"""{"projectPath": "tale", "promptsByStyle": {"clear": [{{{string.Join(',', numbers.Select(n => Beat.Replace("\"1.1\"", n, StringComparison.Ordinal)))}}}]}}""";

    private static (Storyboard Storyboard, ImmutableArray<string> Notes) Accepted(StoryboardReadResult result)
    {
        var accepted = result as StoryboardReadResult.Accepted;
        Assert.True(accepted is not null, result.ToString());
        return (accepted.Storyboard, accepted.Notes);
    }
}
