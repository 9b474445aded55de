using ImageGen.Core.Api.Projects;
using ImageGen.Core.Api.Requests;
using ImageGen.Local.Storage;
using ImageGen.Local.Storage.Projects;

namespace ImageGen.Local.Cli;

/// <summary>A project's folder that a person named, as the storyboard app lays it out: prompts, images and runs in one.</summary>
/// <param name="Path">The folder; links are resolved.</param>
/// <param name="Name">The project's name.</param>
internal sealed record ProjectFolder(string Path, ProjectName Name)
{
    /// <exception cref="UserException">It is not there, or no name can be made of it.</exception>
    public static ProjectFolder Of(string path, string currentFolder)
    {
        var real = path.Contains((char)0, StringComparison.Ordinal) ? null : RealPath.Of(System.IO.Path.GetFullPath(path, currentFolder));
        return real is null || !Directory.Exists(real)
            ? throw new UserException($"{path} is not there. Name a project's folder.")
            : ProjectName.TryFromPath(real, out var name)
            ? new ProjectFolder(real, name)
            : throw new UserException($"No project's name can be made of {path}. Name a folder such as /home/me/Videos/My Video.");
    }

    /// <summary>The folder, which is only read.</summary>
    public DataFolder ReadOnly() => DataFolder.ReadOnly(Path, Name);

    /// <summary>The storyboard in its prompt files, and what was understood of them; null: it has none.</summary>
    /// <exception cref="UserException">They are faulty; the message names every fault.</exception>
    public async Task<StoryboardReadResult.Accepted?> ReadAsync(StoryboardIntake intake, CancellationToken cancellationToken)
    {
        var files = await ProjectPrompts.ReadAsync(new FileProjectFiles(ReadOnly()), Name, cancellationToken);
        return files.IsEmpty ? null : StoryboardFile.Accept(intake.ReadFiles(Path, files), Path);
    }

    /// <summary>The data folder that works on it: the usual one where the folder is under a root, else the folder itself.</summary>
    public DataFolder Open(DataFolder usual) =>
        usual.Roots.Find(Path) is not null ? usual : DataFolder.OfOneProject(Path, Name);
}
