using System.Runtime.InteropServices;
using ImageGen.Core.Generation;
using ImageGen.Core.Storyboards;

namespace ImageGen.Bench.Worlds;

/// <summary>A store in which every beat has the same image.</summary>
internal sealed class OneImageStore(ReadOnlyMemory<byte> image) : IImageStore
{
    private readonly StoredImage _stored = new(
        "generated_images/clear/Shot_1/Beat_1.1.png", ImageFormat.Png, image.Length, "bench", DateTimeOffset.UnixEpoch, null);

    public Task<IReadOnlyDictionary<BeatId, StoredImage>> ListAsync(
        ProjectName project, ImageStyle style, CancellationToken cancellationToken)
    {
        var beats = Boards.Of(1000).BeatsOf(style).Concat(Boards.Of(100).BeatsOf(style)).Select(b => b.Id).Distinct();
        return Task.FromResult<IReadOnlyDictionary<BeatId, StoredImage>>(beats.ToDictionary(b => b, _ => _stored));
    }

    public Task<StoredImage?> FindAsync(ImageName name, CancellationToken cancellationToken) => Task.FromResult<StoredImage?>(_stored);

    public Task<Stream?> OpenAsync(ImageName name, string? version, CancellationToken cancellationToken) =>
        Task.FromResult<Stream?>(MemoryMarshal.TryGetArray(image, out var bytes) ? new MemoryStream(
            bytes.Array!, bytes.Offset, bytes.Count, writable: false) : null);

    public Task<StoredImage> SaveAsync(
        ImageName name, ReadOnlyMemory<byte> bytes, ImageFormat format, ImageProvenance provenance, bool keepOld,
        CancellationToken cancellationToken) =>
        throw new NotSupportedException("Only read here.");

    public Task<StoredImage> SaveBesideAsync(
        ImageName name, ReadOnlyMemory<byte> bytes, ImageFormat format, ImageProvenance provenance, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Only read here.");

    public Task<StoredImage?> RestoreAsync(ImageName name, string etag, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<ImmutableArray<StoredImage>> VersionsAsync(ImageName name, CancellationToken cancellationToken) =>
        Task.FromResult<ImmutableArray<StoredImage>>([]);

    public Task<StyleReferenceImage?> StyleReferenceAsync(ProjectName project, ImageStyle style, CancellationToken cancellationToken) =>
        Task.FromResult<StyleReferenceImage?>(null);

    public Task ProbeAsync(ProjectName project, ImageStyle style, IReadOnlySet<ShotId> shots, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task DeleteAsync(ImageName name, string runId, CancellationToken cancellationToken) => throw new NotSupportedException();
}
