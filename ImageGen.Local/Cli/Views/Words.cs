using System.Globalization;
using ImageGen.Core.Runs;

namespace ImageGen.Local.Cli.Views;

/// <summary>Numbers as people read them.</summary>
internal static class Words
{
    public static string Usd(decimal amount) =>
        "$" + amount.ToString(amount is > 0 and < 1 ? "0.00#" : "0.00", CultureInfo.InvariantCulture);

    public static string Time(TimeSpan time) => time switch
    {
        { TotalSeconds: < 59.5 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(time.TotalSeconds):0} s"),
        { TotalMinutes: < 59.5 } => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalMinutes}:{time.Seconds:00} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours}:{time.Minutes:00} h"),
    };

    public static string Clock(DateTimeOffset at) => at.ToLocalTime().ToString("HH:mm:ss", CultureInfo.InvariantCulture);

    public static string Beats(int count) => count == 1 ? "1 beat" : $"{count} beats";

    public static string Pictures(int count) => count == 1 ? "1 picture" : $"{count} pictures";

    public static string Status(RunStatus status) => status switch
    {
        RunStatus.Pending => "not begun",
        RunStatus.Running => "running",
        RunStatus.Paused => "paused",
        RunStatus.Completed => "complete",
        RunStatus.CompletedWithErrors => "ended, with failures",
        RunStatus.Cancelled => "cancelled",
        RunStatus.Failed => "stopped",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "Not a status."),
    };
}
