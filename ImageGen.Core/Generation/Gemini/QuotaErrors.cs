using ImageGen.Core.Ports;

namespace ImageGen.Core.Generation.Gemini;

/// <summary>What a 429 means. Several limits may be named at once: the one that lasts longest decides.</summary>
internal static class QuotaErrors
{
    public static ModelFailure Explain(GeminiError error, ImageRequest request, ApiKey key, string code)
    {
        var words = new ServiceWords(request, key);
        if (error.Quotas.Any(q => q.Limit == 0))
        {
            return new ModelFailure(
                FailureKind.NotEntitled,
                $"The project of key {key.Id} may not use {request.Model}: its limit is 0. Turn billing on for the project at "
                    + "https://aistudio.google.com, or use a key of another project.",
                Code: code);
        }

        if (Find(error, "PerDay", "per_day") is { } day)
        {
            // Its retry delay is that of the limit per minute.
            return new ModelFailure(
                FailureKind.RateLimitedPerDay,
                $"The project of key {key.Id} has used up its day for {request.Model}{Limit(day, words)}. The next begins at midnight Pacific time.",
                Code: code);
        }

        if (Find(error, "PerMinute", "per_minute") is { } minute)
        {
            return Cooling(error, key, code, $"reached a limit per minute{Limit(minute, words)}");
        }

        // A limit that nobody has heard of, with a time to wait, is waited for like one per minute.
        if (error.Quotas.Length > 0 && error.RetryDelay is not null && Find(error, "Spend", "Cost") is null)
        {
            return Cooling(error, key, code, $"reached a limit{Limit(error.Quotas[0], words)}");
        }

        return new ModelFailure(
            FailureKind.SpendLimited,
            $"The service takes no more calls from the project of key {key.Id} for now (429): its spend limit is reached, or the service is busy.",
            error.RetryDelay,
            code);
    }

    private static ModelFailure Cooling(GeminiError error, ApiKey key, string code, string what) => new(
        FailureKind.RateLimitedPerMinute, $"The project of key {key.Id} has {what}.", error.RetryDelay, code);

    private static QuotaViolation? Find(GeminiError error, string id, string metric) =>
        error.Quotas.FirstOrDefault(q =>
            q.Id.Contains(id, StringComparison.OrdinalIgnoreCase) || q.Id.Contains(metric, StringComparison.OrdinalIgnoreCase));

    private static string Limit(QuotaViolation quota, ServiceWords words) => (words.Name(quota.Id), quota.Limit) switch
    {
        ({ } name, { } limit) => $" ({limit}, {name})",
        ({ } name, null) => $" ({name})",
        (null, { } limit) => $" ({limit})",
        _ => "",
    };
}
