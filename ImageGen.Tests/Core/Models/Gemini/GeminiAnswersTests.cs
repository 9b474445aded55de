using System.Text;
using ImageGen.Core.Models;
using ImageGen.Core.Models.Gemini;

namespace ImageGen.Tests.Core.Models.Gemini;

public sealed class GeminiAnswersTests
{
    private const string Png = "iVBORw0KGgo=";
    private static readonly ApiKey Key = new("clear-1", "test-key-secret-1");
    private static readonly ImageRequest Request = new(
        "gemini-3.1-flash-image", "A grumpy walrus plays the violin on an iceberg.", [], null, null);

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

    [Fact]
    public void Read_UsageWithDetailsOnly_AddsThemUp()
    {
        var answer = Read(200, """
            {"usageMetadata": {"promptTokensDetails": [{"modality": "TEXT", "tokenCount": 8}, {"modality": "IMAGE", "tokenCount": 560}],
              "candidatesTokensDetails": [{"modality": "IMAGE", "tokenCount": 1120}, {"modality": "TEXT", "tokenCount": 3}], "thoughtsTokenCount": 268}}
            """);

        Assert.Equal(new TokenUsage(568, 1123, 1959, 1120, 268), Assert.IsType<ModelAnswer.NoImage>(answer).Usage);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"candidates": []}""")]
    [InlineData("""{"candidates": {}, "promptFeedback": 3, "usageMetadata": []}""")]
    [InlineData("""{"candidates": [1, null, "x", [], {"content": 5, "finishReason": {}}]}""")]
    [InlineData("""{"\ud800": 1, "candidates": [{"\udc00": 2}]}""")]
    [InlineData("""{"candidates": [{"content": {"parts": {"a": 1}}}], "promptFeedback": {"blockReason": "\ud800"}}""")]
    [InlineData("""{"usageMetadata": {"promptTokenCount": "many", "candidatesTokenCount": -5, "totalTokenCount": 1e300, "candidatesTokensDetails": 1}}""")]
    public void Read_UnexpectedTypes_IsAnAnswerWithoutImage(string json) => Failed(FailureKind.NoImage, "NO_IMAGE", Read(200, json));

    /// <summary>Each may be, all together are more than a number holds.</summary>
    [Fact]
    public void Read_TokensThatAddUpToNonsense_AreNotTold()
    {
        var details = string.Join(',', Enumerable.Repeat("""{"modality": "IMAGE", "tokenCount": 100000000}""", 30));

        var answer = Read(200, $$$"""{"usageMetadata": {"candidatesTokensDetails": [{{{details}}}]}}""");

        Assert.Null(Assert.IsType<ModelAnswer.NoImage>(answer).Usage!.CandidateImage);
    }

    /// <summary>A parsed value takes many times its two bytes.</summary>
    [Fact]
    public void Read_MillionsOfValues_IsNotParsed()
    {
        var body = Encoding.ASCII.GetBytes($"[{string.Concat(Enumerable.Repeat("0,", 4_000_000))}0]");
        Read(200, "{}");
        var before = GC.GetAllocatedBytesForCurrentThread();

        var answer = GeminiAnswers.Read(200, body, Request, Key);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
        Assert.Equal(FailureKind.Unanswered, Assert.IsType<ModelAnswer.NoImage>(answer).Why.Kind);
    }

    [Theory]
    [InlineData(200, "", FailureKind.Unanswered)]
    [InlineData(200, "<html>Sign in</html>", FailureKind.Transient)]
    [InlineData(200, "{\"candidates\": [{\"content\"", FailureKind.Unanswered)]
    [InlineData(200, "[{\"candidates\": [", FailureKind.Unanswered)]
    [InlineData(200, "upstream connect error", FailureKind.Transient)]
    [InlineData(402, "<html>", FailureKind.CreditExhausted)]
    [InlineData(200, "7", FailureKind.Transient)]
    [InlineData(200, "[]", FailureKind.Transient)]
    [InlineData(204, "", FailureKind.Transient)]
    [InlineData(302, "<html>", FailureKind.Transient)]
    [InlineData(307, "{}", FailureKind.Transient)]
    [InlineData(400, "<html>", FailureKind.Transient)]
    [InlineData(403, "<html>Blocked by policy</html>", FailureKind.Transient)]
    [InlineData(407, "", FailureKind.Transient)]
    [InlineData(404, "<html>", FailureKind.ModelUnavailable)]
    [InlineData(413, "<html>", FailureKind.InvalidRequest)]
    [InlineData(428, "<html>", FailureKind.Transient)]
    [InlineData(429, "<html>", FailureKind.SpendLimited)]
    [InlineData(429, "", FailureKind.SpendLimited)]
    [InlineData(500, "", FailureKind.Transient)]
    [InlineData(502, "<html>Bad gateway</html>", FailureKind.Transient)]
    [InlineData(503, "upstream connect error", FailureKind.Transient)]
    [InlineData(504, "", FailureKind.Transient)]
    public void Read_BodyThatIsNotGooglesJson_IsJudgedByItsStatus(int status, string body, FailureKind kind) =>
        Failed(kind, status.ToString(System.Globalization.CultureInfo.InvariantCulture), Read(status, body));

    [Fact]
    public void Read_DeepNesting_IsUnreadable() =>
        Failed(FailureKind.Unanswered, "200", Read(200, new string('[', 100_000)));

    [Fact]
    public void Read_ErrorWithStatus200_IsThatError() =>
        Failed(
            FailureKind.Transient,
            "UNAVAILABLE",
            Read(200, """{"error": {"code": 503, "status": "UNAVAILABLE", "message": "Overloaded."}}"""));

    [Fact]
    public void Read_RandomBytes_NeverThrows()
    {
        var random = new Random(99);
        var seeds = new[]
        {
            """{"candidates": [{"content": {"parts": [%IMAGE%]}, "finishReason": "STOP"}], "usageMetadata": {"promptTokenCount": 1}}"""
                .Replace("%IMAGE%", Image("image/png"), StringComparison.Ordinal),
            """{"error": {"code": 429, "status": "X", "message": "limit: 5. Please retry in 43.7s.", "details": [{"violations": [{"quotaId": "PerMinute", "quotaValue": "10"}]}, {"retryDelay": "47s"}]}}""",
        };
        for (var round = 0; round < 20_000; round++)
        {
            var bytes = Encoding.UTF8.GetBytes(seeds[round % seeds.Length]);
            for (var i = random.Next(1, 5); i > 0; i--)
            {
                bytes[random.Next(bytes.Length)] = random.Next(2) == 0 ? (byte)"\"{}[]:,0s.\\"[random.Next(11)] : (byte)random.Next(256);
            }

            Assert.NotNull(GeminiAnswers.Read(random.Next(2) == 0 ? 200 : random.Next(100, 600), bytes, Request, Key));
        }
    }

    private static ModelFailure Failed(FailureKind kind, string code, ModelAnswer answer)
    {
        var why = Assert.IsType<ModelAnswer.NoImage>(answer).Why;
        Assert.Equal((kind, code), (why.Kind, why.Code));
        Assert.True(why.Reason[^1] is '.' or '"', why.Reason);
        return why;
    }

    private static string Image(string mediaType, string data = Png) =>
        $$"""{"inlineData": {"mimeType": "{{mediaType}}", "data": "{{data}}"} }""";

    private static ModelAnswer Read(int status, string body) => GeminiAnswers.Read(status, Encoding.UTF8.GetBytes(body), Request, Key);
}
