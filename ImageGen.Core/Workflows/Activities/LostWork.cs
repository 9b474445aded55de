using ImageGen.Core.Runs;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Workflows.Activities;

/// <summary>
/// What a style waits for after its worker was killed: an engine of queues delivers the worker's messages again only when they become
/// visible, and an attempt that was in flight is made again only when it can have no outcome any more.
/// </summary>
public static class LostWork
{
    private const string Queue = "the storage queue until about ";
    private const string Outcome = "the outcome of attempts whose worker was lost, until about ";

    /// <summary>
    /// The event that logs this; null when there is none to log: the style waits for something else, continues, or is over.
    /// </summary>
    /// <param name="state">The run.</param>
    /// <param name="style">The style that the lost worker had work of.</param>
    /// <param name="lastSeen">When that worker was last known to live: its messages become visible so long after this.</param>
    /// <param name="mayHaveBegun">
    /// Until when it may have begun attempts: its sign may have been late. What began after this, others do.
    /// </param>
    /// <param name="visibleAfter">After so long without a sign of its worker, a message is delivered again.</param>
    /// <param name="callLimit">After so long, an attempt that is still open has lost its worker.</param>
    /// <param name="now">Now.</param>
    public static StyleWaiting? NoteOf(
        RunState state,
        ImageStyle style,
        DateTimeOffset lastSeen,
        DateTimeOffset mayHaveBegun,
        TimeSpan visibleAfter,
        TimeSpan callLimit,
        DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (state.Find(style) is not { HasEnded: false } lost || !state.MayBeginAttempt || !lost.HasWork
            || (lost.Waiting is { Reason: { } other } waiting && !(waiting.Until <= now) && !IsNote(other)))
        {
            return null;
        }

        // What the queue delivered again may end for want of beats that wait for no other: then the rest waits for the lost ones all the
        // same.
        var isInQueue = now < lastSeen + visibleAfter;
        if (lost.Beats.Any(b => (isInQueue ? b.Last : b.Open)?.StartedAt > mayHaveBegun))
        {
            return null;
        }

        var open = lost.Beats.Where(b => b.Open is not null).Select(b => b.Open!.StartedAt + callLimit).DefaultIfEmpty().Max();
        var (text, until) = isInQueue ? (Queue, lastSeen + visibleAfter) : (Outcome, open);
        var reason = text + until.UtcDateTime.ToString("HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
        return until <= now || lost.Waiting?.Reason == reason ? null : new StyleWaiting(now, style, until, reason);
    }

    /// <summary>True when a reason to wait is one of these.</summary>
    public static bool IsNote(string reason)
    {
        ArgumentNullException.ThrowIfNull(reason);
        return reason.StartsWith(Queue, StringComparison.Ordinal) || reason.StartsWith(Outcome, StringComparison.Ordinal);
    }
}
