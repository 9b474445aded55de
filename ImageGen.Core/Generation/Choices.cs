using ImageGen.Core.Runs;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Generation;

/// <summary>
/// Which of a beat's candidates, or which of its older images, stands in the layout. A choice is in the log before anything is moved, so
/// that a crash in between loses none: the chosen image is put in its place when the run is next read.
/// </summary>
/// <remarks>Thread-safe.</remarks>
/// <param name="runLogs">The runs' logs.</param>
/// <param name="images">Where images are.</param>
/// <param name="time">The clock.</param>
public sealed class Choices(RunLogs runLogs, IImageStore images, TimeProvider time)
{
    /// <summary>Chooses a candidate of a beat, also after the run is over; made again it changes nothing more.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="beat">The beat.</param>
    /// <param name="number">Which candidate, counted from 1.</param>
    /// <param name="cancellationToken">Ends it before the choice is made.</param>
    /// <exception cref="Base.UserException">
    /// The store cannot be read or written; a choice that is in the log holds all the same.
    /// </exception>
    public async Task<ControlResult> ChooseAsync(string runId, BeatRef beat, int number, CancellationToken cancellationToken)
    {
        if (!RunIds.TryParse(runId, out _, out _) || await runLogs.FindAsync(runId, cancellationToken) is not { } runLog)
        {
            return new ControlResult.NotFound();
        }

        var (name, etag, refusal) = await runLog.ReadAsync(
            state => (NameOf(state, beat), state.Find(beat.Style, beat.Beat)?.Candidates.Find(number)?.ETag, Refusal(state, beat, number)),
            cancellationToken);
        if (refusal is null && !await IsStoredAsync(name!.Value, etag!, cancellationToken))
        {
            refusal = $"The image of candidate {number} is not in the store any more.";
        }

        refusal ??= await runLog.DecideAsync(
            state => Refusal(state, beat, number) is { } why ? new Decision<string?>(why)
                : state.Find(beat.Style, beat.Beat) is { Restoring: null } record && record.Candidates.Chosen == number
                    ? new Decision<string?>(null)
                : new Decision<string?>(null, [new CandidateChosen(time.GetUtcNow(), beat.Style, beat.Beat, number)]),
            cancellationToken);
        if (refusal is not null)
        {
            return new ControlResult.Refused(refusal);
        }

        // Also where the log has it in its place already: another image may have been put there since.
        await images.RestoreAsync(name!.Value, etag!, CancellationToken.None);
        await PlaceAsync(runLog, images, time, CancellationToken.None);
        return new ControlResult.Done();
    }

    /// <summary>
    /// Puts an older image of a beat back in its place, also after the run is over; the present one becomes a version. Repeated, it
    /// changes nothing more.
    /// </summary>
    /// <param name="runId">The run.</param>
    /// <param name="beat">The beat.</param>
    /// <param name="version">The id of the older image.</param>
    /// <param name="cancellationToken">Ends it before the choice is made.</param>
    /// <exception cref="Base.UserException">
    /// The store cannot be read or written; a choice that is in the log holds all the same.
    /// </exception>
    public async Task<ControlResult> RestoreAsync(string runId, BeatRef beat, string version, CancellationToken cancellationToken)
    {
        if (!RunIds.TryParse(runId, out _, out _)
            || await runLogs.FindAsync(runId, cancellationToken) is not { } runLog
            || await runLog.ReadAsync(state => NameOf(state, beat), cancellationToken) is not { } name)
        {
            return new ControlResult.NotFound();
        }

        var older = (await images.VersionsAsync(name, cancellationToken)).FirstOrDefault(v => v.Version == version);
        var (refusal, isBack) = await runLog.ReadAsync(
            state => (BusyRefusal(state, beat), IsBack(state, beat, version)), cancellationToken);
        if (refusal is null && older is null)
        {
            return isBack ? new ControlResult.Done() : new ControlResult.Gone(
                $"Beat {beat.Beat} of '{beat.Style.Name()}' has no version '{Shown(version)}' (any more). "
                + "Read the beat again and take one of its versions.");
        }

        refusal ??= await runLog.DecideAsync(
            state => BusyRefusal(state, beat) is { } why
                ? new Decision<string?>(why)
                : new Decision<string?>(null, [new VersionChosen(time.GetUtcNow(), beat.Style, beat.Beat, version, older!.ETag)]),
            cancellationToken);
        if (refusal is not null)
        {
            return new ControlResult.Refused(refusal);
        }

        await PlaceAsync(runLog, images, time, CancellationToken.None);
        return new ControlResult.Done();
    }

    /// <summary>Puts chosen candidates and older images in their places, if a crash left any that are not.</summary>
    public async Task PlaceAsync(string runId, CancellationToken cancellationToken)
    {
        if (RunIds.TryParse(runId, out _, out _) && await runLogs.FindAsync(runId, cancellationToken) is { } runLog)
        {
            await PlaceAsync(runLog, images, time, cancellationToken);
        }
    }

    internal static async Task PlaceAsync(RunLog runLog, IImageStore images, TimeProvider time, CancellationToken cancellationToken)
    {
        var gone = new HashSet<BeatRef>();
        while (await runLog.ReadAsync(
            state => state.UnplacedChoices.Select(b => new BeatRef(b.Style, b.Beat.Id)).Where(b => !gone.Contains(b)).ToArray(),
            cancellationToken) is { Length: > 0 } beats)
        {
            foreach (var beat in beats)
            {
                if (!await PlaceAsync(runLog, beat, images, time, cancellationToken))
                {
                    gone.Add(beat);
                }
            }
        }
    }

    private static async Task<bool> PlaceAsync(
        RunLog runLog, BeatRef beat, IImageStore images, TimeProvider time, CancellationToken cancellationToken)
    {
        var (name, etag) = await runLog.ReadAsync(
            state => (NameOf(state, beat)!.Value, state.Find(beat.Style, beat.Beat)!.Unplaced), cancellationToken);
        if (etag is null || await images.RestoreAsync(name, etag, cancellationToken) is not { } image)
        {
            return false;
        }

        await runLog.DecideAsync(
            state => state.Find(beat.Style, beat.Beat) is { } record && record.Unplaced == etag
                ? new Decision<bool>(true, [PlacedEvent(state, record, image, time.GetUtcNow())])
                : new Decision<bool>(false),
            cancellationToken);
        return true;
    }

    private static RunEvent PlacedEvent(RunState state, BeatRecord beat, StoredImage image, DateTimeOffset now) =>
        beat.Restoring is not null ? new VersionPlaced(
            now, beat.Style, beat.Beat.Id, image.Path, image.ETag, StoredImages.FromOf(state, beat, image))
        : new CandidatePlaced(now, beat.Style, beat.Beat.Id, beat.Candidates.Chosen, image.Path, image.ETag);

    private static ImageName? NameOf(RunState state, BeatRef beat) => state.Find(beat.Style, beat.Beat) is { } record
        ? new ImageName(state.Document.Storyboard.Project, beat.Style, record.Beat.Shot, beat.Beat)
        : null;

    private static string? Refusal(RunState state, BeatRef beat, int number)
    {
        if (state.Find(beat.Style, beat.Beat) is not { } record)
        {
            return $"It has no beat {beat.Beat} in style '{beat.Style.Name()}'.";
        }

        var stored = record.Candidates.Stored;
        return stored.All(c => c.IsLost) ? $"Beat {beat.Beat} of '{beat.Style.Name()}' has no candidates to choose from."
            : record.Candidates.Find(number) is not { IsLost: false }
                ? $"Beat {beat.Beat} of '{beat.Style.Name()}' has no candidate {number}. Choose one of "
                    + $"{string.Join(", ", Numbers(stored))}."
            : BusyRefusal(state, beat);
    }

    private static string? BusyRefusal(RunState state, BeatRef beat) =>
        state.Find(beat.Style, beat.Beat) is { State: BeatState.Pending or BeatState.Generating }
            ? $"Beat {beat.Beat} of '{beat.Style.Name()}' is being generated. Choose when its image is there, or skip it."
            : null;

    /// <summary>True when that version is what stands in the layout since it was restored: the same request was sent twice.</summary>
    private static bool IsBack(RunState state, BeatRef beat, string version) =>
        state.Find(beat.Style, beat.Beat) is { Restored: { } restored } record
        && restored.VersionId == version
        && restored.ETag == record.ETag;

    private static string Shown(string text) =>
        string.Concat(text.Take(64).Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' ? c : '?'));

    private static IEnumerable<int> Numbers(ImmutableArray<Candidate> stored) =>
        stored.Index().Where(c => !c.Item.IsLost).Select(c => c.Index + 1);

    private async Task<bool> IsStoredAsync(ImageName name, string etag, CancellationToken cancellationToken) =>
        (await images.FindAsync(name, cancellationToken))?.ETag == etag
        || (await images.VersionsAsync(name, cancellationToken)).Any(v => v.ETag == etag);
}
