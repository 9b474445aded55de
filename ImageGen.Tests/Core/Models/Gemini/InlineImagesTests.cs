using static ImageGen.Tests.Core.Models.Gemini.AnswerBodies;

namespace ImageGen.Tests.Core.Models.Gemini;

/// <summary>Which image of an answer is taken.</summary>
public sealed class InlineImagesTests
{
    [Fact]
    public void Read_ImageWithUsage_IsThatImage()
    {
        var image = Assert.IsType<ModelAnswer.Image>(Read(200, """
            {"candidates": [{"content": {"role": "model", "parts": [{"text": "Here."}, %IMAGE%]}, "finishReason": "STOP"}],
             "usageMetadata": {"promptTokenCount": 20, "candidatesTokenCount": 1130, "thoughtsTokenCount": 100, "totalTokenCount": 1250,
               "candidatesTokensDetails": [{"modality": "TEXT", "tokenCount": 10}, {"modality": "IMAGE", "tokenCount": 1120}]}}
            """.Replace("%IMAGE%", Image("image/jpeg"), StringComparison.Ordinal)));

        Assert.Equal(Convert.FromBase64String(Png), image.Bytes.ToArray());
        Assert.Equal("image/jpeg", image.MediaType);
        Assert.Equal(new TokenUsage(20, 1130, 1250, 1120, 100), image.Usage);
    }

    [Theory]
    [InlineData("""[{"candidates": [{"content": {"parts": [%LAST%]}}]}]""")]
    [InlineData("""{"candidates": [{"content": {"parts": [%FIRST%, {"text": "or"}, %LAST%, {"text": "done"}]}}]}""")]
    [InlineData("""{"candidates": [{"content": {"parts": [%FIRST%]}}, {"content": {"parts": [%LAST%]}}]}""")]
    [InlineData(
        """{"candidates": [{"content": {"parts": [%LAST%]}}, {"content": {"parts": [%FIRST%]}, "finishReason": "IMAGE_SAFETY"}]}""")]
    [InlineData("""{"candidates": [{"content": {"parts": [%LAST%, {"thought": true, "inlineData": {"mimeType": "image/png", "data": "AAAA"}}]}}]}""")]
    [InlineData("""{"candidates": [{"content": {"parts": [%LAST%, {"inlineData": {"mimeType": "audio/wav", "data": "AAAA"}}]}}]}""")]
    [InlineData("""{"candidates": [{"content": {"parts": [%LAST%, {"inlineData": {"mimeType": "image/png", "data": ""}}]}}]}""")]
    [InlineData("""{"candidates": [{"content": {"parts": [%LAST%, 5, null, [], {"inlineData": 7}, {"inlineData": {}}]}}, "x", null]}""")]
    [InlineData("""{"candidates": [{"content": {"parts": [{"inline_data": {"mime_type": "image/webp", "data": "iVBORw0KGgo="}}]}}]}""")]
    [InlineData(
        """{"candidates": [{"finishReason": "MAX_TOKENS", "content": {"parts": [%LAST%]}}], "promptFeedback": {"blockReason": "OTHER"}}""")]
    public void Read_SeveralPartsOrCandidates_TakesTheLastImage(string json)
    {
        var body = json.Replace("%FIRST%", Image("image/png", "AAAA"), StringComparison.Ordinal)
            .Replace("%LAST%", Image("image/webp"), StringComparison.Ordinal);

        var image = Assert.IsType<ModelAnswer.Image>(Read(200, body));

        Assert.Equal(("image/webp", Png), (image.MediaType, Convert.ToBase64String(image.Bytes.Span)));
    }

    [Fact]
    public void Read_ImageWithoutAType_IsTaken() => Assert.Equal(
        Png,
        Convert.ToBase64String(Assert.IsType<ModelAnswer.Image>(
            Read(200, $$$"""{"candidates": [{"content": {"parts": [{"inlineData": {"data": "{{{Png}}}"}}]}}]}""")).Bytes.Span));

    [Fact]
    public void Read_ImageThatIsNoBase64_IsBroken() =>
        Failed(
            FailureKind.BrokenImage,
            "BASE64",
            Read(
                200,
                """{"candidates": [{"content": {"parts": [%IMAGE%]}}]}""".Replace(
                    "%IMAGE%", Image("image/png", "!!"), StringComparison.Ordinal)));
}
