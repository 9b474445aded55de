using ImageGen.Core.Runs;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Api.Views;

/// <summary>
/// About how long a run will go on: for each style the longer of what its pace says (time since work last began, per image settled since
/// then) and of what the limits of its keys allow at best; for the run, the slowest style. Null when nobody can tell.
/// </summary>
internal static class TimeLeft
{
    // Fewer images say nothing of the pace: those that begin together also end together.
    private const int MinimumSample = 3;

    public static TimeSpan? Of(RunState state, DateTimeOffset now, Func<ImageStyle, int, TimeSpan?>? bound)
    {
        if (state.Status is not RunStatus.Running || state.Cancelled is not null)
        {
            return null;
        }

        var longest = TimeSpan.Zero;
        foreach (var style in state.Styles)
        {
            var left = style.Count(BeatState.Pending) + style.Count(BeatState.Generating);
            if (left == 0)
            {
                continue;
            }

            if (style.IsCutOff || style.Waiting is { Until: null } || Of(style, left, now, bound) is not { } time)
            {
                return null;
            }

            longest = time > longest ? time : longest;
        }

        return longest;
    }

    private static TimeSpan? Of(StyleState style, int left, DateTimeOffset now, Func<ImageStyle, int, TimeSpan?>? bound)
    {
        var best = bound?.Invoke(style.Style, left);
        var paced = style.Pace is { Settled: >= MinimumSample } pace ? (now - pace.Since) / pace.Settled * left : (TimeSpan?)null;
        var time = best > paced || paced is null ? best : paced;
        var wait = style.Waiting?.Until - now;
        return wait > time ? wait : time;
    }
}
