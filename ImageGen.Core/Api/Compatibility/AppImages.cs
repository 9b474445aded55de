using ImageGen.Core.Generation;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Api.Compatibility;

/// <summary>A project's images as the storyboard app asks for them.</summary>
public static class AppImages
{
    private const string Marker = "/" + ImageName.Root + "/";

    /// <summary>The paths of a style's images, each under every spelling of its beat.</summary>
    public static ImmutableSortedDictionary<string, string> PathsOf(
        ImageStyle style, IReadOnlyDictionary<BeatId, StoredImage> images, AppLabels labels)
    {
        var paths = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var (beat, image) in images)
        {
            paths[beat.Value] = paths[$"Beat {beat}"] = paths[labels.Of(style, beat)] = image.Path;
        }

        return paths.ToImmutable();
    }

    /// <summary>
    /// How far a style is: what is stored decides, and a progress file adds how it spells its beats and when it was written.
    /// </summary>
    public static AppStyleProgress ProgressOf(
        ImageStyle style, IReadOnlyDictionary<BeatId, StoredImage> images, AppLabels labels, ProgressFile? file)
    {
        return new AppStyleProgress(
            [.. images.OrderBy(i => i.Value.StoredAt).ThenBy(i => i.Key).Select(i => LabelOf(i.Key))],
            images.Count == 0 ? file?.LastUpdated : images.Values.Max(i => i.StoredAt));

        string LabelOf(BeatId beat) => labels.Of(style, beat) is var label && label != beat.Value ? label : file?.LabelOf(beat) ?? label;
    }

    /// <summary>An image's absolute path: the folder's separators are kept.</summary>
    public static string AbsolutePath(string folder, string path) =>
        folder.Contains('\\', StringComparison.Ordinal) && !folder.Contains('/', StringComparison.Ordinal)
            ? $"{folder.TrimEnd('\\')}\\{path.Replace('/', '\\')}"
            : $"{folder.TrimEnd('/')}/{path}";

    /// <summary>
    /// Takes a path <c>{project}/generated_images/{style}/Shot_{shot}/{file}</c> apart, in either kind of separator; false for every other
    /// one. No file is ever opened by it: what is found is a name in the image store.
    /// </summary>
    public static bool TryParsePath(string? path, out AppImagePath parsed)
    {
        parsed = null!;
        var text = path?.Replace('\\', '/') ?? string.Empty;
        var at = text.LastIndexOf(Marker, StringComparison.Ordinal);
        if (at <= 0 || text[(at + Marker.Length)..].Split('/') is not [var style, var folder, var file]
            || !ImageStyles.All.Any(s => s.Name() == style)
            || !folder.StartsWith("Shot_", StringComparison.Ordinal)
            || !ShotId.TryParseExact(folder[5..], out var shot)
            || !TryParseFile(file, out var beat)
            || !ImageStyles.TryParse(style, out var imageStyle))
        {
            return false;
        }

        parsed = new AppImagePath(path![..at], imageStyle, shot, beat);
        return true;
    }

    /// <summary>The beat of an image's file: <c>Beat_1.1.png</c>, and <c>Beat_Beat 1.png</c> as the oldest release wrote it.</summary>
    public static bool TryParseFile(string file, out BeatId beat)
    {
        beat = default;
        var dot = file.LastIndexOf('.');
        return dot > 0
            && ImageFormats.All.Any(format => file[dot..].Equals(format.Extension(), StringComparison.OrdinalIgnoreCase))
            && ImageFiles.TryParseStem(file[..dot], out beat);
    }
}

/// <summary>What an image's path names.</summary>
/// <param name="ProjectPath">The project as the path has it.</param>
/// <param name="Style">The style.</param>
/// <param name="Shot">The shot.</param>
/// <param name="Beat">The beat.</param>
public sealed record AppImagePath(string ProjectPath, ImageStyle Style, ShotId Shot, BeatId Beat);
