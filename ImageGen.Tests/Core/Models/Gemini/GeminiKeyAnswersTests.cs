using ImageGen.Core.Models.Gemini;

namespace ImageGen.Tests.Core.Models.Gemini;

public sealed class GeminiKeyAnswersTests
{
    private const string Model = "gemini-nano-banana-2.1";
    private static readonly ApiKey Key = new("clear-1", "test-key-secret-1");

    [Theory]
    [InlineData(400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key.", KeyStatus.Invalid)]
    [InlineData(400, "INVALID_ARGUMENT", "API key expired. Please renew the API key.", KeyStatus.Invalid)]
    [InlineData(401, "UNAUTHENTICATED", "Request had invalid authentication credentials.", KeyStatus.Invalid)]
    [InlineData(403, "PERMISSION_DENIED", "Your API key was reported as leaked.", KeyStatus.Blocked)]
    [InlineData(403, "PERMISSION_DENIED", "Your project has been denied access. Please contact support.", KeyStatus.Blocked)]
    [InlineData(400, "INVALID_ARGUMENT", "Your project has been denied access.", KeyStatus.Blocked)]
    [InlineData(402, "RESOURCE_EXHAUSTED", "Your prepay credit is used up.", KeyStatus.Blocked)]
    [InlineData(400, "FAILED_PRECONDITION", "User location is not supported for the API use.", KeyStatus.Blocked)]
    [InlineData(404, "NOT_FOUND", "This model is no longer available to new users.", KeyStatus.ModelUnavailable)]
    [InlineData(429, "RESOURCE_EXHAUSTED", "Resource has been exhausted (e.g. check quota).", KeyStatus.Works)]
    [InlineData(503, "UNAVAILABLE", "The service is currently unavailable.", KeyStatus.Unreachable)]
    [InlineData(400, "INVALID_ARGUMENT", "Something is odd.", KeyStatus.NotChecked)]
    public void Read_Error_IsItsStatusWithTheServicesWords(int status, string word, string message, KeyStatus expected)
    {
        var verdict = Read(status, $$$"""{"error": {"code": {{{status}}}, "status": "{{{word}}}", "message": "{{{message}}}"}}""");

        Assert.Equal(expected, verdict.Status);
        Assert.Contains($"It says: \"{message}\"", verdict.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain(Key.Value, verdict.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ModelOfTheKey_Works() =>
        Assert.Equal(new KeyCheckOutcome(KeyStatus.Works), Read(200, $$"""{"name": "models/{{Model}}", "version": "1"}"""));

    /// <summary>Proxies may lack the endpoint, which says nothing of the key.</summary>
    [Theory]
    [InlineData(404, "<html>Not found</html>", KeyStatus.NotChecked)]
    [InlineData(404, "{\"detail\": \"Not Found\"}", KeyStatus.NotChecked)]
    [InlineData(405, "", KeyStatus.NotChecked)]
    [InlineData(501, "", KeyStatus.NotChecked)]
    [InlineData(200, "<html>Sign in</html>", KeyStatus.NotChecked)]
    [InlineData(200, "[]", KeyStatus.NotChecked)]
    [InlineData(302, "", KeyStatus.NotChecked)]
    [InlineData(502, "<html>", KeyStatus.Unreachable)]
    public void Read_WhatIsNotGooglesOwn_SaysNothingOfTheKey(int status, string body, KeyStatus expected)
    {
        var verdict = Read(status, body);

        Assert.Equal(expected, verdict.Status);
        Assert.Contains("could not be checked", verdict.Reason, StringComparison.Ordinal);
    }

    private static KeyCheckOutcome Read(int status, string body) => GeminiKeyAnswers.Read(status, Encoding.UTF8.GetBytes(body), Model, Key);
}
