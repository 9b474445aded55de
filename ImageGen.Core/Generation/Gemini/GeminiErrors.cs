using System.Globalization;
using ImageGen.Core.Ports;

namespace ImageGen.Core.Generation.Gemini;

/// <summary>What an error answer means: the class, and a reason that a person can act on.</summary>
internal static class GeminiErrors
{
    private const string NewKey = "Put another in its place; keys are made at https://aistudio.google.com/apikey.";

    public static ModelFailure Explain(GeminiError error, ImageRequest request, ApiKey key)
    {
        var code = ServiceWords.Code(error.Status) ?? error.HttpStatus.ToString(CultureInfo.InvariantCulture);
        return error.HttpStatus switch
        {
            429 => QuotaErrors.Explain(error, request, key, code),
            408 or 409 or 425 or 499 or >= 500 => Transient(error, code),
            404 => new ModelFailure(
                FailureKind.ModelUnavailable,
                $"The service has no model '{request.Model}', or no longer: models are shut down. Choose another (ImageGen:Gemini:Model or --model).",
                Code: code),
            _ => Location(error, code) ?? Key(error, key, request, code) ?? Invalid(error, request, key, code),
        };
    }

    private static ModelFailure Transient(GeminiError error, string code) => new(
        FailureKind.Transient,
        error.HttpStatus switch
        {
            503 => "The service is overloaded (503).",
            504 => "The service took too long (504).",
            _ => $"The service has a fault of its own ({error.HttpStatus}).",
        },
        error.RetryDelay,
        code);

    /// <summary>No key and no beat could change it, so the run stops with this reason.</summary>
    private static ModelFailure? Location(GeminiError error, string code) =>
        error.Message.Contains("location is not supported", StringComparison.OrdinalIgnoreCase)
            ? new ModelFailure(FailureKind.ModelUnavailable, "Gemini cannot be used from this country or network. Run this where it can.", Code: code)
            : null;

    private static ModelFailure? Key(GeminiError error, ApiKey key, ImageRequest request, string code)
    {
        if (error.Status is "FAILED_PRECONDITION" && Says(error, "billing"))
        {
            return new ModelFailure(
                FailureKind.NotEntitled,
                $"The project of key {key.Id} may not use {request.Model} without billing. Turn billing on for it at https://aistudio.google.com.",
                Code: code);
        }

        var why = error.Reasons switch
        {
            _ when Says(error, "key was reported as leaked") => $"Key {key.Id} was reported as leaked and is blocked. {NewKey}",
            _ when Says(error, "API key expired") => $"Key {key.Id} has expired. {NewKey}",
            var r when r.Contains("API_KEY_INVALID") => $"Key {key.Id} is not valid. {NewKey}",
            var r when r.Contains("SERVICE_DISABLED") =>
                $"The project of key {key.Id} has the Gemini API (Generative Language API) turned off. Turn it on, or use another key.",
            var r when r.Contains("BILLING_DISABLED") => $"The project of key {key.Id} has no billing. Turn it on, or use another key.",
            var r when r.Contains("CONSUMER_SUSPENDED") => $"The project of key {key.Id} is suspended. {NewKey}",
            var r when r.Any(x => x.StartsWith("API_KEY_", StringComparison.Ordinal) && x.EndsWith("_BLOCKED", StringComparison.Ordinal)) =>
                $"Key {key.Id} is restricted (to other APIs, addresses or applications). Lift the restriction, or use another key.",
            _ when Says(error, "API key not") || Says(error, "pass a valid API key") => $"Key {key.Id} is not valid. {NewKey}",
            _ when error.HttpStatus is 401 or 402 or 403 => $"The service refuses key {key.Id} ({code}). {NewKey}",
            _ => null,
        };
        return why is null ? null : new ModelFailure(FailureKind.InvalidKey, why, Code: code);
    }

    private static ModelFailure Invalid(GeminiError error, ImageRequest request, ApiKey key, string code)
    {
        var words = new ServiceWords(request, key);
        var fields = error.Fields.Select(words.Name).OfType<string>().Distinct().Take(5).ToArray();
        var about = fields.Length == 0 ? "" : $" because of {string.Join(", ", fields)}";
        var said = words.Safe(error.Message) is { } text ? $" It says: {text}" : " Its words are withheld, for they repeat the request.";
        return new ModelFailure(
            FailureKind.InvalidRequest,
            error.HttpStatus == 413
                ? "The request is too large for the service. Use smaller reference pictures or a shorter prompt."
                : $"The service refuses the request{about}.{(error.Message.Length == 0 ? "" : said)}",
            Code: code);
    }

    private static bool Says(GeminiError error, string words) => error.Message.Contains(words, StringComparison.OrdinalIgnoreCase);
}
