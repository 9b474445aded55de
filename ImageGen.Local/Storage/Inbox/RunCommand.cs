namespace ImageGen.Local.Storage.Inbox;

/// <summary>What a process asks of the one that works on the data folder.</summary>
/// <param name="Kind">What.</param>
/// <param name="RunId">Of which run; empty: of the folder as a whole.</param>
/// <param name="SentAt">When.</param>
/// <param name="MaxCostUsd">With a resume: the new cost limit; null: as before.</param>
/// <param name="DropInFlight">With a cancellation: abandon the calls that are under way.</param>
internal sealed record RunCommand(
    RunCommandKind Kind, string RunId, DateTimeOffset SentAt, decimal? MaxCostUsd = null, bool DropInFlight = false)
{
    /// <summary>With <see cref="RunCommandKind.Choose"/>: what is chosen.</summary>
    public RunChoice? Choice { get; init; }

    /// <summary>With <see cref="RunCommandKind.Restore"/>: what is put back.</summary>
    public RunVersion? Version { get; init; }

    /// <summary>With <see cref="RunCommandKind.Review"/>: the review.</summary>
    public RunReview? Review { get; init; }

    /// <summary>With <see cref="RunCommandKind.Regenerate"/>: approved images, too.</summary>
    public bool IncludeApproved { get; init; }
}

/// <summary>A candidate of a beat.</summary>
/// <param name="Style">The style.</param>
/// <param name="Beat">The beat.</param>
/// <param name="Candidate">Which, counted from 1.</param>
internal sealed record RunChoice(ImageStyle Style, BeatId Beat, int Candidate);

/// <summary>An older image of a beat.</summary>
/// <param name="Style">The style.</param>
/// <param name="Beat">The beat.</param>
/// <param name="Version">Its id.</param>
internal sealed record RunVersion(ImageStyle Style, BeatId Beat, string Version);

/// <summary>A person's review of a beat's image.</summary>
/// <param name="Style">The style.</param>
/// <param name="Beat">The beat.</param>
/// <param name="Approved">Whether it is as it should be.</param>
/// <param name="Note">The note; null: none.</param>
internal sealed record RunReview(ImageStyle Style, BeatId Beat, bool Approved, string? Note);

internal enum RunCommandKind
{
    Pause,
    Resume,
    Cancel,
    Retry,

    /// <summary>Put a candidate in its beat's place.</summary>
    Choose,

    /// <summary>Put an older image back in its beat's place.</summary>
    Restore,

    /// <summary>Approve an image, or note what is wrong with it.</summary>
    Review,

    /// <summary>Generate every image again that is not approved.</summary>
    Regenerate,

    /// <summary>Forget the learned limits of all styles.</summary>
    ResetLimits,
}
