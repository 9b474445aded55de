using ImageGen.Core.Models.Gemini;
using static ImageGen.Tests.Core.Models.Gemini.SentCall;

namespace ImageGen.Tests.Core.Models.Gemini;

/// <summary>Google's JSON of an error, and what it is read as.</summary>
internal static class ErrorBodies
{
    public const string Intro = "You exceeded your current quota, please check your plan and billing details.";
    public const string Minute = "GenerateRequestsPerMinutePerProjectPerModel";
    public const string Day = "GenerateRequestsPerDayPerProjectPerModel-FreeTier";

    public static (FailureKind, TimeSpan?) KindAndDelay(ModelFailure why) => (why.Kind, why.RetryAfter);

    public static ModelFailure Read(int status, string word, string message, params JsonObject[] details) =>
        Rest(status, word, message, Request, details);

    public static ModelFailure Rest(int status, string word, string message, ImageRequest request, params JsonObject[] details)
    {
        var error = new JsonObject { ["code"] = status, ["message"] = message, ["status"] = word };
        if (details.Length > 0)
        {
            error["details"] = new JsonArray([.. details.Select(d => d.DeepClone())]);
        }

        return Failure(GeminiAnswers.Read(status, JsonSerializer.SerializeToUtf8Bytes(new JsonObject { ["error"] = error }), request, Key));
    }

    public static ModelFailure Failure(ModelAnswer answer) => Assert.IsType<ModelAnswer.NoImage>(answer).Why;

    public static JsonObject Quota(params (string Id, string? Value)[] violations) => new()
    {
        ["@type"] = "type.googleapis.com/google.rpc.QuotaFailure",
        ["violations"] = new JsonArray([.. violations.Select(v => new JsonObject { ["quotaId"] = v.Id, ["quotaValue"] = v.Value })]),
    };

    public static JsonObject Help() => new()
    {
        ["@type"] = "type.googleapis.com/google.rpc.Help",
        ["links"] = new JsonArray(new JsonObject { ["url"] = "https://ai.google.dev/gemini-api/docs/billing" }),
    };

    public static JsonObject Retry(string delay) =>
        new() { ["@type"] = "type.googleapis.com/google.rpc.RetryInfo", ["retryDelay"] = delay };

    public static JsonObject Info(string reason) =>
        new() { ["@type"] = "type.googleapis.com/google.rpc.ErrorInfo", ["reason"] = reason, ["domain"] = "googleapis.com" };
}
