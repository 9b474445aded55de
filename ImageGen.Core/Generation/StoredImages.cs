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
            : beat.IsLeftOut || beat.Keeps(image.ETag) ? Acceptance.Found
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
                now,
                beat.Style,
                beat.Beat.Id,
                image.Provenance!.Attempt,
                image.Path,
                image.ETag,
                image.Provenance.CostUsd,
                image.Provenance.Duration,
                null,
                FromOf(state, beat, image)),
            Acceptance.Found => new BeatExisting(now, beat.Style, beat.Beat.Id, image.Path, image.ETag, FromOf(state, beat, image)),
            _ => null,
        };

    /// <summary>
    /// The hash of the image that <paramref name="image"/> was generated from, for the log: it tells which continuous beats were generated
    /// from an image that is not in the layout any more.
    /// </summary>
    public static string? FromOf(RunState state, BeatRecord beat, StoredImage image) =>
        beat.Beat.Kind is TransitionKind.Continuous || state.Styles.Any(s => s.HasCandidates) ? image.Provenance?.ReferenceHash : null;

    /// <summary>
    /// The events that record which of a beat's stored <paramref name="versions"/> are further candidates that it misses: those of this run
    /// whose worker did not live to record them, and, unless everything is to be generated again, those of earlier runs.
    /// </summary>
    public static IEnumerable<CandidateStored> CandidatesOf(
        RunState state, BeatRecord beat, ImmutableArray<StoredImage> versions, DateTimeOffset now)
    {
        var known = beat.Candidates.Stored.Select(c => c.ETag).ToHashSet(StringComparer.Ordinal);
        var ours = versions.Where(
            v => v.Provenance is { } p && p.RunId == state.Document.Id && beat.AttemptOf(p.Attempt) is { Candidate: not null }).ToArray();
        var number = beat.Candidates.Stored.Length;
        foreach (var image in ours)
        {
            var made = image.Provenance!;
            yield return new CandidateStored(
                now, beat.Style, beat.Beat.Id, ++number, made.Attempt, image.ETag, made.CostUsd, made.Duration, null,
                FromOf(state, beat, image));
            known.Add(image.ETag);
        }

        if (beat.State is not BeatState.Exists || state.Document.Storyboard.Options.Overwrite)
        {
            yield break;
        }

        var earlier = Earlier(beat.Beat, versions, state.Document.Id).Where(v => known.Add(v.ETag));
        foreach (var image in earlier.Take(beat.MissingCandidates - ours.Length))
        {
            yield return new CandidateStored(
                now, beat.Style, beat.Beat.Id, ++number, null, image.ETag, 0, TimeSpan.Zero, null, FromOf(state, beat, image));
        }
    }

    /// <summary>
    /// Of a beat's stored versions, the candidates of earlier runs that were generated from the same prompt, the oldest first.
    /// </summary>
    public static IEnumerable<StoredImage> Earlier(Beat beat, ImmutableArray<StoredImage> versions, string? runId) => versions
        .Where(v => v.Provenance is { Candidate: not null } made && made.RunId != runId && PromptHash.OriginOf(made, beat) is not null)
        .DistinctBy(v => v.ETag)
        .Reverse();

    /// <summary>True when a storyboard asks to generate a beat whose stored image is <paramref name="stored"/>, approved or not.</summary>
    public static bool IsToBeGenerated(Beat beat, RunOptions run, StoredImage? stored, string? styleReferenceHash) => stored switch
    {
        null => true,
        _ when run.Overwrite => true,
        { Provenance: { } provenance } when run.OnChanged is OnChanged.Regenerate => IsChanged(provenance, beat, styleReferenceHash),
        _ => false,
    };

    /// <summary>
    /// True when the beat's prompt has changed since, or the style reference that its hard cut was generated from, or when the beat has an
    /// instruction that was not applied yet. Another model, size or ratio is no change: what was paid for is not made again because a
    /// default changed.
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
