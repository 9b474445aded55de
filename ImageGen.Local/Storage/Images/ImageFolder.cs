namespace ImageGen.Local.Storage.Images;

/// <summary>Finds the files that may be images, by their exact names. Everything else in the folders is none of our business.</summary>
internal static class ImageFolder
{
    private static readonly EnumerationOptions AnyCase = new() { MatchCasing = MatchCasing.CaseInsensitive, AttributesToSkip = 0 };

    /// <summary>The files of one name: usually one, several only after a crash between two renames.</summary>
    public static FileInfo[] Of(ProjectPaths paths, ImageName name)
    {
        FileInfo[] exact = [.. ImageFormats.All.Select(format => new FileInfo(paths.Image(name, format))).Where(f => f.Exists)];
        var shot = paths.Shot(name);
        if (exact.Length == 0)
        {
            // As earlier programs called it: Beat_Beat 1.png.
            exact = [.. from stem in ImageFiles.StemsOf(name.Beat).Skip(1)
                        from format in ImageFormats.All
                        select new FileInfo(Path.Combine(shot, stem + format.Extension())) into file
                        where file.Exists
                        select file];
        }

        if (exact.Length > 0 || !name.Beat.Value.Any(char.IsAsciiLetter) || !Directory.Exists(shot))
        {
            return exact;
        }

        // Ids that differ only in case are the same beat, also on a case-sensitive disk.
        return [.. new DirectoryInfo(shot).EnumerateFiles($"Beat_{name.Beat.Value}.*", AnyCase).Where(f => BeatOf(f) == name.Beat)];
    }

    /// <summary>All files of a style, by beat and shot.</summary>
    public static IEnumerable<IGrouping<(BeatId Beat, string Shot), FileInfo>> Of(ProjectPaths paths, ImageStyle style)
    {
        var folder = new DirectoryInfo(paths.Images(style));
        return !folder.Exists || paths.LeadsThroughLink(folder.FullName)
            ? []
            : folder.EnumerateDirectories("Shot_*")
                .Where(shot => IsShot(shot.Name) && shot.LinkTarget is null)
                .SelectMany(shot => shot.EnumerateFiles("Beat*"))
                .Select(file => (File: file, Beat: BeatOf(file)))
                .Where(found => found.Beat is not null)
                .OrderByDescending(found => ImageFiles.IsOurs(Path.GetFileNameWithoutExtension(found.File.Name), found.Beat!.Value))
                .GroupBy(found => (found.Beat!.Value, found.File.DirectoryName!), found => found.File);
    }

    private static bool IsShot(string name) =>
        ShotId.TryParseExact(name["Shot_".Length..], out _);

    private static BeatId? BeatOf(FileInfo file)
    {
        var stem = Path.GetFileNameWithoutExtension(file.Name);
        return ImageFormats.All.Any(format => format.Extension() == file.Extension)
            && ImageFiles.TryParseStem(stem, out var id)
                ? id
                : null;
    }
}
