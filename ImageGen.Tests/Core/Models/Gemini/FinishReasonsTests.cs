using static ImageGen.Tests.Core.Models.Gemini.AnswerBodies;

namespace ImageGen.Tests.Core.Models.Gemini;

/// <summary>Answers without an image, and why there is none.</summary>
public sealed class FinishReasonsTests
{
    [Theory]
    [InlineData("SAFETY")]
    [InlineData("BLOCKLIST")]
    [InlineData("PROHIBITED_CONTENT")]
    [InlineData("SPII")]
    [InlineData("IMAGE_SAFETY")]
    [InlineData("IMAGE_PROHIBITED_CONTENT")]
    [InlineData("RECITATION")]
    [InlineData("IMAGE_RECITATION")]
    public void Read_BlockedByFinishReason_IsABlockOfTheOutput(string reason)
    {
        var why = Failed(
            FailureKind.ContentBlocked,
            reason,
            Read(200, $$"""{"candidates": [{"finishReason": "{{reason}}", "finishMessage": "Rephrase it."}]}"""));

        Assert.True(why.IsOutputBlock);
        Assert.Contains("It says: \"Rephrase it.\"", why.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("NO_IMAGE", "NO_IMAGE")]
    [InlineData("IMAGE_OTHER", "IMAGE_OTHER")]
    [InlineData("OTHER", "OTHER")]
    [InlineData("STOP", "STOP")]
    [InlineData("MAX_TOKENS", "MAX_TOKENS")]
    [InlineData("SOMETHING_NEW_IN_2027", "SOMETHING_NEW_IN_2027")]
    [InlineData("<script>alert(1)</script>", "NO_IMAGE")]
    public void Read_NoImageForAnotherReason_IsWorthATry(string reason, string code) =>
        Failed(FailureKind.NoImage, code, Read(200, $$"""{"candidates": [{"finishReason": "{{reason}}"}]}"""));

    /// <summary>To try again would be paid for and end the same way.</summary>
    [Fact]
    public void Read_OneOfSeveralCandidatesIsBlocked_IsFinal() => Failed(
        FailureKind.ContentBlocked,
        "IMAGE_SAFETY",
        Read(200, """{"candidates": [{"finishReason": "NO_IMAGE"}, {"finishReason": "IMAGE_SAFETY"}]}"""));

    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void Read_LongWordForAReason_IsShownUpToALength(int length, bool isShown)
    {
        var word = new string('A', length);

        Failed(FailureKind.NoImage, isShown ? word : "NO_IMAGE", Read(200, $$"""{"candidates": [{"finishReason": "{{word}}"}]}"""));
    }

    [Theory]
    [InlineData("{}", "The model's answer has no image.")]
    [InlineData("""{"candidates": [{"finishReason": "STOP"}]}""", "The model's answer has no image.")]
    [InlineData("""{"candidates": [{"content": {"parts": [{"text": " "}, {"text": "No."}, {"functionCall": {}}]}, "finishReason": "STOP"}]}""",
        "The model answered with text only, without an image.")]
    public void Read_NoImage_SaysWhetherThereWereWords(string json, string reason) =>
        Assert.StartsWith(
            reason, Failed(FailureKind.NoImage, json == "{}" ? "NO_IMAGE" : "STOP", Read(200, json)).Reason, StringComparison.Ordinal);

    [Fact]
    public void Read_TextOnly_SaysSoAndKeepsTheUsage()
    {
        var answer = Read(200, """
            {"candidates": [{"content": {"parts": [{"text": "I can describe it."}]}, "finishReason": "STOP"}], "usageMetadata": {"promptTokenCount": 9, "candidatesTokenCount": 5}}
            """);

        Assert.Contains("text only", Failed(FailureKind.NoImage, "STOP", answer).Reason, StringComparison.Ordinal);
        Assert.Equal(new TokenUsage(9, 5, 14), Assert.IsType<ModelAnswer.NoImage>(answer).Usage);
    }

    [Theory]
    [InlineData("PROHIBITED_CONTENT")]
    [InlineData("OTHER")]
    [InlineData("IMAGE_SAFETY")]
    [InlineData("A_NEW_ONE")]
    public void Read_PromptBlocked_IsABlockOfThePrompt(string reason)
    {
        var why = Failed(FailureKind.ContentBlocked, reason, Read(
            200, $$"""{"promptFeedback": {"blockReason": "{{reason}}", "blockReasonMessage": "It is against our terms."}, "usageMetadata": {} }"""));

        Assert.False(why.IsOutputBlock);
        Assert.Contains("It says: \"It is against our terms.\"", why.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"finishReason": "IMAGE_OTHER"}""", "The model made no image and gave no reason.")]
    [InlineData(
        """{"finishReason": "IMAGE_OTHER", "finishMessage": "Rephrase it."}""", "The model made no image. It says: \"Rephrase it.\"")]
    [InlineData(
        """{"finishReason": "OTHER", "content": {"parts": [{"text": "I am not able to."}]}}""",
        "The model made no image. It says: \"I am not able to.\"")]
    [InlineData("""{"finishReason": "STOP", "content": {"parts": [{"text": "Hidden.", "thought": true}, {"text": "No."}, {"text": "Never."}]}}""",
        "The model answered with text only, without an image. It says: \"No. Never.\"")]
    [InlineData("""{"finishReason": "STOP", "content": {"parts": [{"text": "I cannot show a Walrus. Describe another animal."}]}}""",
        "The model answered with text only, without an image. It says: \"… Describe another animal.\"")]
    [InlineData("""{"finishReason": "STOP", "content": {"parts": [{"text": "Walrus and violin!"}]}}""",
        "The model answered with text only, without an image. Its words are withheld because they repeat the request.")]
    public void Read_NoImageWithWords_ShowsWhatOfThemHoldsNothingOfThePrompt(string candidate, string reason)
    {
        var why = Assert.IsType<ModelAnswer.NoImage>(Read(200, $$"""{"candidates": [{{candidate}}]}""")).Why;

        Assert.StartsWith(reason + " If it happens again", why.Reason, StringComparison.Ordinal);
    }
}
