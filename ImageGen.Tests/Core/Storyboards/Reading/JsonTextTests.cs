namespace ImageGen.Tests.Core.Storyboards.Reading;

/// <summary>Text that is not Unicode, or not fit to be shown.</summary>
public sealed class JsonTextTests
{
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
}
