using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Api.Projects;

/// <summary>Finds the place of a request's project: at the name that an earlier release gave it, where its data is still there.</summary>
/// <remarks>Thread-safe.</remarks>
public sealed class ProjectPlaces(IProjectFolders folders, FormerNames names)
{
    /// <summary>The place of a project path as a request writes it; null: no name can be made of it.</summary>
    /// <exception cref="Base.UserException">Its folder cannot be used.</exception>
    public async Task<ProjectPlace?> LocateAsync(string projectPath, CancellationToken cancellationToken)
    {
        if (folders.Locate(projectPath) is not { } place || !ProjectName.TryFromPath(projectPath, out var name) || name != place.Name)
        {
            return folders.Locate(projectPath);
        }

        var kept = await names.ResolveAsync(projectPath, name, cancellationToken);
        return kept == name ? place : place with { Name = kept, Folder = folders.FolderOf(kept) };
    }
}
