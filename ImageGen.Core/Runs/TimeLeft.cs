using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Runs;

/// <summary>
/// About how long work on a run will take: for each style the longer of what its pace says (time since work last began, per beat settled
/// since then) and of what the limits of its keys allow at best; for the run, the slowest style. Null when it is not known. The only place
/// that decides it.
/// </summary>
internal static class TimeLeft
{
    // Fewer images show no pace: those that begin together also end together.
    private const int MinimumSample = 3;

    /// <summary>Time left for the run; null while it is not running, or when it is not known for one of its styles.</summary>
    /// <param name="state">The run.</param>
    /// <param name="now">The present time.</param>
    /// <param name="bound">The least time that the limits of a style's keys allow for so many images; null: no limits are known.</param>
    public static TimeSpan? Of(RunState state, DateTimeOffset now, Func<ImageStyle, int, TimeSpan?>? bound) =>
        Longest(state.Styles.Select(style => OfStyle(state, style, now, bound)));

    /// <summary>Time left for one style of the run; zero when nothing of it is left.</summary>
    public static TimeSpan? OfStyle(RunState state, StyleState style, DateTimeOffset now, Func<ImageStyle, int, TimeSpan?>? bound = null)
    {
        if (state.Status is not RunStatus.Running || state.IsOver)
        {
            return null;
        }

        return !style.HasWork ? TimeSpan.Zero
            : style.IsCutOff || style.Waiting is { Until: null } ? null
            : Of(style, now, bound?.Invoke(style.Style, style.ImagesLeft));
    }

    /// <summary>The longest of <paramref name="times"/>; null when one of them is not known.</summary>
    public static TimeSpan? Longest(IEnumerable<TimeSpan?> times) => times.Aggregate(
        (TimeSpan?)TimeSpan.Zero, (longest, time) => longest is null || time is null ? null : time > longest ? time : longest);

    private static TimeSpan? Of(StyleState style, DateTimeOffset now, TimeSpan? best)
    {
        var paced = style.Pace is { Settled: >= MinimumSample } pace
            ? (now - pace.Since) / pace.Settled * style.ImagesLeft
            : (TimeSpan?)null;
        var time = best > paced || paced is null ? best : paced;
        var wait = style.Waiting?.Until - now;
        return wait > time ? wait : time;
    }
}
