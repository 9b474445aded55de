using System.Collections.Concurrent;

namespace ImageGen.Local.Storage;

/// <summary>
/// The folders under which an absolute project path is used as it is (<c>ImageGen:Projects:Roots</c>). Which project is where is kept in
/// <c>.imagegen/projects</c>, so that a run continues in its folder after a restart. Links are resolved before a path is compared, at every
/// use. Thread-safe.
/// </summary>
internal sealed class ProjectRoots(IReadOnlyList<string> roots, string registry)
{
    private readonly ConcurrentDictionary<ProjectName, string> _folders = new();
    private readonly ConcurrentDictionary<ProjectName, bool> _unknown = new();

    /// <summary>The project whose folder <paramref name="projectPath"/> is; null when it is not under a root.</summary>
    public (ProjectName Name, string Folder)? Find(string projectPath)
    {
        if (roots.Count == 0 || !Path.IsPathFullyQualified(projectPath) || projectPath.Contains('\0', StringComparison.Ordinal)
            || RealPath.Of(projectPath) is not { } real || !IsAllowed(real))
        {
            return null;
        }

        // Never the name of a project in the data folder: that has a hash only where the path has several segments.
        var text = RealPath.IgnoresCase ? real.ToLowerInvariant() : real;
        if (!ProjectName.TryFromPath($"root/folder/{text}", out var name))
        {
            return null;
        }

        _folders[name] = real;
        return (name, real);
    }

    /// <summary>The folder of a project that is under a root; null: it is in the data folder.</summary>
    /// <exception cref="UserException">It is not under a root any more.</exception>
    public string? FolderOf(ProjectName name)
    {
        if (!_folders.TryGetValue(name, out var folder))
        {
            if (_unknown.ContainsKey(name) || Read(name) is not { } kept)
            {
                _unknown.TryAdd(name, true);
                return null;
            }

            _folders[name] = folder = kept;
        }

        return RealPath.Of(folder) is { } real && RealPath.IsSame(real, folder) && IsAllowed(real)
            ? folder
            : throw new UserException(
                $"The project '{name}' is in {folder}, which is not under a folder of ImageGen:Projects:Roots any more, or leads through "
                    + "a link. "
                + "Add its root again.");
    }

    /// <summary>Remembers where a project is.</summary>
    public void Keep(ProjectName name)
    {
        if (!_folders.TryGetValue(name, out var folder) || Read(name) == folder)
        {
            return;
        }

        var path = PathOf(name);
        try
        {
            TempFile.CreateFolder(registry);
            File.WriteAllText(path, folder);
        }
        catch (Exception e) when (StorageFault.Is(e))
        {
            throw StorageFault.Writing(path, e);
        }
    }

    /// <summary>Under a root that is there, and no folder of this program's own.</summary>
    private bool IsAllowed(string real) =>
        !real.Split(Path.DirectorySeparatorChar).Contains(DataFolder.ControlName, StringComparer.OrdinalIgnoreCase)
        && roots.Any(root => RealPath.Of(root) is { } realRoot && Directory.Exists(realRoot) && RealPath.IsWithin(real, realRoot));

    private string? Read(ProjectName name)
    {
        var path = PathOf(name);
        try
        {
            return File.Exists(path) ? File.ReadAllText(path).Trim() : null;
        }
        catch (Exception e) when (StorageFault.Is(e))
        {
            throw StorageFault.Reading(path, e);
        }
    }

    private string PathOf(ProjectName name) => Path.Combine(registry, name.Value.ToLowerInvariant() + ".folder");
}
