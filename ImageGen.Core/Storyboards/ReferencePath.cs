using System.Buffers;

namespace ImageGen.Core.Storyboards;

/// <summary>Paths of reference images within their project: the one place that says which may be read.</summary>
public static class ReferencePath
{
    /// <summary>The folder in a project where references are that were uploaded or approved, by their ids.</summary>
    public const string Folder = "references";

    private static readonly SearchValues<char> NotInNames = SearchValues.Create("*?\"<>|");

    /// <summary>The longest path, in characters.</summary>
    public const int MaxLength = 260;

    /// <summary>
    /// The path with <c>/</c>, when it leads to something inside of the project that is not hidden; null, with the reason, for any other:
    /// absolute paths, addresses, <c>..</c>, hidden folders such as <c>.imagegen</c>, devices.
    /// </summary>
    public static string? Normalise(string text, out string problem)
    {
        ArgumentNullException.ThrowIfNull(text);
        var path = text.Trim().Replace('\\', '/');
        string[] segments = [.. path.Split('/').Where(s => s != ".")];
        problem = path.Length switch
        {
            0 => "is empty",
            > MaxLength => $"is {path.Length} characters long; {MaxLength} are allowed",
            _ when path.Contains(':', StringComparison.Ordinal) || path.StartsWith('/') || path.StartsWith('~') =>
                "is no path within the project",
            _ when segments.Contains("..") => "leads out of the project",
            _ when segments.Length == 0 || segments.Contains(string.Empty) => "is no path of a file",
            _ when !path.All(Reading.JsonText.IsPrintable) || path.AsSpan().ContainsAny(NotInNames) =>
                "holds characters that no file name has",
            _ when segments.Any(s => s[0] == '.') => "leads into a hidden folder or to a hidden file",
            _ when segments.Any(s => s[^1] is '.' or ' ' || s[0] == ' ' || ProjectName.IsReservedName(s)) =>
                "has a part that is no safe file name",
            _ => string.Empty,
        };
        return problem.Length == 0 ? string.Join('/', segments) : null;
    }

    /// <summary>The file of an uploaded image.</summary>
    public static string Of(ReferenceId id, ImageFormat format) => StemOf(id) + format.Extension();

    /// <summary>The file of what is known of an uploaded image.</summary>
    public static string NotesOf(ReferenceId id) => StemOf(id) + ".json";

    /// <summary>The id of a file in <see cref="Folder"/>, uploaded or copied there, and whether it is an image; false for any other
    /// file.</summary>
    public static bool TryRead(string path, out ReferenceId id, out bool isImage)
    {
        ArgumentNullException.ThrowIfNull(path);
        id = default;
        isImage = false;
        var dot = path.LastIndexOf('.');
        if (dot <= Folder.Length + 1 || !path.StartsWith(Folder + "/", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var extension = path[dot..].ToLowerInvariant();
        isImage = extension is ".png" or ".jpg" or ".jpeg" or ".webp";
        return (isImage || extension == ".json") && ReferenceId.TryParse(path[(Folder.Length + 1)..dot], out id);
    }

    // In lower case, because ids that differ only in case are one.
    private static string StemOf(ReferenceId id) => $"{Folder}/{id.Value.ToLowerInvariant()}";
}
