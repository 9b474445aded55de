using ImageGen.Core.Models;
using ImageGen.Core.Runs;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Generation;

/// <summary>What an image that is in the store means to a beat that is still to be generated.</summary>
internal enum Acceptance
{
    /// <summary>Nothing: it is to be replaced.</summary>
    None,

    /// <summary>A call of this run generated it, and the one who made that call did not live to record it.</summary>
    Generated,

    /// <summary>It will do: no call is needed.</summary>
    Found,
}

/// <summary>Judges images that are in the store. Pure.</summary>
internal static class StoredImages
{
    /// <summary>
    /// What <paramref name="image"/> means to <paramref name="beat"/>, with the hash of the style reference as it is now (null: not
    /// known).
    /// </summary>
    public static Acceptance Accepts(RunState state, BeatRecord beat, StoredImage image, string? styleReferenceHash)
    {
        var options = state.Document.Storyboard.Options;
        var ours = image.Provenance is { } p && p.RunId == state.Document.Id ? p : null;
        return ours is not null && beat.AwaitsImageOf(ours.Attempt) ? Acceptance.Generated
            : beat.IsLeftOut ? Acceptance.Found
            : beat.Regenerate
            || (options.Overwrite && ours is null)
            || IsOutdated(beat.Beat, image.Provenance, options, styleReferenceHash) ? Acceptance.None
            : Acceptance.Found;
    }

    /// <summary>The event that accepts it; null when it is to be replaced.</summary>
    public static RunEvent? EventOf(RunState state, BeatRecord beat, StoredImage image, string? styleReferenceHash, DateTimeOffset now) =>
        Accepts(state, beat, image, styleReferenceHash) switch
        {
            Acceptance.Generated => new BeatCompleted(
                now, beat.Style, beat.Beat.Id, image.Provenance!.Attempt, image.Path, image.ETag, image.Provenance.CostUsd, image.Provenance.Duration, null),
            Acceptance.Found => new BeatExisting(now, beat.Style, beat.Beat.Id, image.Path, image.ETag),
            _ => null,
        };

    /// <summary>
    /// True when the beat's prompt has changed since, or the style reference that its hard cut was generated from, or when the beat has an
    /// instruction that was not applied yet. Another model, size or ratio is no change: what was paid for is not made again because a default
    /// changed.
    /// </summary>
    public static bool IsChanged(ImageProvenance provenance, Beat beat, string? styleReferenceHash) =>
        PromptHash.OriginOf(provenance, beat) is null
        || (beat.Instruction is { } instruction && provenance.InstructionHash != PromptHash.OfText(instruction))
        || (beat.Kind is TransitionKind.HardCut
            && provenance is { Reference: References.StyleWords, ReferenceHash: { } then }
            && styleReferenceHash is { } now
            && !string.Equals(then, now, StringComparison.OrdinalIgnoreCase));

    /// <summary>What an image without provenance was generated from is not known: a person put it there and wants it.</summary>
    private static bool IsOutdated(Beat beat, ImageProvenance? provenance, RunOptions options, string? styleReferenceHash) =>
        provenance is not null && options.OnChanged is OnChanged.Regenerate && IsChanged(provenance, beat, styleReferenceHash);
}
