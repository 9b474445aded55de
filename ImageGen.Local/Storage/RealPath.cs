namespace ImageGen.Local.Storage;

/// <summary>Where a path really leads: every link on its way is resolved. What is not there yet has no links.</summary>
internal static class RealPath
{
    /// <summary>Whether names that differ only in case are one file here.</summary>
    public static readonly bool IgnoresCase = OperatingSystem.IsWindows() || OperatingSystem.IsMacOS();

    private const int MostLinks = 40;

    private static readonly StringComparison Comparison = IgnoresCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    /// <summary>The real path of an absolute one; null when its links go round in a circle.</summary>
    public static string? Of(string path)
    {
        var links = 0;
        return Of(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)), ref links);
    }

    /// <summary>Whether <paramref name="path"/> is <paramref name="folder"/> or below it; both are real.</summary>
    public static bool IsWithin(string path, string folder) =>
        path.Equals(folder, Comparison)
        || path.StartsWith(Path.EndsInDirectorySeparator(folder) ? folder : folder + Path.DirectorySeparatorChar, Comparison);

    /// <summary>Whether two real paths are the same.</summary>
    public static bool IsSame(string one, string other) => one.Equals(other, Comparison);

    private static string? Of(string path, ref int links)
    {
        if (Path.GetDirectoryName(path) is not { Length: > 0 } parent)
        {
            return path;
        }

        if (Of(parent, ref links) is not { } real)
        {
            return null;
        }

        var at = Path.Combine(real, Path.GetFileName(path));
        if (new FileInfo(at).LinkTarget is not { } target)
        {
            return at;
        }

        return ++links > MostLinks ? null : Of(Path.TrimEndingDirectorySeparator(Path.GetFullPath(target, real)), ref links);
    }
}
