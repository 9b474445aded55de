namespace ImageGen.Tests.Local.Http.Support;

/// <summary>A store with a bug.</summary>
internal sealed class BrokenImageStore : IImageStore
{
    public Task<IReadOnlyDictionary<BeatId, StoredImage>> ListAsync(
        ProjectName project, ImageStyle style, CancellationToken cancellationToken) => throw Bug();

    public Task<StoredImage?> FindAsync(ImageName name, CancellationToken cancellationToken) => throw Bug();

    public Task<Stream?> OpenAsync(ImageName name, string? version, CancellationToken cancellationToken) => throw Bug();

    public Task<StoredImage> SaveAsync(
        ImageName name, ReadOnlyMemory<byte> bytes, ImageFormat format, ImageProvenance provenance, bool keepOld,
        CancellationToken cancellationToken) =>
        throw Bug();

    public Task<StoredImage> SaveBesideAsync(
        ImageName name, ReadOnlyMemory<byte> bytes, ImageFormat format, ImageProvenance provenance, CancellationToken cancellationToken) =>
        throw Bug();

    public Task<StoredImage?> RestoreAsync(ImageName name, string etag, CancellationToken cancellationToken) => throw Bug();

    public Task ProbeAsync(ProjectName project, ImageStyle style, IReadOnlySet<ShotId> shots, CancellationToken cancellationToken) =>
        throw Bug();

    public Task DeleteAsync(ImageName name, string runId, CancellationToken cancellationToken) => throw Bug();

    public Task<ImmutableArray<StoredImage>> VersionsAsync(ImageName name, CancellationToken cancellationToken) => throw Bug();

    public Task<StyleReferenceImage?> StyleReferenceAsync(ProjectName project, ImageStyle style, CancellationToken cancellationToken) =>
        throw Bug();

    private static InvalidOperationException Bug() => new("A secret detail.");
}
