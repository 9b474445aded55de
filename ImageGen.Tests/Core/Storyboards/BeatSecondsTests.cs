namespace ImageGen.Tests.Core.Storyboards;

public sealed class BeatSecondsTests
{
    [Theory]
    [InlineData("2.5", 2.5)]
    [InlineData("\"2.5\"", 2.5)]
    [InlineData("0.1", 0.1)]
    [InlineData("3600", 3600)]
    public void Read_Seconds_AreTheBeatsLength(string json, double seconds) =>
        Assert.Equal(
            (decimal)seconds,
            Assert.IsType<StoryboardReadResult.Accepted>(Read($", \"seconds\": {json}")).Storyboard.Styles[0].Beats[0].Seconds);

    [Theory]
    [InlineData("")]
    [InlineData(", \"seconds\": null")]
    public void Read_NoSeconds_IsNullAndNotStored(string field)
    {
        var storyboard = Assert.IsType<StoryboardReadResult.Accepted>(Read(field)).Storyboard;

        Assert.Null(storyboard.Styles[0].Beats[0].Seconds);
        Assert.DoesNotContain("seconds", Encoding.UTF8.GetString(ImageGenJson.Write(storyboard)), StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("0.05")]
    [InlineData("-1")]
    [InlineData("3600.1")]
    [InlineData("1e2")]
    [InlineData("\"two\"")]
    [InlineData("true")]
    public void Read_NoLength_IsAFaultAtItsPlace(string json) =>
        Assert.Equal(
            "$.promptsByStyle.clear[0].seconds",
            Assert.Single(Assert.IsType<StoryboardReadResult.Refused>(Read($", \"seconds\": {json}")).Faults).Path);

    private static StoryboardReadResult Read(string field) => StoryboardReader.Read(Encoding.UTF8.GetBytes(
        "{\"projectPath\": \"tale\", \"promptsByStyle\": {\"clear\": [{\"shot_number\": 1, \"beat_number\": \"1\", \"transition_type\": "
            + "\"H\", \"ai_prompt\": \"A hare.\""
        + field + "}]}}"));
}
