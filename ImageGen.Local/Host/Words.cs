using ImageGen.Core.Models;

namespace ImageGen.Local.Host;

/// <summary>Numbers as people read them.</summary>
internal static class Words
{
    /// <summary>A limit that the service's refusals taught.</summary>
    public static string Of(ProjectLimit limit)
    {
        var text = limit.Describe();
        return $"{char.ToUpperInvariant(text[0])}{text[1..]}.";
    }

    public static string Usd(decimal amount) =>
        "$" + amount.ToString(amount is > 0 and < 0.1m ? "0.00#" : "0.00", CultureInfo.InvariantCulture);

    public static string Time(TimeSpan time)
    {
        var seconds = (long)Math.Ceiling(Math.Round(time.TotalSeconds, 1));
        return seconds switch
        {
            < 60 => string.Create(CultureInfo.InvariantCulture, $"{seconds} s"),
            < 3570 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 60}:{seconds % 60:00} min"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{(seconds + 30) / 3600}:{(seconds + 30) / 60 % 60:00} h"),
        };
    }

    public static string Clock(DateTimeOffset at) => at.ToLocalTime().ToString("HH:mm:ss", CultureInfo.InvariantCulture);

    public static string Beats(int count) => count == 1 ? "1 beat" : $"{count} beats";

    public static string Images(int count) => count == 1 ? "1 image" : $"{count} images";

    /// <summary>Lines of at most <paramref name="width"/>, broken between words, each as far in as the first and two more.</summary>
    public static IEnumerable<string> Wrap(string text, int width)
    {
        var indent = text.Length - text.TrimStart().Length;
        var line = text[..indent];
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length + word.Length + 1 > width && !string.IsNullOrWhiteSpace(line))
            {
                yield return line;
                line = new string(' ', indent + 2);
            }

            line += string.IsNullOrWhiteSpace(line) ? word : " " + word;
        }

        yield return line;
    }

    /// <summary>The status, but of a run that would continue if a program worked on it.</summary>
    public static string Standing(RunStatus status, bool isWorkedOn) =>
        status is RunStatus.Pending or RunStatus.Running && !isWorkedOn ? "interrupted" : Status(status);

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

    /// <summary><paramref name="what"/>: about so much, for attempts without a known outcome.</summary>
    public static string Unconfirmed(string what, int attempts, decimal usd) =>
        $"{what}: about {Usd(usd)}. {(attempts == 1 ? "1 attempt has" : $"{attempts} attempts have")} no known outcome and may have been "
            + "billed.";
}
