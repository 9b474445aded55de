using ImageGen.Core.Generation;
using ImageGen.Core.Ports;
using ImageGen.Core.Runs;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Workflows;

/// <summary>
/// Holds a style's log against the store when a workflow begins: records pictures that are there and need no call, confirms pictures whose
/// call ended while nobody was left to record it, and takes back beats whose picture has gone. One listing, one append.
/// </summary>
internal static class StockTaking
{
    public static async Task RecordAsync(
        RunLedger ledger, ImageStyle style, IImageStore images, TimeProvider time, CancellationToken cancellationToken)
    {
        var stored = await images.ListAsync(ledger.Document.Storyboard.Project, style, cancellationToken);
        await ledger.DecideAsync(
            state => new Decision<bool>(
                true,
                [.. state.Style(style).Beats
                    .Select(b => EventOf(state, b, stored.GetValueOrDefault(b.Beat.Id), time.GetUtcNow()))
                    .OfType<RunEvent>()]),
            cancellationToken);
    }

    private static RunEvent? EventOf(RunState state, BeatRecord beat, StoredImage? image, DateTimeOffset now) =>
        beat.State switch
        {
            BeatState.Complete or BeatState.Exists when image is null => new BeatLost(now, beat.Style, beat.Beat.Id),
            BeatState.Pending when image is not null => BeatGenerator.Accepts(state, beat, image) switch
            {
                BeatGenerator.Acceptance.Drawn => BeatGenerator.CompletedBy(now, beat, image),
                BeatGenerator.Acceptance.Found => new BeatFound(now, beat.Style, beat.Beat.Id, image.Path, image.ETag),
                _ => null,
            },
            _ => null,
        };
}
