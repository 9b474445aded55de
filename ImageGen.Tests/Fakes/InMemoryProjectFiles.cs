using System.Collections.Concurrent;
using ImageGen.Core.Api.Projects;

namespace ImageGen.Tests.Fakes;

/// <summary>Small files of projects in memory.</summary>
internal sealed class InMemoryProjectFiles : IProjectFiles
{
    private readonly ConcurrentDictionary<(ProjectName, string), byte[]> _files = new();

    public Task<ReadOnlyMemory<byte>?> ReadAsync(ProjectName project, string path, CancellationToken cancellationToken) =>
        Task.FromResult<ReadOnlyMemory<byte>?>(_files.TryGetValue((project, path), out var bytes) ? (ReadOnlyMemory<byte>?)bytes : null);

    public Task WriteAsync(ProjectName project, string path, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        _files[(project, path)] = bytes.ToArray();
        return Task.CompletedTask;
    }

    public Task DeleteAsync(ProjectName project, string path, CancellationToken cancellationToken)
    {
        _files.TryRemove((project, path), out _);
        return Task.CompletedTask;
    }
}
