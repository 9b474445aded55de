using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using ImageGen.Core.Generation;
using ImageGen.Core.Models.Catalogue;
using ImageGen.Core.Runs;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Api.Views;

/// <summary>An image of a run.</summary>
/// <param name="Style">The style.</param>
/// <param name="Beat">The beat's number.</param>
/// <param name="Shot">The shot's number.</param>
/// <param name="Uri">Where to get it, relative to the host.</param>
/// <param name="Path">Within the project.</param>
/// <param name="Etag">Of its bytes, without quotes.</param>
/// <param name="MediaType">Its type.</param>
/// <param name="Length">Bytes.</param>
public sealed record ImageView(
    string Style,
    [property: JsonPropertyName("beat_number")] string Beat,
    [property: JsonPropertyName("shot_number")] ShotId Shot,
    string Uri,
    string Path,
    string Etag,
    [property: AllowedValues("image/png", "image/jpeg", "image/webp")] string MediaType,
    long Length)
{
    /// <summary>The beat's number as the request spells it; null: as in <see cref="Beat"/>.</summary>
    [JsonPropertyName("beat_label")]
    public string? BeatLabel { get; init; }

    /// <summary>The shot as the request spells it; null: as in <see cref="Shot"/>.</summary>
    [JsonPropertyName("shot_label")]
    public string? ShotLabel { get; init; }

    /// <summary>The references that have changed since the image was generated; left out when none has.</summary>
    public ImmutableArray<string>? ChangedReferences { get; init; }
}

/// <summary>Finds the images of runs and projects.</summary>
/// <remarks>Thread-safe.</remarks>
/// <param name="runLogs">The runs' logs.</param>
/// <param name="images">The images.</param>
/// <param name="models">How many references a model takes; null: as built in.</param>
public sealed class RunImages(RunLogs runLogs, IImageStore images, ModelCatalogue? models = null)
{
    private readonly SharedListings _listings = new(images);

    /// <summary>What is stored for the beats of a run, page by page; null when there is no such run.</summary>
    public async Task<ImagePages?> OfRunAsync(string runId, CancellationToken cancellationToken) =>
        RunIds.TryParse(runId, out _, out _) && await runLogs.FindAsync(runId, cancellationToken) is { } runLog
            ? new ImagePages(
                runLog.Document.Storyboard,
                _listings,
                await ReferenceMarks.ReadAsync(
                    runLog.Document.Storyboard, images, models ?? ModelCatalogue.BuiltIn, cancellationToken))
            : null;

    /// <summary>The name of an image of which only project, style and beat are known: the store is searched for its shot.</summary>
    public async Task<ImageName?> NameOfAsync(ProjectName project, ImageStyle style, BeatId beat, CancellationToken cancellationToken)
    {
        var stored = await _listings.ListAsync(project, style, cancellationToken);
        return stored.TryGetValue(beat, out var image) && ShotOf(image.Path) is { } shot ? new ImageName(project, style, shot, beat) : null;
    }

    /// <summary>An image as the API lists it, with the request's spelling of its <paramref name="beat"/>.</summary>
    public static ImageView Of(ImageName name, StoredImage image, Beat? beat) => new(
        name.Style.Name(),
        name.Beat.Value,
        name.Shot,
        ImageUris.Of(name, image.ETag),
        image.Path,
        image.ETag,
        image.Format.MediaType(),
        image.Length)
    {
        BeatLabel = beat?.Label,
        ShotLabel = beat?.ShotLabel,
    };

    private static ShotId? ShotOf(string path)
    {
        const string Prefix = "Shot_";
        return path.Split('/') is [.., var folder, _]
            && folder.StartsWith(Prefix, StringComparison.Ordinal)
            && ShotId.TryParseExact(folder[Prefix.Length..], out var shot)
            ? shot
            : null;
    }
}
