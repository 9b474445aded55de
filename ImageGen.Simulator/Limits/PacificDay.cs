namespace ImageGen.Simulator.Limits;

/// <summary>Days as Google counts them for quotas: they change at midnight America/Los_Angeles, summer time included.</summary>
internal static class PacificDay
{
    private static readonly TimeZoneInfo Zone = Find();

    public static DateOnly Of(DateTimeOffset now) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, Zone).DateTime);

    public static DateTimeOffset End(DateTimeOffset now)
    {
        var midnight = Of(now).AddDays(1).ToDateTime(TimeOnly.MinValue);
        return new DateTimeOffset(midnight, Zone.GetUtcOffset(midnight));
    }

    // Windows without ICU knows zones only by its own names.
    private static TimeZoneInfo Find() =>
        TimeZoneInfo.TryFindSystemTimeZoneById("America/Los_Angeles", out var zone) ? zone
            : TimeZoneInfo.FindSystemTimeZoneById("Pacific Standard Time");
}
