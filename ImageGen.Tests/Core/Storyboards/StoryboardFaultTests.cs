namespace ImageGen.Tests.Core.Storyboards;

/// <summary>Faults of the project path, and how many faults are listed.</summary>
public sealed class StoryboardFaultTests
{
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
        RequestBuilder.Expect(new RequestBuilder().With("projectPath", JsonNode.Parse(json)), "$.projectPath", problem);

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
}
