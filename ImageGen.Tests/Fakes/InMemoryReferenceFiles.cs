using System.Collections.Concurrent;

namespace ImageGen.Tests.Fakes;

/// <summary>Files of reference images in memory.</summary>
/// <param name="imageOf">The image that a run has stored at a path of a project.</param>
internal sealed class InMemoryReferenceFiles(Func<ProjectName, string, byte[]?> imageOf) : IReferenceFiles
{
    private readonly ConcurrentDictionary<(ProjectName Project, string Path), (byte[] Bytes, int Number)> _files = new();
    private UserException? _failure;
    private int _writes;

    /// <summary>Everything from now on fails with <paramref name="message"/>; null: it works again.</summary>
    public void Fail(string? message) => _failure = message is null ? null : new UserException(message);

    public Task<ReferenceFile> ReadAsync(ProjectName project, string path, CancellationToken cancellationToken)
    {
        Check();
        return Task.FromResult<ReferenceFile>(
            _files.TryGetValue((project, path), out var file) ? new ReferenceFile.Found(file.Bytes)
            : imageOf(project, path) is { } image ? new ReferenceFile.Found(image)
            : new ReferenceFile.Missing());
    }

    public Task<ImmutableArray<ReferenceEntry>> ListAsync(ProjectName project, CancellationToken cancellationToken)
    {
        Check();
        return Task.FromResult<ImmutableArray<ReferenceEntry>>(
        [
            .. _files.Where(f => f.Key.Project == project && f.Key.Path.StartsWith(ReferencePath.Folder + "/", StringComparison.Ordinal))
                .Select(f => new ReferenceEntry(f.Key.Path, f.Value.Bytes.Length, DateTimeOffset.UnixEpoch.AddSeconds(f.Value.Number))),
        ]);
    }

    public Task WriteAsync(ProjectName project, string path, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        Check();
        _files[(project, path)] = (bytes.ToArray(), Interlocked.Increment(ref _writes));
        return Task.CompletedTask;
    }

    public Task DeleteAsync(ProjectName project, string path, CancellationToken cancellationToken)
    {
        Check();
        _files.TryRemove((project, path), out _);
        return Task.CompletedTask;
    }

    private void Check()
    {
        if (_failure is not null)
        {
            throw _failure;
        }
    }
}
