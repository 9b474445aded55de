using ImageGen.Core.Models.Gemini;
using static ImageGen.Tests.Core.Models.Gemini.AnswerBodies;
using static ImageGen.Tests.Core.Models.Gemini.SentCall;

namespace ImageGen.Tests.Core.Models.Gemini;

/// <summary>Answers that are not as they should be, and what they cost.</summary>
public sealed class GeminiAnswersTests
{
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
}
