using ImageGen.Core.Base;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Api.Projects;

/// <summary>Where the projects of requests are. Thread-safe.</summary>
public interface IProjectFolders
{
    /// <summary>The place of a project path as a request writes it; null: no name can be made of it.</summary>
    /// <exception cref="UserException">Its folder cannot be used.</exception>
    ProjectPlace? Locate(string projectPath);

    /// <summary>The folder of a project by its name, for people.</summary>
    string FolderOf(ProjectName name);

    /// <summary>Whether something is there already.</summary>
    bool Exists(ProjectPlace place);

    /// <summary>Remembers where a project is, also for the next process; before a run begins there.</summary>
    /// <exception cref="UserException">That cannot be stored.</exception>
    void Keep(ProjectPlace place);
}

/// <summary>Where a project is.</summary>
/// <param name="Name">The name under which stores have it.</param>
/// <param name="Folder">Its folder, for people: absolute in the embedded host, container and prefix in the cloud.</param>
/// <param name="Note">Why that is not the folder that the request names; null: it is, or the request names none.</param>
public sealed record ProjectPlace(ProjectName Name, string Folder, string? Note = null);

/// <summary>Projects that are names only: no path leads to a folder.</summary>
/// <param name="folderOf">The folder of a name, for people.</param>
public sealed class NamedProjects(Func<ProjectName, string> folderOf) : IProjectFolders
{
    /// <inheritdoc/>
    public ProjectPlace? Locate(string projectPath)
    {
        if (!ProjectName.TryFromPath(projectPath, out var name))
        {
            return null;
        }

        var folder = folderOf(name);
        return new ProjectPlace(
            name, folder, IsAbsolute(projectPath) ? $"The project path is a name to this host: images go to {folder}." : null);
    }

    /// <inheritdoc/>
    public string FolderOf(ProjectName name) => folderOf(name);

    /// <inheritdoc/>
    public bool Exists(ProjectPlace place) => false;

    /// <inheritdoc/>
    public void Keep(ProjectPlace place)
    {
    }

    /// <summary>Whether a path is absolute on some system: <c>/home/me</c>, <c>C:\Projects</c>, <c>\\server\share</c>.</summary>
    public static bool IsAbsolute(string path) =>
        path.StartsWith('/')
            || path.StartsWith('\\')
            || (path.Length > 2 && char.IsAsciiLetter(path[0]) && path[1] == ':' && path[2] is '\\' or '/');
}
