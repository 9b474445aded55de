namespace ImageGen.Tests.Simulation.WholeRuns;

/// <summary>An image store that finds nothing of what it holds.</summary>
internal sealed class ForgetfulImages(IImageStore inner) : IImageStore
{
    public Task<IReadOnlyDictionary<BeatId, StoredImage>> ListAsync(
        ProjectName project, ImageStyle style, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyDictionary<BeatId, StoredImage>>(new Dictionary<BeatId, StoredImage>());

    public Task<StoredImage?> FindAsync(ImageName name, CancellationToken cancellationToken) => Task.FromResult<StoredImage?>(null);

    public Task<Stream?> OpenAsync(ImageName name, string? version, CancellationToken cancellationToken) => Task.FromResult<Stream?>(null);

    public Task<StoredImage> SaveAsync(
        ImageName name, ReadOnlyMemory<byte> bytes, ImageFormat format, ImageProvenance provenance, bool keepOld,
        CancellationToken cancellationToken) =>
        inner.SaveAsync(name, bytes, format, provenance, keepOld, cancellationToken);

    public Task<StoredImage> SaveBesideAsync(
        ImageName name, ReadOnlyMemory<byte> bytes, ImageFormat format, ImageProvenance provenance, CancellationToken cancellationToken) =>
        inner.SaveBesideAsync(name, bytes, format, provenance, cancellationToken);

    public Task<StoredImage?> RestoreAsync(ImageName name, string etag, CancellationToken cancellationToken) =>
        inner.RestoreAsync(name, etag, cancellationToken);

    public Task ProbeAsync(ProjectName project, ImageStyle style, IReadOnlySet<ShotId> shots, CancellationToken cancellationToken) =>
        inner.ProbeAsync(project, style, shots, cancellationToken);

    public Task DeleteAsync(ImageName name, string runId, CancellationToken cancellationToken) =>
        inner.DeleteAsync(name, runId, cancellationToken);

    public Task<ImmutableArray<StoredImage>> VersionsAsync(ImageName name, CancellationToken cancellationToken) =>
        inner.VersionsAsync(name, cancellationToken);

    public Task<StyleReferenceImage?> StyleReferenceAsync(ProjectName project, ImageStyle style, CancellationToken cancellationToken) =>
        inner.StyleReferenceAsync(project, style, cancellationToken);
}
