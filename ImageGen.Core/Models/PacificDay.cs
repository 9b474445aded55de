namespace ImageGen.Core.Models;

/// <summary>Gemini's day: it ends at midnight America/Los_Angeles, daylight saving included, so it has 23, 24 or 25 hours.</summary>
public static class PacificDay
{
    private static readonly TimeZoneInfo Zone = Find();

    /// <summary>The first midnight after <paramref name="instant"/> (an instant that is midnight itself begins a day), in UTC.</summary>
    public static DateTimeOffset EndOf(DateTimeOffset instant) => Midnight(TimeZoneInfo.ConvertTime(instant, Zone).Date.AddDays(1));

    /// <summary>The midnight at or before <paramref name="instant"/>, in UTC.</summary>
    public static DateTimeOffset BeginOf(DateTimeOffset instant) => Midnight(TimeZoneInfo.ConvertTime(instant, Zone).Date);

    // Midnight always exists and is never ambiguous there: clocks change at two in the morning.
    private static DateTimeOffset Midnight(DateTime local) => new DateTimeOffset(local, Zone.GetUtcOffset(local)).ToUniversalTime();

    private static TimeZoneInfo Find() =>
        TimeZoneInfo.TryFindSystemTimeZoneById("America/Los_Angeles", out var zone)
            || TimeZoneInfo.TryFindSystemTimeZoneById("Pacific Standard Time", out zone)
            ? zone
            : ByRules();

    /// <summary>
    /// The zone by its rules since 2007 (clocks change at two in the morning, on the second Sunday of March and the first of November), for
    /// systems without time zone data, as small containers are.
    /// </summary>
    internal static TimeZoneInfo ByRules()
    {
        var two = new DateTime(1, 1, 1, 2, 0, 0);
        var rule = TimeZoneInfo.AdjustmentRule.CreateAdjustmentRule(
            DateTime.MinValue.Date,
            DateTime.MaxValue.Date,
            TimeSpan.FromHours(1),
            TimeZoneInfo.TransitionTime.CreateFloatingDateRule(two, 3, 2, DayOfWeek.Sunday),
            TimeZoneInfo.TransitionTime.CreateFloatingDateRule(two, 11, 1, DayOfWeek.Sunday));
        return TimeZoneInfo.CreateCustomTimeZone("Pacific", TimeSpan.FromHours(-8), "Pacific", "Pacific", "Pacific", [rule]);
    }
}
