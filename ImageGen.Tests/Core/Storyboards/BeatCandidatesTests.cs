namespace ImageGen.Tests.Core.Storyboards;

/// <summary>How many images of a beat a storyboard asks for.</summary>
public sealed class BeatCandidatesTests
{
    [Fact]
    public void Read_RunStyleAndBeat_AreTaken()
    {
        var read = Read("3", "\"candidates\": 2, \"candidatesByStyle\": {\"clear\": 4}");

        var storyboard = Assert.IsType<StoryboardReadResult.Accepted>(read).Storyboard;
        Assert.Equal((2, 4), (storyboard.Options.Candidates, storyboard.Options.CandidatesByStyle![ImageStyle.Clear]));
        Assert.Equal(3, storyboard.BeatsOf(ImageStyle.Clear)[0].Candidates);
    }

    [Fact]
    public void Read_NoneAsked_IsNull()
    {
        var storyboard = Assert.IsType<StoryboardReadResult.Accepted>(
            Read("null", "\"overwrite\": false, \"candidatesByStyle\": {}")).Storyboard;

        Assert.Null(storyboard.Options.Candidates);
        Assert.Null(storyboard.Options.CandidatesByStyle);
        Assert.Null(storyboard.BeatsOf(ImageStyle.Clear)[0].Candidates);
    }

    [Theory]
    [InlineData("0", "\"candidates\": 1", "$.promptsByStyle.clear[0].candidates")]
    [InlineData("5", "\"candidates\": 1", "$.promptsByStyle.clear[0].candidates")]
    [InlineData("1.5", "\"candidates\": 1", "$.promptsByStyle.clear[0].candidates")]
    [InlineData("\"2\"", "\"candidates\": 1", "$.promptsByStyle.clear[0].candidates")]
    [InlineData("1", "\"candidates\": 5", "$.options.candidates")]
    [InlineData("1", "\"candidates\": true", "$.options.candidates")]
    [InlineData("1", "\"candidates\": {\"clear\": 2}", "$.options.candidates")]
    [InlineData("1", "\"candidatesByStyle\": 2", "$.options.candidatesByStyle")]
    [InlineData("1", "\"candidatesByStyle\": {\"clear\": 0}", "$.options.candidatesByStyle.clear")]
    [InlineData("1", "\"candidatesByStyle\": {\"blurred\": 2}", "$.options.candidatesByStyle.blurred")]
    public void Read_AnythingElse_IsAFaultAtItsPlace(string beat, string options, string path)
    {
        var fault = Assert.Single(Assert.IsType<StoryboardReadResult.Refused>(Read(beat, options)).Faults);

        Assert.EndsWith(path[2..], fault.Path, StringComparison.Ordinal);
    }

    private static StoryboardReadResult Read(string beat, string options) => StoryboardReader.Read(Encoding.UTF8.GetBytes(
        "{\"projectPath\": \"tale\", \"promptsByStyle\": {\"clear\": [{\"shot_number\": 1, \"beat_number\": \"1.1\", \"transition_type\": "
            + "\"H\", "
        + $"\"ai_prompt\": \"A hare.\", \"candidates\": {beat}}}]}}, \"options\": {{{options}}}}}"));
}
