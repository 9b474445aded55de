namespace ImageGen.Local.Storage;

/// <summary>
/// The paths of one image's files. Names are safe by their types; this adds that no folder below the project's is a link, so that
/// nothing is read or written outside of it. (The project's folder itself may be one: that is its owner's choice.)
/// </summary>
internal sealed class ProjectPaths(string project)
{
    public string Folder => project;

    public string Control => Path.Combine(project, DataFolder.ControlName);

    public string Images(ImageStyle style) => Path.Combine(project, ImageName.Root, style.Name());

    public string Shot(ImageName name) => Path.Combine(Images(name.Style), ShotName(name));

    public string Image(ImageName name, ImageFormat format) => Path.Combine(Shot(name), $"Beat_{BeatValue(name)}{format.Extension()}");

    /// <summary>
    /// The folders into which images of a style are written: those that are there already, and one for all that will be made beside them.
    /// </summary>
    public IEnumerable<string> Destinations(ImageStyle style, IReadOnlySet<ShotId> shots)
    {
        var sidecars = Path.Combine(Control, "images", style.Name());
        var versions = Path.Combine(Control, "versions", style.Name());
        string[] parents = Directory.Exists(versions) || new FileInfo(versions).LinkTarget is not null
            ? [Images(style), sidecars, versions]
            : [Images(style), sidecars];
        return parents.SelectMany(parent => shots
            .Select(shot => Path.Combine(parent, $"Shot_{shot}"))
            .Where(folder => Path.Exists(folder) || new FileInfo(folder).LinkTarget is not null)
            .Prepend(parent));
    }

    /// <summary>The lock under which images of a style are given their names, for other processes may do the same.</summary>
    public string Lock(ImageStyle style) => Path.Combine(Control, "images", style.Name(), ".lock");

    /// <summary>Where the metadata of the image at <paramref name="image"/> is.</summary>
    public string Sidecar(ImageStyle style, string image) => Path.Combine(
        Control,
        "images",
        style.Name(),
        Path.GetFileName(Path.GetDirectoryName(image)!),
        Path.GetFileNameWithoutExtension(image) + ".json");

    /// <summary>The folder of the thumbnails of a shot.</summary>
    public string Thumbnails(ImageName name) => Path.Combine(Control, "thumbnails", name.Style.Name(), ShotName(name));

    /// <summary>The folder of the older images of one name.</summary>
    public string Versions(ImageName name) =>
        Path.Combine(Control, "versions", name.Style.Name(), ShotName(name), $"Beat_{BeatValue(name)}");

    /// <summary>The path within the project, with <c>/</c>.</summary>
    public string Relative(string path) => Path.GetRelativePath(project, path).Replace('\\', '/');

    /// <summary>True when the way from the project's folder to <paramref name="path"/> goes through a link.</summary>
    public bool LeadsThroughLink(string path) => FirstLink(path) is not null;

    /// <exception cref="UserException">The way to <paramref name="path"/> goes through a link.</exception>
    public void RefuseLinks(string path)
    {
        if (FirstLink(path) is { } link)
        {
            throw new UserException($"{link} is a link, and images are kept only inside {project}. Replace the link by a folder, or "
                + "choose another project folder.");
        }
    }

    private string? FirstLink(string path)
    {
        for (var at = path; at.Length > project.Length; at = Path.GetDirectoryName(at)!)
        {
            if (new FileInfo(at).LinkTarget is not null)
            {
                return at;
            }
        }

        return null;
    }

    private static string ShotName(ImageName name) => $"Shot_{name.Shot.Value}";

    private static string BeatValue(ImageName name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name.Beat.Value);
        return name.Beat.Value;
    }
}
