using System.Collections.Concurrent;
using ImageGen.Core.Generation;
using ImageGen.Core.Models.Images;

namespace ImageGen.Local.Storage.Images;

/// <summary>
/// The image that every hard cut is generated from. It is sent to the service, so one that cannot be used is reported, never ignored.
/// </summary>
/// <param name="chosen">
/// A file that a person named; null: <c>style_reference.png</c>, <c>.jpg</c> or <c>.webp</c> in the project's folder.
/// </param>
/// <param name="codec">Decodes it; null: its structure is checked.</param>
/// <param name="defaults">Files for projects that have none of their own, by style; null: none.</param>
internal sealed class StyleReferenceFile(
    string? chosen, IImageCodec? codec = null, IReadOnlyDictionary<ImageStyle, string>? defaults = null)
{
    /// <summary>No image is larger for good reason. What Gemini does not take is sent as a smaller copy.</summary>
    private const long Largest = ImageInspector.MaxBytes;

    private static readonly EnumerationOptions AnyCase = new() { MatchCasing = MatchCasing.CaseInsensitive, AttributesToSkip = 0 };
    private static readonly string[] Extensions = [".png", ".jpg", ".jpeg", ".webp"];

    private readonly ConcurrentDictionary<string, LastRead> _last = new(StringComparer.Ordinal);

    /// <exception cref="UserException">There is one, and it cannot be used.</exception>
    public StyleReferenceImage? Read(string projectFolder, ImageStyle style)
    {
        var own = chosen is null ? InFolder(projectFolder) : null;
        return (chosen ?? own ?? defaults?.GetValueOrDefault(style)) is { } path ? ReadFile(path, isOwn: own is not null) : null;
    }

    /// <summary>The one of projects that have none of their own.</summary>
    /// <exception cref="UserException">There is one, and it cannot be used.</exception>
    public StyleReferenceImage? ReadDefault(ImageStyle style) =>
        defaults?.GetValueOrDefault(style) is { } path ? ReadFile(path, isOwn: false) : null;

    private StyleReferenceImage ReadFile(string path, bool isOwn)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
        {
            throw new UserException(chosen is null
                ? $"The style reference {path} is not there. Put an image there, or change ImageGen:StyleReference."
                : $"The style reference {path} is not there. Name an existing image with --style-reference.");
        }

        if (isOwn && file.LinkTarget is not null)
        {
            throw new UserException(
                $"{path} is a link, and only the project's own folder is read. Copy the image there, or name it with --style-reference.");
        }

        if (!RegularFile.HasContent(file))
        {
            throw new UserException(
                $"The style reference {path} is empty or no regular file (a pipe or a device, say). Put an image there.");
        }

        if (!_last.TryGetValue(path, out var last) || last.Modified != file.LastWriteTimeUtc || last.Length != file.Length)
        {
            _last[path] = last = new LastRead(file.LastWriteTimeUtc, file.Length, Check(file));
        }

        return last.Image;
    }

    /// <summary>Whether a file can serve as a style reference.</summary>
    public static bool CanServe(string path, IImageCodec? codec = null)
    {
        try
        {
            return new StyleReferenceFile(path, codec).Read(string.Empty, default) is not null;
        }
        catch (Exception e) when (e is UserException or IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private StyleReferenceImage Check(FileInfo file)
    {
        if (file.Length > Largest)
        {
            throw new UserException($"The style reference {file.FullName} has {file.Length / 1e6:0.0} MB; at most {Largest / 1_000_000} "
                + "MB are read. Save it smaller.");
        }

        var bytes = File.ReadAllBytes(file.FullName);
        return codec.CheckOrInspect(bytes) switch
        {
            ImageCheck.Whole whole => new StyleReferenceImage(bytes, whole.Format),
            ImageCheck.Broken broken =>
                throw new UserException($"The style reference {file.FullName} cannot serve. {broken.Reason} Save it again as PNG."),
            var other => throw new InvalidOperationException($"Not a check: {other}."),
        };
    }

    /// <summary>Whether a project's folder has a style reference of its own.</summary>
    public static bool IsIn(string folder) => InFolder(folder) is not null;

    private static string? InFolder(string folder) => !Directory.Exists(folder)
        ? null
        : Directory.EnumerateFiles(folder, "style_reference.*", AnyCase)
            .Where(path => Extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase))
            .OrderBy(path => Array.FindIndex(Extensions, e => e.Equals(Path.GetExtension(path), StringComparison.OrdinalIgnoreCase)))
            .ThenBy(path => path, StringComparer.Ordinal)
            .FirstOrDefault();

    private sealed record LastRead(DateTime Modified, long Length, StyleReferenceImage Image);
}
