using System.Globalization;
using System.Text.Json.Serialization;
using ImageGen.Core.Api.Exports;
using ImageGen.Core.Generation;
using ImageGen.Core.Runs;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Api.Views;

/// <summary>The images of a run.</summary>
/// <param name="Images">In the order of styles and storyboard.</param>
public sealed record ImageList(ImmutableArray<ImageView> Images);

/// <summary>An image of a run.</summary>
/// <param name="Style">The style.</param>
/// <param name="Beat">The beat's number.</param>
/// <param name="Shot">The shot's number.</param>
/// <param name="Uri">Where to get it, relative to the host.</param>
/// <param name="Path">Within the project.</param>
/// <param name="Etag">Of its bytes.</param>
/// <param name="MediaType">Its type.</param>
/// <param name="Length">Bytes.</param>
public sealed record ImageView(
    string Style,
    [property: JsonPropertyName("beat_number")] string Beat,
    [property: JsonPropertyName("shot_number")] int Shot,
    string Uri,
    string Path,
    string Etag,
    string MediaType,
    long Length);

/// <summary>Finds the images of runs and projects.</summary>
/// <remarks>Thread-safe.</remarks>
public sealed class RunImages(RunLogs runLogs, IImageStore images)
{
    /// <summary>What is stored for the beats of a run now; null when there is no such run.</summary>
    public async Task<ImmutableArray<(ImageName Name, StoredImage Image)>?> OfRunAsync(string runId, CancellationToken cancellationToken)
    {
        if (!RunIds.TryParse(runId, out _, out _) || await runLogs.FindAsync(runId, cancellationToken) is not { } runLog)
        {
            return null;
        }

        var found = ImmutableArray.CreateBuilder<(ImageName, StoredImage)>();
        var storyboard = runLog.Document.Storyboard;
        foreach (var style in storyboard.Styles)
        {
            var stored = await images.ListAsync(storyboard.Project, style.Style, cancellationToken);
            foreach (var beat in style.Beats)
            {
                if (stored.TryGetValue(beat.Id, out var image))
                {
                    found.Add((new ImageName(storyboard.Project, style.Style, beat.Shot, beat.Id), image));
                }
            }
        }

        return found.ToImmutable();
    }

    /// <summary>The same as the API lists it.</summary>
    public async Task<ImageList?> ListAsync(string runId, CancellationToken cancellationToken) =>
        await OfRunAsync(runId, cancellationToken) is { } found
            ? new ImageList([.. found.Select(f => Of(f.Name, f.Image))])
            : null;

    /// <summary>The name of an image of which only project, style and beat are known: the store is looked through for its shot.</summary>
    public async Task<ImageName?> NameOfAsync(ProjectName project, ImageStyle style, BeatId beat, CancellationToken cancellationToken)
    {
        var stored = await images.ListAsync(project, style, cancellationToken);
        return stored.TryGetValue(beat, out var image) && ShotOf(image.Path) is { } shot ? new ImageName(project, style, shot, beat) : null;
    }

    private static ImageView Of(ImageName name, StoredImage image) => new(
        name.Style.Name(),
        name.Beat.Value,
        name.Shot,
        ImageUris.Of(name, image.ETag),
        image.Path,
        image.ETag,
        image.Format.MediaType(),
        image.Length);

    private static int? ShotOf(string path)
    {
        const string Prefix = "Shot_";
        return path.Split('/') is [.., var folder, _]
            && folder.StartsWith(Prefix, StringComparison.Ordinal)
            && int.TryParse(folder.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
    }
}
