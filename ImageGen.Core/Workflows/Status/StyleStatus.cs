using System.ComponentModel.DataAnnotations;
using ImageGen.Core.Runs;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Workflows.Status;

/// <summary>The custom status of a style workflow; also sent to its root.</summary>
/// <param name="Style">The style.</param>
/// <param name="Total">Images asked for.</param>
/// <param name="Counts">How many beats are what.</param>
/// <param name="Failures">The first <see cref="MostFailures"/> failures.</param>
/// <param name="Recent">The last <see cref="MostRecent"/> outcomes, the newest first.</param>
/// <param name="WaitingFor">What it waits for, for people; null: it does not wait.</param>
/// <param name="WaitingUntil">Until when; null: it is not known, or it does not wait.</param>
/// <param name="Paused">Why no call begins; null: calls begin.</param>
public sealed record StyleStatus(
    ImageStyle Style,
    int Total,
    StyleCounts Counts,
    [property: MaxLength(StyleStatus.MostFailures)] ImmutableArray<BeatNote> Failures,
    [property: MaxLength(StyleStatus.MostRecent)] ImmutableArray<BeatNote> Recent,
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
