using System.Text.Json.Serialization;
using ImageGen.Core.Runs;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Workflows;

/// <summary>The custom status of a root workflow: what a client that polls the durable status URL sees. Under 16 KB for any number of beats.</summary>
/// <param name="Status">Where the run stands, in this API's words.</param>
/// <param name="Completed">Pictures that are there.</param>
/// <param name="Failed">Beats that failed.</param>
/// <param name="Total">Pictures asked for.</param>
/// <param name="CostUsd">US dollars of calls whose outcome is known.</param>
/// <param name="SecondsLeft">About how long it will go on; null when nobody can tell.</param>
/// <param name="Reason">Why it is paused or stopped; null otherwise.</param>
/// <param name="Styles">The same for each style.</param>
public sealed record RunProgress(
    RunStatus Status, int Completed, int Failed, int Total, decimal CostUsd, double? SecondsLeft, string? Reason, ImmutableArray<StyleStatus> Styles)
{
    /// <summary>Where a run stands, by its log.</summary>
    public static RunProgress Of(RunState state, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(state);
        return Of(state.Status, state.Reason is null ? null : StyleStatuses.Cut(state.Reason), [.. state.Styles.Select(s => StyleStatuses.Of(state, s, now))]);
    }

    /// <summary>The sum of <paramref name="styles"/>.</summary>
    public static RunProgress Of(RunStatus status, string? reason, ImmutableArray<StyleStatus> styles) => new(
        status,
        styles.Sum(s => s.Counts.Completed),
        styles.Sum(s => s.Counts.Failed),
        styles.Sum(s => s.Total),
        styles.Sum(s => s.Counts.CostUsd),
        styles.Max(s => s.Counts.SecondsLeft),
        reason,
        styles);
}

/// <summary>The custom status of a style workflow; also what it tells its root.</summary>
/// <param name="Style">The style.</param>
/// <param name="Total">Pictures asked for.</param>
/// <param name="Counts">How many beats are what.</param>
/// <param name="Failures">The first <see cref="MostFailures"/> failures.</param>
/// <param name="Recent">The last <see cref="MostRecent"/> outcomes, the newest first.</param>
/// <param name="WaitingFor">What it waits for, for people; null: it does not wait.</param>
/// <param name="WaitingUntil">Until when; null: nobody can tell, or it does not wait.</param>
/// <param name="Paused">Why no call begins; null: calls begin.</param>
public sealed record StyleStatus(
    ImageStyle Style,
    int Total,
    StyleCounts Counts,
    ImmutableArray<BeatNote> Failures,
    ImmutableArray<BeatNote> Recent,
    string? WaitingFor = null,
    DateTimeOffset? WaitingUntil = null,
    string? Paused = null)
{
    /// <summary>How many failures are kept.</summary>
    public const int MostFailures = 5;

    /// <summary>How many outcomes are kept.</summary>
    public const int MostRecent = 3;

    /// <summary>Longer texts are cut.</summary>
    public const int LongestNote = 160;
}

/// <summary>How many beats of a style are what, as of a position in the run's log.</summary>
/// <param name="Position">The position: of two counts the one with the greater is newer.</param>
/// <param name="Completed">Pictures that are there.</param>
/// <param name="Failed">Beats that failed.</param>
/// <param name="Skipped">Beats that a person skipped.</param>
/// <param name="Generating">Calls under way.</param>
/// <param name="CostUsd">US dollars of calls whose outcome is known.</param>
/// <param name="SecondsLeft">About how long it will go on; null when nobody can tell.</param>
public sealed record StyleCounts(long Position, int Completed, int Failed, int Skipped, int Generating, decimal CostUsd, double? SecondsLeft);

/// <summary>A few words on a beat.</summary>
/// <param name="Beat">The beat.</param>
/// <param name="Text">For people; never a prompt.</param>
public sealed record BeatNote([property: JsonPropertyName("beat_number")] BeatId Beat, string Text);
