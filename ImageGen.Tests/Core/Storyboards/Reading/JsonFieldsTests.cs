namespace ImageGen.Tests.Core.Storyboards.Reading;

/// <summary>Fields that are missing, misspelt, written twice or far too many.</summary>
public sealed class JsonFieldsTests
{
    [Theory]
    [InlineData("projectPath", "$", "'projectPath' is missing.")]
    [InlineData("promptsByStyle", "$", "'promptsByStyle' is missing.")]
    public void Read_MissingField_IsNamed(string field, string path, string problem) =>
        RequestBuilder.Expect(new RequestBuilder().Without(field), path, problem);

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
    public void Read_HundredsOfFieldsInOneObject_IsOneFault()
    {
        var fields = string.Join(',', Enumerable.Range(0, 200).Select(i => $"\"key{i}\":1"));

        RequestBuilder.Expect(new RequestBuilder().WithOptions($"{{{fields}}}"), "$.options", "There are 200 fields in one object.");
        RequestBuilder.Expect(
            new RequestBuilder().With("promptsByStyle", JsonNode.Parse($"{{\"clear\": [{{{fields}}}]}}")),
            "$.promptsByStyle.clear[0]",
            "There are 200 fields in one object.");
    }
}
