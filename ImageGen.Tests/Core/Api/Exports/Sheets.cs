using ImageGen.Core.Api.Exports;

namespace ImageGen.Tests.Core.Api.Exports;

/// <summary>Sheets of a few beats; the second style lacks the image of beat 1.2.</summary>
internal static class Sheets
{
    public static ExportSheet Of(params ReadOnlySpan<(string Beat, int Shot, string? Phrase, decimal Seconds)> beats) =>
        Of([ImageStyle.Illustration, ImageStyle.Clear], beats);

    public static ExportSheet Of(ImageStyle[] styles, params ReadOnlySpan<(string Beat, int Shot, string? Phrase, decimal Seconds)> beats)
    {
        Assert.True(ProjectName.TryParse("tale", out var project));
        var list = ImmutableArray.CreateBuilder<ExportBeat>();
        foreach (var (beat, shot, phrase, seconds) in beats)
        {
            var id = BeatId.Parse(beat);
            list.Add(new ExportBeat(
                shot,
                id,
                "H",
                phrase,
                seconds,
                [.. styles.Select((style, i) => Cell(new ImageName(project, style, shot, id), i == 0 || beat != "1.2"))]));
        }

        return new ExportSheet(project, "The tale", [.. styles], list.ToImmutable());
    }

    private static ExportCell Cell(ImageName name, bool isThere) => new(
        name,
        isThere ? BeatState.Complete : BeatState.Error,
        isThere ? new StoredImage(name.PathAs(ImageFormat.Png), ImageFormat.Png, 100, "etag", DateTimeOffset.UnixEpoch, null) : null)
    {
        CostUsd = 0.0336m,
        Attempts = 1,
        Problem = isThere ? null : "Blocked.",
    };
}
