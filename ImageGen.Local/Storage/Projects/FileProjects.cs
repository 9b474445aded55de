using ImageGen.Core.Api.Projects;

namespace ImageGen.Local.Storage.Projects;

/// <summary>Projects in the data folder, or in their own folders where those are under a root.</summary>
internal sealed class FileProjects(DataFolder data) : IProjectFolders
{
    public ProjectPlace? Locate(string projectPath)
    {
        if (data.Only is { } only)
        {
            // The folder is one project, whatever the request calls it by its path.
            return IsTheFolder(projectPath, data.Root) ? new ProjectPlace(only, data.Root)
                : ProjectName.TryFromPath(projectPath, out var other) ? new ProjectPlace(other, data.Root)
                : null;
        }

        if (data.Roots.Find(projectPath) is { } rooted)
        {
            return new ProjectPlace(rooted.Name, rooted.Folder);
        }

        if (InDataFolder(projectPath) is { } inside)
        {
            return new ProjectPlace(inside, data.Project(inside));
        }

        if (!ProjectName.TryFromPath(projectPath, out var name))
        {
            return null;
        }

        var folder = data.Project(name);
        return new ProjectPlace(name, folder, NamedProjects.IsAbsolute(projectPath)
            ? $"'{Shown(projectPath)}' is not under a folder of ImageGen:Projects:Roots, so images go to {folder}."
            : null);
    }

    public string FolderOf(ProjectName name) => data.Project(name);

    public bool Exists(ProjectPlace place) => Directory.Exists(place.Folder);

    public void Keep(ProjectPlace place) => data.Roots.Keep(place.Name);

    /// <summary>The project whose folder in the data folder a path names, as this program's own messages give it.</summary>
    private ProjectName? InDataFolder(string path) =>
        Path.IsPathFullyQualified(path) && !path.Contains('\0', StringComparison.Ordinal)
        && RealPath.Of(path) is { } real && RealPath.Of(data.Root) is { } root
        && Path.GetDirectoryName(real) is { } parent && RealPath.IsSame(parent, root)
        && ProjectName.TryParse(Path.GetFileName(real), out var name)
            ? name
            : null;

    private static bool IsTheFolder(string path, string folder) =>
        Path.IsPathFullyQualified(path) && !path.Contains('\0', StringComparison.Ordinal)
        && RealPath.Of(path) is { } real && RealPath.Of(folder) is { } realFolder && RealPath.IsSame(real, realFolder);

    private static string Shown(string path) => string.Concat(path.Where(c => !char.IsControl(c)).Take(200));
}
