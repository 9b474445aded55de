using ImageGen.Core.Base;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Generation;

/// <summary>
/// Files of reference images in a project: those that a storyboard names, and those that were uploaded, below <see
/// cref="ReferencePath.Folder"/>.
/// </summary>
/// <remarks>
/// Thread-safe. Paths are relative to the project, with <c>/</c>, and were made or checked by <see cref="ReferencePath"/>. Nothing is read
/// or written through a link, or outside of the project; a pipe or a device is never opened.
/// </remarks>
public interface IReferenceFiles
{
    /// <summary>The largest file that is read or taken, in bytes: 64 MB.</summary>
    const int MaxBytes = 64 * 1024 * 1024;

    /// <summary>Reads a file, or says why it cannot serve.</summary>
    /// <exception cref="UserException">The storage is in trouble: nothing is known of the file.</exception>
    Task<ReferenceFile> ReadAsync(ProjectName project, string path, CancellationToken cancellationToken);

    /// <summary>The files below <see cref="ReferencePath.Folder"/>; empty when there is no such folder.</summary>
    /// <exception cref="UserException">They cannot be listed.</exception>
    Task<ImmutableArray<ReferenceEntry>> ListAsync(ProjectName project, CancellationToken cancellationToken);

    /// <summary>Writes a whole file, in place of one that is there.</summary>
    /// <exception cref="UserException">It cannot be written; what was there before is unchanged.</exception>
    Task WriteAsync(ProjectName project, string path, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken);

    /// <summary>Deletes a file; no harm if it is not there.</summary>
    /// <exception cref="UserException">It cannot be deleted.</exception>
    Task DeleteAsync(ProjectName project, string path, CancellationToken cancellationToken);
}

/// <summary>A file as it was read: its bytes, or why there are none. Nothing else.</summary>
public abstract record ReferenceFile
{
    private ReferenceFile()
    {
    }

    /// <summary>Its bytes.</summary>
    /// <param name="Bytes">One or more.</param>
    public sealed record Found(ReadOnlyMemory<byte> Bytes) : ReferenceFile;

    /// <summary>There is no file of that name.</summary>
    public sealed record Missing : ReferenceFile;

    /// <summary>There is one, and it is not read.</summary>
    /// <param name="Why">What it is, to follow "it": <c>is empty</c>.</param>
    public sealed record Unusable(string Why) : ReferenceFile;
}

/// <summary>A file in the folder of uploaded references.</summary>
/// <param name="Path">Within the project.</param>
/// <param name="Length">Bytes.</param>
/// <param name="ModifiedAt">When it was written.</param>
public sealed record ReferenceEntry(string Path, long Length, DateTimeOffset ModifiedAt);

/// <summary>A host without such files: there are none, and none can be written.</summary>
public sealed class NoReferenceFiles : IReferenceFiles
{
    /// <summary>The only one.</summary>
    public static NoReferenceFiles Instance { get; } = new();

    /// <inheritdoc/>
    public Task<ReferenceFile> ReadAsync(ProjectName project, string path, CancellationToken cancellationToken) =>
        Task.FromResult<ReferenceFile>(new ReferenceFile.Missing());

    /// <inheritdoc/>
    public Task<ImmutableArray<ReferenceEntry>> ListAsync(ProjectName project, CancellationToken cancellationToken) =>
        Task.FromResult(ImmutableArray<ReferenceEntry>.Empty);

    /// <inheritdoc/>
    public Task WriteAsync(ProjectName project, string path, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
        throw new UserException($"{path} cannot be stored here.");

    /// <inheritdoc/>
    public Task DeleteAsync(ProjectName project, string path, CancellationToken cancellationToken) => Task.CompletedTask;
}
