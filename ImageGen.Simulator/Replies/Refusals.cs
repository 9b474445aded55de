using System.Text.Json.Nodes;

namespace ImageGen.Simulator.Replies;

/// <summary>Errors other than 429, in the words of the service.</summary>
internal static class Refusals
{
    private const string Service = "generativelanguage.googleapis.com";

    private const string PrepaidWords =
        "Your prepayment credits are depleted. Please go to AI Studio at https://ai.studio/projects to manage your project and billing. "
        + "Learn more at https://ai.google.dev/gemini-api/docs/billing#prepay.";

    public static GoogleError InvalidArgument(string message) => new(400, "INVALID_ARGUMENT", message, Outcomes.InvalidRequest);

    public static GoogleError BodyTooLarge(int limit) => InvalidArgument($"Request payload size exceeds the limit: {limit} bytes.");

    public static GoogleError BadRequest(IReadOnlyList<(string Field, string Description)> violations)
    {
        var fields = violations.Select(JsonNode? (v) => v.Field.Length == 0
            ? new JsonObject { ["description"] = v.Description }
            : new JsonObject { ["field"] = v.Field, ["description"] = v.Description });
        var detail = new JsonObject
        {
            ["@type"] = "type.googleapis.com/google.rpc.BadRequest",
            ["fieldViolations"] = new JsonArray([.. fields]),
        };
        return new(400, "INVALID_ARGUMENT", string.Join('\n', violations.Select(v => v.Description)), Outcomes.InvalidRequest, detail);
    }

    public static GoogleError NoKey() => new(
        403,
        "PERMISSION_DENIED",
        "Method doesn't allow unregistered callers (callers without established identity). "
        + "Please use API Key or other form of API consumer identity to call this API.",
        Outcomes.NoKey);

    public static GoogleError InvalidKey() => KeyError("API key not valid. Please pass a valid API key.");

    public static GoogleError ExpiredKey() => KeyError("API key expired. Please renew the API key.");

    public static GoogleError LeakedKey() => new(
        403, "PERMISSION_DENIED", "Your API key was reported as leaked. Please use another API key.", Outcomes.InvalidKey);

    public static GoogleError ServiceDisabled(string project) => new(
        403,
        "PERMISSION_DENIED",
        $"Generative Language API has not been used in project {project} before or it is disabled.",
        Outcomes.InvalidKey,
        ErrorInfo("SERVICE_DISABLED"));

    public static GoogleError UnknownModel(string id) => new(
        404,
        "NOT_FOUND",
        SimulatedModel.WasShutDown(id)
            ? $"This model models/{id} is no longer available. "
                + "Please update your code to use a newer model for the latest features and improvements."
            : $"models/{id} is not found for API version v1beta, or is not supported for generateContent. "
                + "Call ListModels to see the list of available models and their supported methods.",
        Outcomes.UnknownModel);

    public static GoogleError LostModel(string id) => new(
        404,
        "NOT_FOUND",
        $"This model models/{id} is no longer available to new users. Please update your code to use a newer model.",
        Outcomes.UnknownModel);

    public static GoogleError Location() =>
        new(400, "FAILED_PRECONDITION", "User location is not supported for the API use.", "location");

    public static GoogleError Prepaid() => new(402, "RESOURCE_EXHAUSTED", PrepaidWords, Outcomes.Prepaid);

    public static GoogleError PrepaidAsBare429() => new(429, "RESOURCE_EXHAUSTED", PrepaidWords, Outcomes.Prepaid);

    public static GoogleError Overloaded() => new(
        503,
        "UNAVAILABLE",
        "This model is currently experiencing high demand. Spikes in demand are usually temporary. Please try again later.",
        Outcomes.Overload);

    public static GoogleError Internal() => new(
        500,
        "INTERNAL",
        "An internal error has occurred. Please retry or report in https://developers.generativeai.google/guide/troubleshooting",
        "internal-error");

    public static GoogleError Unavailable() => new(503, "UNAVAILABLE", "The model is overloaded. Please try again later.", "unavailable");

    public static GoogleError DeadlineExceeded() => new(
        504, "DEADLINE_EXCEEDED", "Deadline expired before operation could complete.", "deadline-exceeded");

    public static SimulatedReply UnknownPath() => SimulatedReply.Html(
        404,
        "<!DOCTYPE html><html lang=en><title>Error 404 (Not Found)</title><p>The requested URL was not found on this server.",
        Outcomes.UnknownPath);

    private static GoogleError KeyError(string message) => new(
        400,
        "INVALID_ARGUMENT",
        message,
        Outcomes.InvalidKey,
        ErrorInfo("API_KEY_INVALID"),
        new JsonObject
        {
            ["@type"] = "type.googleapis.com/google.rpc.LocalizedMessage",
            ["locale"] = "en-US",
            ["message"] = message,
        });

    private static JsonObject ErrorInfo(string reason) => new()
    {
        ["@type"] = "type.googleapis.com/google.rpc.ErrorInfo",
        ["reason"] = reason,
        ["domain"] = "googleapis.com",
        ["metadata"] = new JsonObject { ["service"] = Service },
    };
}
