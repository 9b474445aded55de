using System.Collections.Concurrent;

namespace ImageGen.Local.Storage;

/// <summary>Where everything of this host lies on the disk: the one place that makes paths of it.</summary>
internal sealed class DataFolder
{
    public const string ControlName = ".imagegen";

    public static readonly EnumerationOptions AnyCase = new() { MatchCasing = MatchCasing.CaseInsensitive, AttributesToSkip = 0 };

    private readonly ConcurrentDictionary<ProjectName, string> _projects = new();
    private readonly ConcurrentDictionary<ProjectName, IReadOnlyList<string>> _others = new();
    private readonly ProjectName? _only;
    private volatile bool _isTaken;

    private DataFolder(string root, ProjectName? only, IReadOnlyList<string>? roots = null)
    {
        Root = Path.GetFullPath(root);
        _only = only;
        Roots = new ProjectRoots(roots ?? [], Path.Combine(Control, "projects"));
    }

    /// <summary>The project whose folder this is; null: there are several.</summary>
    public ProjectName? Only => _only;

    /// <summary>Projects in folders of their own.</summary>
    public ProjectRoots Roots { get; }

    /// <summary>The folder itself, absolute.</summary>
    public string Root { get; }

    /// <summary>Runs, locks, key pools: all that is not of one project.</summary>
    public string Control => Path.Combine(Root, ControlName);

    public string Runs => Path.Combine(Control, "runs");

    public string Inbox => Path.Combine(Control, "inbox");

    /// <summary>The folder if this process works in it (<see cref="Take"/>), so that it must not be created again; else null.</summary>
    public string? Taken => _isTaken ? Root : null;

    private string Marker => Path.Combine(Control, "project");

    /// <summary>A folder of several projects, each in a folder of its own, or one of <see cref="OfOneProject"/>: as it was made.</summary>
    /// <param name="root">The folder.</param>
    /// <param name="roots">Folders under which projects are in folders of their own; null: none.</param>
    public static DataFolder Open(string root, IReadOnlyList<string>? roots = null)
    {
        var folder = new DataFolder(root, only: null, roots);
        return folder.ReadMarker() is { } only ? new DataFolder(root, only) : folder;
    }

    /// <summary>A project's folder that is only read.</summary>
    public static DataFolder ReadOnly(string root, ProjectName project) => new(root, project);

    /// <summary>A folder that is data folder and the folder of its only project in one (<c>--out</c>).</summary>
    /// <param name="root">The folder.</param>
    /// <param name="project">The project.</param>
    /// <param name="former">Its name in earlier releases, where that differs: the folder may be marked with it.</param>
    /// <exception cref="UserException">It is another project's already, or one of several projects.</exception>
    public static DataFolder OfOneProject(string root, ProjectName project, ProjectName? former = null)
    {
        var folder = new DataFolder(root, project);
        if (folder.ReadMarker() is { } other)
        {
            return other == project || other == former
                ? new DataFolder(root, other)
                : throw new UserException(
                    $"{folder.Root} is the folder of the project '{other}'. Choose another folder for '{project}' (--out).");
        }

        if (Directory.Exists(folder.Runs))
        {
            throw new UserException($"{folder.Root} is a data folder of several projects. Choose a folder of its own for '{project}' "
                + "(--out), or name this one with --data.");
        }

        try
        {
            TempFile.CreateFolder(folder.Control);
            File.WriteAllText(folder.Marker, project.Value);
            return folder;
        }
        catch (Exception e) when (StorageFault.Is(e))
        {
            throw StorageFault.Writing(folder.Marker, e);
        }
    }

    /// <summary>This process works here: from now on the folder is there, or something is wrong with the disk.</summary>
    public void Take() => _isTaken = true;

    /// <summary>
    /// Throws when the folder that this process works on has gone away (its disk was pulled out, say): nothing may be put in its place,
    /// where it would be hidden as soon as the folder is back.
    /// </summary>
    /// <exception cref="DirectoryNotFoundException">It is gone.</exception>
    public void RequireThere()
    {
        if (_isTaken && !Directory.Exists(Control))
        {
            throw new DirectoryNotFoundException($"{Root} is gone");
        }
    }

    /// <summary>The folder of a project. On a case-sensitive disk, a folder that differs only in case is the same project's.</summary>
    /// <exception cref="UserException">This folder is another project's.</exception>
    public string Project(ProjectName project)
    {
        ArgumentException.ThrowIfNullOrEmpty(project.Value);
        return _only is null ? Roots.FolderOf(project) ?? _projects.GetOrAdd(project, Locate)
            : _only == project ? Root
            : _only.Value.Cast == project ? Path.Combine(Control, "cast")
            : throw new UserException($"{Root} is the folder of the project '{_only}' alone. Choose another data folder for '{project}'.");
    }

    /// <summary>
    /// Further folders of a project, which earlier releases made for other spellings on a case-sensitive disk: their images are
    /// read.
    /// </summary>
    public IReadOnlyList<string> OtherFolders(ProjectName project) =>
        _only is null ? _others.GetOrAdd(project, p => [.. Spellings(p).Where(folder => folder != Project(p))]) : [];

    private ProjectName? ReadMarker()
    {
        try
        {
            return RegularFile.HasContent(Marker) && ProjectName.TryParse(File.ReadAllText(Marker).Trim(), out var project)
                ? project
                : null;
        }
        catch (Exception e) when (StorageFault.Is(e))
        {
            throw StorageFault.Reading(Marker, e);
        }
    }

    private string Locate(ProjectName project) =>
        Spellings(project).FirstOrDefault(Path.Combine(Root, project.Value));

    private IEnumerable<string> Spellings(ProjectName project) => !Directory.Exists(Root)
        ? []
        : Directory.EnumerateDirectories(Root, project.Value, AnyCase).Order(StringComparer.Ordinal);
}
