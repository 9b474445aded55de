using System.Collections.Concurrent;

namespace ImageGen.Tests.Fakes;

/// <summary>Thumbnails in memory.</summary>
internal sealed class InMemoryThumbnails : IThumbnailStore
{
    public ConcurrentDictionary<(ImageName Name, string ETag), byte[]> Kept { get; } = [];

    /// <summary>What happens before one is read or stored.</summary>
    public Action OnUse { get; set; } = () => { };

    public Task<ReadOnlyMemory<byte>?> FindAsync(ImageName name, string etag, CancellationToken cancellationToken)
    {
        OnUse();
        return Task.FromResult(Kept.TryGetValue((name, etag), out var bytes) ? bytes.AsMemory() : default(ReadOnlyMemory<byte>?));
    }

    public Task SaveAsync(ImageName name, string etag, ReadOnlyMemory<byte> thumbnail, CancellationToken cancellationToken)
    {
        OnUse();
        Kept[(name, etag)] = thumbnail.ToArray();
        return Task.CompletedTask;
    }
}
