using ImageGen.Core.Models.Gemini;
using static ImageGen.Tests.Core.Models.Gemini.ErrorBodies;
using static ImageGen.Tests.Core.Models.Gemini.SentCall;

namespace ImageGen.Tests.Core.Models.Gemini;

/// <summary>Faults of the service and of a request, and errors that are not as they should be.</summary>
public sealed class GeminiErrorsTests
{
    [Fact]
    public void Read_RequestTooLarge_SaysSo() => Assert.Equal(
        "The request is too large for the service. Use smaller reference images or a shorter prompt.", Read(
            413, "INVALID_ARGUMENT", "Too large.").Reason);

    [Theory]
    [InlineData(408, "DEADLINE_EXCEEDED")]
    [InlineData(409, "ABORTED")]
    [InlineData(499, "CANCELLED")]
    [InlineData(500, "INTERNAL")]
    [InlineData(502, "UNAVAILABLE")]
    [InlineData(503, "UNAVAILABLE")]
    [InlineData(504, "DEADLINE_EXCEEDED")]
    [InlineData(529, "OVERLOADED")]
    public void Read_FaultOfTheService_IsTransient(int status, string word) =>
        Assert.Equal((FailureKind.Transient, TimeSpan.FromSeconds(3)), KindAndDelay(Read(status, word, "Try later.", Retry("3s"))));

    [Fact]
    public void Read_RefusedRequest_SaysWhichFieldAndWhy()
    {
        var why = Read(400, "INVALID_ARGUMENT", "Invalid value at 'image_size'.", new JsonObject
        {
            ["@type"] = "type.googleapis.com/google.rpc.BadRequest",
            ["fieldViolations"] = new JsonArray(
                new JsonObject { ["field"] = "generation_config.image_config.image_size", ["description"] = "x" },
                new JsonObject { ["field"] = "<b>" },
                new JsonObject { ["field"] = 7 }),
        });

        Assert.Equal(FailureKind.InvalidRequest, why.Kind);
        Assert.Equal(
            "The service refuses the request because of generation_config.image_config.image_size. It says: \"Invalid value at "
                + "'image_size'.\"", why.Reason);
    }

    [Theory]
    [InlineData("""{"error": {"code": "x", "message": 5, "status": [], "details": {}}}""")]
    [InlineData("""{"error": {"details": [1, null, "x", {"violations": 5}, {"violations": [7, {}]}, {"retryDelay": 47}, {"fieldViolations": {}}]}}""")]
    [InlineData("""{"error": {"message": "\ud800", "status": "lower case"}}""")]
    public void Read_ErrorOfUnexpectedTypes_IsJudgedByItsStatus(string body)
    {
        Assert.Equal(FailureKind.SpendLimited, Failure(GeminiAnswers.Read(429, Encoding.UTF8.GetBytes(body), Request, Key)).Kind);
        Assert.Equal(
            (FailureKind.Transient, "503"),
            (Failure(GeminiAnswers.Read(503, Encoding.UTF8.GetBytes(body), Request, Key)) is var why ? why.Kind : default, why.Code));
    }

    [Fact]
    public void Read_RetryAfterHeader_CountsLikeADelayInTheBody()
    {
        var body = """{"error": {"code": 503, "status": "UNAVAILABLE", "message": "Overloaded."}}"""u8.ToArray();

        Assert.Equal(TimeSpan.FromSeconds(9), Failure(GeminiAnswers.Read(503, body, Request, Key, TimeSpan.FromSeconds(9))).RetryAfter);
        Assert.Equal(TimeSpan.FromSeconds(9), Failure(GeminiAnswers.Read(503, default, Request, Key, TimeSpan.FromSeconds(9))).RetryAfter);
        Assert.Equal(TimeSpan.FromDays(1), Failure(GeminiAnswers.Read(503, body, Request, Key, TimeSpan.FromDays(400))).RetryAfter);
    }
}
