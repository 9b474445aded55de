using System.Collections.Concurrent;
using ImageGen.Core.Storyboards;

namespace ImageGen.Local.Adapters.Files;

/// <summary>Where everything of this host lies on the disk: the one place that makes paths of it.</summary>
internal sealed class DataFolder
{
    public const string ControlName = ".imagegen";

    private static readonly EnumerationOptions AnyCase = new() { MatchCasing = MatchCasing.CaseInsensitive, AttributesToSkip = 0 };

    private readonly ConcurrentDictionary<ProjectName, string> _projects = new();
    private readonly bool _isProject;

    private DataFolder(string root, bool isProject)
    {
        Root = Path.GetFullPath(root);
        _isProject = isProject;
    }

    /// <summary>The folder itself, absolute.</summary>
    public string Root { get; }

    /// <summary>Runs, locks, key pools: all that is not of one project.</summary>
    public string Control => Path.Combine(Root, ControlName);

    public string Runs => Path.Combine(Control, "runs");

    public string Inbox => Path.Combine(Control, "inbox");

    /// <summary>A folder that holds one folder for each project.</summary>
    public static DataFolder Of(string root) => new(root, isProject: false);

    /// <summary>A folder that is data folder and the folder of its only project in one (<c>--out</c>).</summary>
    public static DataFolder OfOneProject(string root) => new(root, isProject: true);

    /// <summary>The folder of a project. On a disk that tells case apart, one that differs only in case is the same project's.</summary>
    public string Project(ProjectName project)
    {
        ArgumentException.ThrowIfNullOrEmpty(project.Value);
        return _isProject ? Root : _projects.GetOrAdd(project, Locate);
    }

    private string Locate(ProjectName project)
    {
        var exact = Path.Combine(Root, project.Value);
        return Directory.Exists(exact) || !Directory.Exists(Root)
            ? exact
            : Directory.EnumerateDirectories(Root, project.Value, AnyCase).Order(StringComparer.Ordinal).FirstOrDefault(exact);
    }
}
