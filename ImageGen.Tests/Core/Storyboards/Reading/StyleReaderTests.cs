namespace ImageGen.Tests.Core.Storyboards.Reading;

/// <summary>Faults of <c>promptsByStyle</c>.</summary>
public sealed class StyleReaderTests
{
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
        RequestBuilder.Expect(new RequestBuilder().With("promptsByStyle", JsonNode.Parse(json)), path, problem);

    [Fact]
    public void Read_DuplicateBeat_NamesBothPlaces()
    {
        var request = new RequestBuilder().WithStyle(
            "clear", RequestBuilder.Beat("1.a"), RequestBuilder.Beat("2"), RequestBuilder.Beat("Beat_1.A"));

        RequestBuilder.Expect(request, "$.promptsByStyle.clear[2].beat_number", "Beat 1.A is at $.promptsByStyle.clear[0] already.");
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
}
