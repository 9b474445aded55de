using ImageGen.Core.Base;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Api.Projects;

/// <summary>
/// Small files beside a project's images. Paths are relative to the project, with <c>/</c>, and made by this program alone.
/// </summary>
/// <remarks>Thread-safe. Nothing is read or written through a link, or outside of the project.</remarks>
public interface IProjectFiles
{
    /// <summary>The largest file that is read, in bytes.</summary>
    const int MaxBytes = 64 * 1024 * 1024;

    /// <summary>A file's bytes; null when it is not there.</summary>
    /// <exception cref="UserException">It cannot be read, or is larger than <see cref="MaxBytes"/>.</exception>
    Task<ReadOnlyMemory<byte>?> ReadAsync(ProjectName project, string path, CancellationToken cancellationToken);

    /// <summary>Writes a whole file, in place of one that is there.</summary>
    /// <exception cref="UserException">It cannot be written.</exception>
    Task WriteAsync(ProjectName project, string path, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken);

    /// <summary>Deletes a file; no harm if it is not there.</summary>
    /// <exception cref="UserException">It cannot be deleted.</exception>
    Task DeleteAsync(ProjectName project, string path, CancellationToken cancellationToken);
}

/// <summary>A host without such files: there are none, and none can be written.</summary>
public sealed class NoProjectFiles : IProjectFiles
{
    /// <inheritdoc/>
    public Task<ReadOnlyMemory<byte>?> ReadAsync(ProjectName project, string path, CancellationToken cancellationToken) =>
        Task.FromResult<ReadOnlyMemory<byte>?>(null);

    /// <inheritdoc/>
    public Task WriteAsync(ProjectName project, string path, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
        throw new UserException($"{path} cannot be stored here.");

    /// <inheritdoc/>
    public Task DeleteAsync(ProjectName project, string path, CancellationToken cancellationToken) => Task.CompletedTask;
}
