namespace ImageGen.Core.Models.Gemini;

/// <summary>What a 429 or 402 means. Several limits may be named at once: the one that lasts longest decides.</summary>
internal static class QuotaErrors
{
    public static ModelFailure Explain(GeminiError error, ImageRequest request, ApiKey key, ServiceMessages words, string code)
    {
        var said = words.Quote(error.Message);
        if (error.HttpStatus == 402)
        {
            return NoCredit(key, said, code);
        }

        if (error.Quotas.Any(q => q.Limit == 0))
        {
            return new ModelFailure(
                FailureKind.NotEntitled,
                $"The project of key {key.Id} may not use {request.Model}: its limit is 0.{said} Turn billing on for the project at "
                    + "https://aistudio.google.com, or use a key of another project.",
                Code: code);
        }

        if (Find(error, "PerDay", "per_day", "1/d/") is { } day)
        {
            // Its retry delay is that of the limit per minute.
            return new ModelFailure(
                FailureKind.RateLimitedPerDay,
                $"The project of key {key.Id} has used up its day for {request.Model}{Limit(day, words)}.{said} The next begins at "
                    + "midnight Pacific time.",
                Code: code);
        }

        if (Find(error, "PerMinute", "per_minute", "1/min/") is { } minute)
        {
            return Cooling(error, key, code, $"reached a limit per minute{Limit(minute, words)}", said);
        }

        if (QuotaNames.IsAboutCredit(error.Message))
        {
            return NoCredit(key, said, code);
        }

        // An unknown limit with a time to wait is treated like one per minute.
        if (error.Quotas.Length > 0 && error.RetryDelay is not null && Find(error, "Spend", "Cost", "usd") is null)
        {
            return Cooling(error, key, code, $"reached a limit{Limit(error.Quotas[0], words)}", said);
        }

        return new ModelFailure(
            FailureKind.SpendLimited,
            QuotaNames.IsAboutSpendCap(error.Message)
                ? $"The project of key {key.Id} has reached its spend limit (429).{said} Raise it at https://ai.studio/spend, or wait for "
                    + "the next month."
                : $"The service takes no more calls from the project of key {key.Id} for now (429): its spend limit is reached, or the "
                    + $"service is busy.{said}",
            error.RetryDelay,
            code);
    }

    private static ModelFailure NoCredit(ApiKey key, string said, string code) => new(
        FailureKind.CreditExhausted,
        $"The billing account of key {key.Id} has no credit left.{said} Top it up at https://ai.studio/projects, then resume the run, or "
            + "wait: it is tried "
            + "again now and then.",
        Code: code);

    private static ModelFailure Cooling(GeminiError error, ApiKey key, string code, string what, string said) => new(
        FailureKind.RateLimitedPerMinute, $"The project of key {key.Id} has {what}.{said}", error.RetryDelay, code);

    private static QuotaViolation? Find(GeminiError error, string id, string metric, string unit) =>
        error.Quotas.FirstOrDefault(q =>
            q.Id.Contains(id, StringComparison.OrdinalIgnoreCase) || q.Id.Contains(metric, StringComparison.OrdinalIgnoreCase)
            || q.Unit?.StartsWith(unit, StringComparison.OrdinalIgnoreCase) is true);

    private static string Limit(QuotaViolation quota, ServiceMessages words) => (words.Name(quota.Id), quota.Limit) switch
    {
        ({ } name, { } limit) => $" ({limit}, {name})",
        ({ } name, null) => $" ({name})",
        (null, { } limit) => $" ({limit})",
        _ => "",
    };
}
