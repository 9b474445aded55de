using System.Text.RegularExpressions;

namespace ImageGen.Core.Models.Gemini;

/// <summary>Reads Google's JSON of an error.</summary>
internal static partial class GeminiErrorReader
{
    private const int MaxItems = 32;

    public static TimeSpan LongestDelay { get; } = TimeSpan.FromDays(1);

    public static GeminiError Read(int httpStatus, JsonElement error, TimeSpan? retryAfter)
    {
        var message = error.Member("message").Text() ?? string.Empty;
        ImmutableArray<JsonElement> details = [.. error.Member("details").Items().Take(MaxItems)];
        var quotas = details.SelectMany(d => d.Member("violations").Items().Take(MaxItems)).Select(Violation).OfType<QuotaViolation>();
        var limits = details.Select(d => Limit(d.Member("metadata"))).OfType<QuotaViolation>();
        var stated = LimitInText().Matches(message).Take(MaxItems).Select(
            m => new QuotaViolation(m.Groups["metric"].Value, Parse(m.Groups["limit"].Value)));
        return new GeminiError(
            error.Member("code").Number() is { } code and >= 400 and <= 599 ? (int)code : httpStatus,
            error.Member("status").Text(),
            message,
            [.. details.Select(d => d.Member("reason").Text()).OfType<string>()],
            [.. quotas, .. limits, .. stated],
            [.. details.SelectMany(
                d => d.Member("fieldViolations").Items().Take(MaxItems)).Select(v => v.Member("field").Text()).OfType<string>()],
            Longest([retryAfter, DelayInText(message), .. details.Select(d => Seconds(d.Member("retryDelay").Text()))]));
    }

    private static QuotaViolation? Violation(JsonElement violation) =>
        (violation.Member("quotaId") ?? violation.Member("quotaMetric") ?? violation.Member("subject")).Text() is { Length: > 0 } id
            ? new QuotaViolation(id, violation.Member("quotaValue").Number())
            : null;

    /// <summary>The limit that an <c>ErrorInfo</c> names: there a value of 0 is written, which <c>quotaValue</c> leaves out.</summary>
    private static QuotaViolation? Limit(JsonElement? metadata) =>
        (metadata.Member("quota_limit") ?? metadata.Member("quota_metric")).Text() is { Length: > 0 } id
            ? new QuotaViolation(id, metadata.Member("quota_limit_value").Number(), metadata.Member("quota_unit").Text())
            : null;

    private static TimeSpan? Longest(IEnumerable<TimeSpan?> delays) => delays.Max();

    /// <summary>A protocol buffer's duration such as <c>47s</c> or <c>0.5s</c>.</summary>
    private static TimeSpan? Seconds(string? text) => text is [.. var number, 's'] ? Delay(number, 1) : null;

    private static TimeSpan? DelayInText(string message)
    {
        if (RetryIn().Match(message) is not { Success: true } stated)
        {
            return null;
        }

        TimeSpan?[] parts =
        [
            Delay(stated.Groups["h"].Value, 3600), Delay(stated.Groups["m"].Value, 60),
            Delay(stated.Groups["s"].Value, 1), Delay(stated.Groups["ms"].Value, 0.001),
        ];
        return parts.Any(p => p is not null) ? parts.Aggregate(TimeSpan.Zero, (sum, part) => sum + (part ?? TimeSpan.Zero)) : null;
    }

    private static TimeSpan? Delay(string number, double unit) =>
        double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
            ? TimeSpan.FromSeconds(Math.Min(value * unit, LongestDelay.TotalSeconds))
            : null;

    private static long? Parse(string digits) =>
        long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;

    [GeneratedRegex(
        @"retry in (?:(?<h>\d{1,6})h)?(?:(?<m>\d{1,6})m(?!s))?(?:(?<s>\d{1,9}(?:\.\d{1,12})?)s|(?<ms>\d{1,12}(?:\.\d{1,12})?)ms)?",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex RetryIn();

    [GeneratedRegex(@"(?:metric: (?<metric>[\w./-]{1,200}), )?limit: (?<limit>\d{1,18})(?!\.?\d)", RegexOptions.CultureInvariant)]
    private static partial Regex LimitInText();
}
