namespace ImageGen.Tests.Core.Storyboards.Reading;

/// <summary>Faults of one beat.</summary>
public sealed class BeatReaderTests
{
    private const string Second = "$.promptsByStyle.clear[1]";

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
        RequestBuilder.Expect(new RequestBuilder().WithBeatField(field, json), $"{Second}.{field}", problem);

    [Theory]
    [InlineData("shot_number")]
    [InlineData("beat_number")]
    [InlineData("transition_type")]
    [InlineData("ai_prompt")]
    public void Read_MissingFieldOfABeat_IsAFaultWithARemedy(string field) =>
        RequestBuilder.Expect(new RequestBuilder().WithoutBeatField(field), Second, $"'{field}' is missing.");

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
}
