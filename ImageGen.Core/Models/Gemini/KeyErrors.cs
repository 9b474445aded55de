namespace ImageGen.Core.Models.Gemini;

/// <summary>Refusals that a key, or the project behind it, is the reason of.</summary>
internal static class KeyErrors
{
    private const string NewKey = "Put another in its place; keys are made at https://aistudio.google.com/apikey.";
    private const string OtherKey = "Fix that, or use another key.";

    /// <summary>The failure; null when the key has no part in it.</summary>
    /// <param name="error">The answer.</param>
    /// <param name="key">The key that was sent.</param>
    /// <param name="said">The service's words, as <see cref="ServiceMessages.Quote"/> returns them; may be empty.</param>
    /// <param name="code">The service's word.</param>
    public static ModelFailure? Explain(GeminiError error, ApiKey key, string said, string code)
    {
        var (why, remedy) = Why(error, key, code);
        return why is null ? null : new ModelFailure(FailureKind.InvalidKey, $"{why}{said} {remedy}", Code: code);
    }

    private static (string? Why, string Remedy) Why(GeminiError error, ApiKey key, string code) => error.Reasons switch
    {
        _ when Mentions(error, "reported as leaked") => ($"Key {key.Id} was reported as leaked and is blocked.", NewKey),
        _ when Mentions(error, "API key expired") => ($"Key {key.Id} has expired.", NewKey),
        var r when r.Contains("API_KEY_INVALID") => ($"Key {key.Id} is not valid.", NewKey),
        var r when r.Contains("SERVICE_DISABLED") => (
            $"The project of key {key.Id} has the Gemini API (Generative Language API) turned off.", "Turn it on, or use another key."),
        var r when r.Contains("BILLING_DISABLED") => ($"The project of key {key.Id} has no billing.", "Turn it on, or use another key."),
        _ when Mentions(error, "dunning") =>
            ($"The project of key {key.Id} is blocked because its billing account has unpaid invoices.", OtherKey),
        var r when r.Contains("CONSUMER_SUSPENDED") || Mentions(error, "has been suspended") =>
            ($"The project of key {key.Id} is suspended.", NewKey),
        _ when Mentions(error, "denied access") => ($"Google denies the project of key {key.Id} access.", NewKey),
        var r when r.Any(x => x.StartsWith("API_KEY_", StringComparison.Ordinal) && x.EndsWith("_BLOCKED", StringComparison.Ordinal)) => (
            $"Key {key.Id} is restricted (to other APIs, addresses or applications).", "Lift the restriction, or use another key."),
        _ when Mentions(error, "API key not") || Mentions(error, "pass a valid API key") => ($"Key {key.Id} is not valid.", NewKey),
        _ when error.HttpStatus is 401 or 403 || error.Status is "PERMISSION_DENIED" or "UNAUTHENTICATED" =>
            ($"The service refuses key {key.Id} ({code}).", NewKey),
        _ => (null, NewKey),
    };

    private static bool Mentions(GeminiError error, string words) => error.Message.Contains(words, StringComparison.OrdinalIgnoreCase);
}
