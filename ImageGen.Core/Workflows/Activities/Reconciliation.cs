using ImageGen.Core.Generation;
using ImageGen.Core.Runs;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Workflows.Activities;

/// <summary>
/// Holds a style's log against the store when a workflow begins: records images that are there and need no call, confirms images whose
/// call ended while no one was left to record it, takes back beats whose image has gone, and skips those that the request leaves out and
/// that have none. One listing, one append.
/// </summary>
internal static class Reconciliation
{
    public static async Task RecordAsync(
        RunLog runLog, ImageStyle style, IImageStore images, TimeProvider time, CancellationToken cancellationToken)
    {
        var project = runLog.Document.Storyboard.Project;
        var stored = await images.ListAsync(project, style, cancellationToken);
        var styleReference = stored.Values.Any(i => i.Provenance?.ReferenceHash is not null)
            ? (await images.StyleReferenceAsync(project, style, cancellationToken))?.Hash()
            : null;
        await runLog.DecideAsync(
            state => new Decision<bool>(
                true,
                [.. state.Style(style).Beats
                    .Select(b => EventOf(state, b, ImageOf(b, project, stored), styleReference, time.GetUtcNow()))
                    .OfType<RunEvent>()]),
            cancellationToken);
    }

    /// <summary>An image of a shot in which the beat was once is not its image.</summary>
    private static StoredImage? ImageOf(BeatRecord beat, ProjectName project, IReadOnlyDictionary<BeatId, StoredImage> stored) =>
        stored.GetValueOrDefault(beat.Beat.Id) is { } image
        && string.Equals(
            image.Path[..image.Path.LastIndexOf('.')],
            new ImageName(project, beat.Style, beat.Beat.Shot, beat.Beat.Id).PathWithoutExtension,
            StringComparison.OrdinalIgnoreCase)
            ? image
            : null;

    private static RunEvent? EventOf(RunState state, BeatRecord beat, StoredImage? image, string? styleReference, DateTimeOffset now) =>
        beat.State switch
        {
            BeatState.Complete or BeatState.Exists when image is null => new BeatLost(now, beat.Style, beat.Beat.Id),
            BeatState.Pending when image is null && beat.IsLeftOut => new BeatSkipped(now, beat.Style, beat.Beat.Id),
            BeatState.Pending when image is not null => StoredImages.EventOf(state, beat, image, styleReference, now),
            _ => null,
        };
}
