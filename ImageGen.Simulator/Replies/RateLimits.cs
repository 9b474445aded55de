using System.Text.Json.Nodes;

namespace ImageGen.Simulator.Replies;

/// <summary>429 in all its shapes.</summary>
internal static class RateLimits
{
    private const string Intro =
        "You exceeded your current quota, please check your plan and billing details. For more information on this error, head to: "
        + "https://ai.google.dev/gemini-api/docs/rate-limits. To monitor your current usage, head to: https://ai.dev/rate-limit. ";

    public static GoogleError PerMinute(string model, int limit, TimeSpan retryAfter) =>
        Quota(Outcomes.PerMinute, model, retryAfter, Minute(limit));

    public static GoogleError PerDay(string model, int limit, TimeSpan retryAfter) =>
        Quota(Outcomes.PerDay, model, retryAfter, Day(limit));

    /// <summary>Both limits at once: the day's decides how long it lasts.</summary>
    public static GoogleError PerMinuteAndDay(string model, int minuteLimit, int dayLimit, TimeSpan retryAfter) =>
        Quota(Outcomes.PerDay, model, retryAfter, Minute(minuteLimit), Day(dayLimit));

    public static GoogleError NotEntitled(string model, TimeSpan retryAfter) =>
        Quota(
            Outcomes.NotEntitled,
            model,
            retryAfter,
            new Violation("generate_content_free_tier_requests", "GenerateRequestsPerDayPerProjectPerModel-FreeTier", 0),
            new Violation("generate_content_free_tier_requests", "GenerateRequestsPerMinutePerProjectPerModel-FreeTier", 0),
            new Violation("generate_content_free_tier_input_token_count", "GenerateContentInputTokensPerModelPerMinute-FreeTier", 0));

    public static GoogleError Spend() => new(429, "RESOURCE_EXHAUSTED", Intro, Outcomes.Spend, Help());

    public static GoogleError Bare() => new(429, "RESOURCE_EXHAUSTED", "Resource has been exhausted (e.g. check quota).", Outcomes.Bare);

    private static Violation Minute(int limit) => new("generate_requests_per_model", "GenerateRequestsPerMinutePerProjectPerModel", limit);

    private static Violation Day(int limit) =>
        new("generate_requests_per_model_per_day", "GenerateRequestsPerDayPerProjectPerModel", limit);

    private static GoogleError Quota(string outcome, string model, TimeSpan retryAfter, params Violation[] violations)
    {
        var lines = violations.Select(v => $"\n* Quota exceeded for metric: {v.FullMetric}, limit: {v.Limit}, model: {model}");
        var message = $"{Intro}{string.Concat(lines)}\nPlease retry in {Seconds(retryAfter)}.";
        var failure = new JsonObject
        {
            ["@type"] = "type.googleapis.com/google.rpc.QuotaFailure",
            ["violations"] = new JsonArray([.. violations.Select(v => v.ToJson(model))]),
        };
        var retry = new JsonObject
        {
            ["@type"] = "type.googleapis.com/google.rpc.RetryInfo",
            ["retryDelay"] = Seconds(Told(retryAfter)),
        };
        return new(429, "RESOURCE_EXHAUSTED", message, outcome, Help(), failure, retry);
    }

    private static JsonObject Help() => new()
    {
        ["@type"] = "type.googleapis.com/google.rpc.Help",
        ["links"] = new JsonArray(new JsonObject
        {
            ["description"] = "Learn more about Gemini API quotas",
            ["url"] = "https://ai.google.dev/gemini-api/docs/rate-limits",
        }),
    };

    // The service tells whole seconds; delays that were compressed to less than a few must stay exact to be worth anything.
    private static TimeSpan Told(TimeSpan span) =>
        span < TimeSpan.FromSeconds(5) ? span : TimeSpan.FromSeconds(Math.Ceiling(span.TotalSeconds));

    private static string Seconds(TimeSpan span) => span.TotalSeconds.ToString("0.#######", CultureInfo.InvariantCulture) + "s";

    private sealed record Violation(string Metric, string QuotaId, int Limit)
    {
        public string FullMetric => $"generativelanguage.googleapis.com/{Metric}";

        public JsonObject ToJson(string model)
        {
            var json = new JsonObject
            {
                ["quotaMetric"] = FullMetric,
                ["quotaId"] = QuotaId,
                ["quotaDimensions"] = new JsonObject { ["location"] = "global", ["model"] = model },
            };
            // A zero is a default value to protocol buffers, and their JSON leaves it out.
            if (Limit > 0) json["quotaValue"] = Limit.ToString(CultureInfo.InvariantCulture);
            return json;
        }
    }
}
