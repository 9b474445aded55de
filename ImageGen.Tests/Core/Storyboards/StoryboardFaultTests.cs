using System.Text;
using System.Text.Json.Nodes;
using ImageGen.Core.Storyboards;
using ImageGen.Core.Storyboards.Reading;

namespace ImageGen.Tests.Core.Storyboards;

public sealed class StoryboardFaultTests
{
    private const string Second = "$.promptsByStyle.clear[1]";

    [Theory]
    [InlineData("", "The request is empty.")]
    [InlineData(" \r\n\t", "The request is empty.")]
    [InlineData("{\n  \"a\": tru\n}", "line 2, column 11")]
    [InlineData("{\"äöü\": x}", "line 1, column 9")]
    [InlineData("{\"projectPath\": \"a\",}", "line 1, column 21")]
    [InlineData("{} {}", "line 1, column 4")]
    [InlineData("// hello", "line 1, column 1")]
    [InlineData("[1, 2]", "This is an array.")]
    [InlineData("\"text\"", "This is the text 'text'.")]
    [InlineData("null", "This is null.")]
    public void Read_NoJsonObject_SaysWhatAndWhere(string json, string expected)
    {
        var fault = Assert.Single(RequestBuilder.Refused(json));

        Assert.Equal("$", fault.Path);
        Assert.Contains(expected, fault.Problem, StringComparison.Ordinal);
        Assert.DoesNotContain("reader options", fault.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_BytesThatAreNotUtf8_SaysWhere()
    {
        byte[] bytes = [.. "{\"a\":\n\"é"u8, 0xFF, .. "\"}"u8];

        var fault = Assert.Single(RequestBuilder.Refused(bytes));

        Assert.Equal("This is not UTF-8 text: line 2, column 3.", fault.Problem);
        Assert.Contains(
            "not UTF-8", Assert.Single(RequestBuilder.Refused(Encoding.Unicode.GetPreamble())).Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(33, true)]
    [InlineData(32, false)]
    [InlineData(100_000, true)]
    public void Read_DeepNesting_IsAFaultOfItsOwn(int depth, bool isTooDeep)
    {
        var json = $"{{\"projectPath\":{new string('[', depth - 1)}{new string(']', depth - 1)}}}";

        var problem = RequestBuilder.Refused(json)[0].Problem;

        Assert.Equal(isTooDeep, problem.Contains("more than 32 deep", StringComparison.Ordinal));
    }

    [Fact]
    public void Read_MoreBytesThanAllowed_NamesTheLimit()
    {
        var bytes = new RequestBuilder().ToBytes();

        var fault = Assert.Single(RequestBuilder.Refused(bytes, new StoryboardLimits { MaxBytes = bytes.Length - 1 }));

        Assert.Equal(("$", $"The request is larger than {bytes.Length - 1} bytes."), (fault.Path, fault.Problem));
        Assert.IsType<StoryboardReadResult.Accepted>(StoryboardReader.Read(bytes, new StoryboardLimits { MaxBytes = bytes.Length }));
    }

    [Theory]
    [InlineData("projectPath", "$", "'projectPath' is missing.")]
    [InlineData("promptsByStyle", "$", "'promptsByStyle' is missing.")]
    public void Read_MissingField_IsNamed(string field, string path, string problem) =>
        Expect(new RequestBuilder().Without(field), path, problem);

    [Theory]
    [InlineData("null", "'projectPath' is null.")]
    [InlineData("7", "'projectPath' is the number 7.")]
    [InlineData("\"\"", "'projectPath' is empty.")]
    [InlineData("\"  \"", "'projectPath' is empty.")]
    [InlineData("\"../..\"", "'projectPath' is the text '../..', of which no folder name can be made.")]
    [InlineData("\"/\"", "'projectPath' is the text '/', of which no folder name can be made.")]
    [InlineData("\"a\\u0000b\"", "'projectPath' is the text 'a?b', of which no folder name can be made.")]
    [InlineData("{}", "'projectPath' is an object.")]
    public void Read_BadProjectPath_IsAFault(string json, string problem) =>
        Expect(new RequestBuilder().With("projectPath", JsonNode.Parse(json)), "$.projectPath", problem);

    [Fact]
    public void Read_HalfASurrogatePair_IsAFaultWhereverItStands()
    {
        var json = """
            {"projectPath": "a\ud800b", "promptsByStyle": {"clear": [
                {"shot_number": 1, "beat_number": "\udc00", "transition_type": "\ud800", "ai_prompt": "\ud800", "script_phrase": "\ud800", "\ud800": 1}]}}
            """;

        var faults = RequestBuilder.Refused(json);

        Assert.Equal(
            [
                "$.projectPath",
                "$.promptsByStyle.clear[0]",
                "$.promptsByStyle.clear[0].beat_number",
                "$.promptsByStyle.clear[0].script_phrase",
                "$.promptsByStyle.clear[0].transition_type",
                "$.promptsByStyle.clear[0].ai_prompt",
            ],
            faults.Select(f => f.Path));
    }

    [Theory]
    [InlineData("""{"\ud800": 1}""")]
    [InlineData("""{"projectPath": "a", "\udc00\ud800\u0041 and more than any known name": 1}""")]
    [InlineData("""{"projectPath": "a", "promptsByStyle": {"\ud800": []}}""")]
    [InlineData("""{"projectPath": "a", "promptsByStyle": {"clear": []}, "options": {"\ud800x": []}}""")]
    public void Read_HalfASurrogatePairAsName_IsAFault(string json) =>
        Assert.Contains(
            RequestBuilder.Refused(json), f => f.Problem.StartsWith("A field's name is not Unicode text", StringComparison.Ordinal));

    [Theory]
    [InlineData("\\ud83d\\ude00")]
    [InlineData("\\\\ud800")]
    [InlineData("\\\"\\u005Cud800")]
    public void Read_EscapesThatAreText_AreTaken(string prompt) =>
        new RequestBuilder().WithBeatField("ai_prompt", $"\"{prompt}\"").Accepted();

    /// <summary>A parsed value takes many times its two bytes.</summary>
    [Fact]
    public void Read_MillionsOfValues_IsRefusedBeforeItIsParsed()
    {
        var json = Encoding.ASCII.GetBytes($"[{string.Concat(Enumerable.Repeat("0,", 5_000_000))}0]");
        StoryboardReader.Read("{}"u8.ToArray());
        var before = GC.GetAllocatedBytesForCurrentThread();

        var read = StoryboardReader.Read(json);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
        Assert.Contains(
            "more than 4000000 values",
            Assert.Single(Assert.IsType<StoryboardReadResult.Refused>(read).Faults).Problem,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[1, 2, 3]", 4, false)]
    [InlineData("[1, 2, 3]", 3, true)]
    [InlineData("{\"a\": {}, \"b\": [[]]}", 6, false)]
    [InlineData("{\"a\": {}, \"b\": [[]]}", 5, true)]
    [InlineData("\",,,,[[[[{{{{::::\"", 1, false)]
    [InlineData("[[[[[[[[", 8, false)]
    [InlineData("[[[[[[[[", 7, true)]
    [InlineData("", 0, false)]
    public void JsonSize_AnyText_CountsNamesAndValues(string json, int max, bool isMore) =>
        Assert.Equal(isMore, JsonSize.Exceeds(Encoding.UTF8.GetBytes(json), max));

    [Fact]
    public void Read_UnknownStyle_SuggestsTheNearest()
    {
        var faults = new RequestBuilder()
            .With("promptsByStyle", JsonNode.Parse("""{"ilustration": [], "Clear": [], "sepia": []}""")).Refused();

        Assert.Equal(["$.promptsByStyle.ilustration", "$.promptsByStyle.Clear", "$.promptsByStyle.sepia"], faults.Select(f => f.Path));
        Assert.Contains("'illustration'", faults[0].Remedy, StringComparison.Ordinal);
        Assert.Contains("'clear'", faults[1].Remedy, StringComparison.Ordinal);
        Assert.Equal("Remove it; the fields are illustration, clear, consistent.", faults[2].Remedy);
    }

    [Theory]
    [InlineData("{}", "$.promptsByStyle", "There is no beat in any style: nothing to do.")]
    [InlineData("""{"clear": [], "illustration": []}""", "$.promptsByStyle", "There is no beat in any style: nothing to do.")]
    [InlineData("""{"clear": {}}""", "$.promptsByStyle.clear", "This is an object.")]
    [InlineData("""{"clear": "1.1"}""", "$.promptsByStyle.clear", "This is the text '1.1'.")]
    [InlineData("""{"clear": [5]}""", "$.promptsByStyle.clear[0]", "This is the number 5.")]
    [InlineData("""{"clear": [null]}""", "$.promptsByStyle.clear[0]", "This is null.")]
    [InlineData("[]", "$.promptsByStyle", "This is an array.")]
    public void Read_StylesOfTheWrongShape_IsAFault(string json, string path, string problem) =>
        Expect(new RequestBuilder().With("promptsByStyle", JsonNode.Parse(json)), path, problem);

    [Theory]
    [InlineData("ai_prompt", "\"\"", "'ai_prompt' is empty.")]
    [InlineData("ai_prompt", "\" \\n \"", "'ai_prompt' is empty.")]
    [InlineData("ai_prompt", "null", "'ai_prompt' is null.")]
    [InlineData("ai_prompt", "[\"a\"]", "'ai_prompt' is an array.")]
    [InlineData("script_phrase", "5", "'script_phrase' is the number 5.")]
    [InlineData("transition_type", "\"\"", "'transition_type' is empty.")]
    [InlineData("transition_type", "true", "'transition_type' is true.")]
    [InlineData(
        "transition_type",
        "\"Contnuous\"",
        "'transition_type' is the text 'Contnuous', which resembles a hard cut or a continuous transition and is neither.")]
    [InlineData("transition_type", "\"H\\u0007\"", "'transition_type' holds control characters.")]
    [InlineData("beat_number", "\"../1\"", "'beat_number' is the text '../1', which cannot be a beat's name.")]
    [InlineData("beat_number", "\"1/1\"", "'beat_number' is the text '1/1', which cannot be a beat's name.")]
    [InlineData("beat_number", "\"\"", "'beat_number' is the text '', which cannot be a beat's name.")]
    [InlineData("beat_number", "-1", "'beat_number' is the number -1, which cannot be a beat's name.")]
    [InlineData("beat_number", "1e3", "'beat_number' is the number 1e3, which cannot be a beat's name.")]
    [InlineData("beat_number", "{}", "'beat_number' is an object, which cannot be a beat's name.")]
    [InlineData("shot_number", "-1", "'shot_number' is the number -1, which is no shot number.")]
    [InlineData("shot_number", "1.5", "'shot_number' is the number 1.5, which is no shot number.")]
    [InlineData("shot_number", "1000000", "'shot_number' is the number 1000000, which is no shot number.")]
    [InlineData("shot_number", "1e99", "'shot_number' is the number 1e99, which is no shot number.")]
    [InlineData("shot_number", "\"Shot\"", "'shot_number' is the text 'Shot', which is no shot number.")]
    [InlineData("shot_number", "\"1,000\"", "'shot_number' is the text '1,000', which is no shot number.")]
    [InlineData("shot_number", "\"\\u0663\"", "'shot_number' is the text '\u0663', which is no shot number.")]
    public void Read_BadFieldOfABeat_IsAFaultAtThatField(string field, string json, string problem) =>
        Expect(new RequestBuilder().WithBeatField(field, json), $"{Second}.{field}", problem);

    [Theory]
    [InlineData("shot_number")]
    [InlineData("beat_number")]
    [InlineData("transition_type")]
    [InlineData("ai_prompt")]
    public void Read_MissingFieldOfABeat_IsAFaultWithARemedy(string field) =>
        Expect(new RequestBuilder().WithoutBeatField(field), Second, $"'{field}' is missing.");

    [Theory]
    [InlineData("Ai_Prompt", "ai_prompt")]
    [InlineData("aiPrompt", "ai_prompt")]
    [InlineData("ai_promt", "ai_prompt")]
    [InlineData("beatNumber", "beat_number")]
    [InlineData("beat", "beat_number")]
    [InlineData("shot", "shot_number")]
    [InlineData("transition", "transition_type")]
    [InlineData("transiton_type", "transition_type")]
    public void Read_MisspeltFieldOfABeat_IsOneFaultThatSaysWhatWasMeant(string written, string meant)
    {
        var fault = Assert.Single(new RequestBuilder().WithoutBeatField(meant).WithBeatField(written, "1").Refused());

        Assert.Equal(($"{Second}.{written}", $"Write '{meant}' if that is what you mean."), (fault.Path, fault.Remedy));
    }

    [Fact]
    public void Read_TooLongTexts_NameTheLimit()
    {
        var limits = new StoryboardLimits { MaxPromptLength = 30, MaxPhraseLength = 10 };
        var request = new RequestBuilder()
            .WithBeatField("ai_prompt", $"\"{new string('p', 31)}\"")
            .WithBeatField("script_phrase", $"\"{new string('s', 11)}\"")
            .WithBeatField("transition_type", $"\"{new string('t', 65)}\"");

        Assert.Equal(
            [
                ($"{Second}.script_phrase", "'script_phrase' is 11 characters long."),
                ($"{Second}.transition_type", "'transition_type' is 65 characters long; 64 are allowed."),
                ($"{Second}.ai_prompt", "'ai_prompt' is 31 characters long."),
            ],
            request.Refused(limits).Select(f => (f.Path, f.Problem)));
    }

    [Fact]
    public void Read_DuplicateBeat_NamesBothPlaces()
    {
        var request = new RequestBuilder().WithStyle(
            "clear", RequestBuilder.Beat("1.a"), RequestBuilder.Beat("2"), RequestBuilder.Beat("Beat_1.A"));

        Expect(request, "$.promptsByStyle.clear[2].beat_number", "Beat 1.A is at $.promptsByStyle.clear[0] already.");
    }

    [Fact]
    public void Read_DuplicateOfABeatThatIsFaultyItself_IsStillNamed()
    {
        var request = new RequestBuilder().WithStyle("clear", RequestBuilder.Beat("1", prompt: ""), RequestBuilder.Beat("1"));

        Assert.Equal(
            ["$.promptsByStyle.clear[0].ai_prompt", "$.promptsByStyle.clear[1].beat_number"], request.Refused().Select(f => f.Path));
    }

    [Fact]
    public void Read_SameBeatInTwoStyles_IsNoFault() =>
        Assert.Equal(4, new RequestBuilder().WithStyle("consistent", RequestBuilder.Beat("1.1")).Accepted().BeatCount);

    [Fact]
    public void Read_TooManyBeats_IsOneFaultPerStyle()
    {
        var fault = Assert.Single(new RequestBuilder().Refused(new StoryboardLimits { MaxBeatsPerStyle = 2 }));

        Assert.Equal(("$.promptsByStyle.clear", "There are 3 beats in one style."), (fault.Path, fault.Problem));
    }

    [Fact]
    public void Read_FieldWrittenTwice_IsAFault()
    {
        var json = """
            {"projectPath": "a", "project\u0050ath": "b", "promptsByStyle": {"clear": [
                {"shot_number": 1, "beat_number": 1, "beat_number": 2, "transition_type": "H", "ai_prompt": "x", "other": 1, "other": 2}]}}
            """;

        Assert.Equal(
            ["$.projectPath", "$.promptsByStyle.clear[0].beat_number", "$.promptsByStyle.clear[0].other"],
            RequestBuilder.Refused(json).Where(f => f.Problem.Contains("twice", StringComparison.Ordinal)).Select(f => f.Path));
    }

    [Theory]
    [InlineData("""{"modle": "x"}""", "$.options.modle", "Write 'model' if that is what you mean.")]
    [InlineData("""{"maxCost": 5}""", "$.options.maxCost", "Write 'maxCostUsd' if that is what you mean.")]
    [InlineData("""{"speed": 5}""", "$.options.speed", "Remove it; the fields are model, aspectRatio,")]
    [InlineData("""{"model": ""}""", "$.options.model", "without \"models/\"")]
    [InlineData("""{"model": "models/x"}""", "$.options.model", "without \"models/\"")]
    [InlineData("""{"model": "../x"}""", "$.options.model", "without \"models/\"")]
    [InlineData("""{"model": 3}""", "$.options.model", "Write a model's id")]
    [InlineData("""{"aspectRatio": "16x9"}""", "$.options.aspectRatio", "Write one of \"1:1\", \"2:3\"")]
    [InlineData("""{"imageSize": "1k"}""", "$.options.imageSize", "Write \"1K\".")]
    [InlineData("""{"imageSize": "8K"}""", "$.options.imageSize", "Write one of \"512\", \"1K\", \"2K\", \"4K\".")]
    [InlineData("""{"imageSize": 512}""", "$.options.imageSize", "Write one of \"512\"")]
    [InlineData("""{"overwrite": "true"}""", "$.options.overwrite", "Write true or false")]
    [InlineData("""{"onChanged": "Keep"}""", "$.options.onChanged", "Write \"keep\".")]
    [InlineData("""{"onQuotaExhausted": "stop"}""", "$.options.onQuotaExhausted", "Write one of \"wait\", \"fail\".")]
    [InlineData("""{"maxCostUsd": -0.01}""", "$.options.maxCostUsd", "Write a number from 0 to 1000000")]
    [InlineData("""{"maxCostUsd": "5"}""", "$.options.maxCostUsd", "without quotation marks")]
    [InlineData("""{"maxCostUsd": 1e400}""", "$.options.maxCostUsd", "Write a number from 0 to 1000000")]
    [InlineData("""{"maxParallel": 0}""", "$.options.maxParallel", "Write a whole number from 1 to 10000")]
    [InlineData("""{"maxParallel": 1.5}""", "$.options.maxParallel", "Write a whole number from 1 to 10000")]
    [InlineData("""{"first": "1.1"}""", "$.options.first", "Write an array of beat numbers")]
    [InlineData("""{"first": ["1.1", "9.9"]}""", "$.options.first[1]", "Name beats that are in promptsByStyle.")]
    [InlineData("""{"first": ["1.1", "Beat 1.1"]}""", "$.options.first[1]", "Name each beat once.")]
    [InlineData("""{"first": [["1.1"]]}""", "$.options.first[0]", "Write an array of beat numbers")]
    [InlineData("[]", "$.options", "Write an object")]
    public void Read_BadOption_IsAFaultWithARemedy(string json, string path, string remedy)
    {
        var fault = Assert.Single(new RequestBuilder().WithOptions(json).Refused());

        Assert.Equal(path, fault.Path);
        Assert.Contains(remedy, fault.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("project_path", "projectPath")]
    [InlineData("projectpath", "projectPath")]
    [InlineData("prompts", "promptsByStyle")]
    [InlineData("option", "options")]
    public void Read_MisspeltTopLevelField_SuggestsTheRightOne(string written, string meant)
    {
        var fault = Assert.Single(new RequestBuilder().Without(meant).With(written, "x").Refused());

        Assert.Equal(($"$.{written}", $"Write '{meant}' if that is what you mean."), (fault.Path, fault.Remedy));
    }

    [Fact]
    public void Read_ManyFaults_AreAllFoundInOnePass()
    {
        var request = new RequestBuilder()
            .With("projectPath", "..")
            .WithStyle("cleer", RequestBuilder.Beat("1"))
            .WithStyle("clear", RequestBuilder.Beat("a/b", "", -1, ""), RequestBuilder.Beat("1.1"), RequestBuilder.Beat("1.1"))
            .WithOptions("""{"imageSize": "1k", "maxParallel": 0}""");

        Assert.Equal(
            [
                "$.projectPath",
                "$.promptsByStyle.cleer",
                "$.promptsByStyle.clear[0].shot_number",
                "$.promptsByStyle.clear[0].beat_number",
                "$.promptsByStyle.clear[0].transition_type",
                "$.promptsByStyle.clear[0].ai_prompt",
                "$.promptsByStyle.clear[2].beat_number",
                "$.options.imageSize",
                "$.options.maxParallel",
            ],
            request.Refused().Select(f => f.Path));
    }

    [Fact]
    public void Read_MoreFaultsThanListed_SaysHowManyMore()
    {
        var beats = Enumerable.Range(1, 130).Select(i => (JsonNode?)RequestBuilder.Beat($"{i}", prompt: "")).ToArray();

        var faults = new RequestBuilder().WithStyle("clear", beats).Refused();

        Assert.Equal(101, faults.Length);
        Assert.Equal(("$", "30 more faults are not listed."), (faults[100].Path, faults[100].Problem));
    }

    [Fact]
    public void Read_HundredsOfFieldsInOneObject_IsOneFault()
    {
        var fields = string.Join(',', Enumerable.Range(0, 200).Select(i => $"\"key{i}\":1"));

        Expect(new RequestBuilder().WithOptions($"{{{fields}}}"), "$.options", "There are 200 fields in one object.");
        Expect(
            new RequestBuilder().With("promptsByStyle", JsonNode.Parse($"{{\"clear\": [{{{fields}}}]}}")),
            "$.promptsByStyle.clear[0]",
            "There are 200 fields in one object.");
    }

    [Fact]
    public void Read_MoreFirstBeatsThanThereAre_IsOneFault() =>
        Expect(
            new RequestBuilder().WithOptions("""{"first": [1, 2, 3, 4, 5]}"""), "$.options.first", "'first' names 5 beats; there are 3.");

    [Fact]
    public void Read_HostileNamesAndValues_AreShownShortAndWithoutControlCharacters()
    {
        var request = new RequestBuilder()
            .With("promptsByStyle", new JsonObject { ["\u001b[31m'\u202e" + new string('z', 5000)] = new JsonArray() })
            .WithOptions($$"""{"model": "\u001b]0;{{new string('y', 5000)}}"}""");

        Assert.All(request.Refused(), f =>
        {
            Assert.DoesNotContain((f.Path + f.Problem + f.Remedy).ToCharArray(), c => char.IsControl(c) || c == '\u202e');
            Assert.True(f.Path.Length < 100 && f.Problem.Length < 100, f.ToString());
        });
    }

    private static void Expect(RequestBuilder request, string path, string problem)
    {
        var fault = Assert.Single(request.Refused());
        Assert.Equal((path, problem), (fault.Path, fault.Problem));
        Assert.NotEmpty(fault.Remedy);
    }
}
