namespace ImageGen.Tests.Simulation.WholeRuns;

/// <summary>Pieces of the product that break a trust rule on purpose.</summary>
internal static class BrokenPieces
{
    /// <summary>A run store whose log gets other events than those appended.</summary>
    public static SimulatedPieces Log(Func<RunEvent, IEnumerable<RunEvent>> change) =>
        new() { Store = store => new ChangedLog(store, change) };

    /// <summary>An image model whose answers are changed, or asked for again.</summary>
    public static SimulatedPieces Model(Func<ImageRequest, ModelAnswer, Func<Task<ModelAnswer>>, Task<ModelAnswer>> change) =>
        new() { Model = model => new ChangedModel(model, change) };

    /// <summary>The failure of an answer, if it is one.</summary>
    public static ModelFailure? FailureOf(ModelAnswer answer) => (answer as ModelAnswer.NoImage)?.Why;

    /// <summary>An image store that says stored, and changes the bytes or loses them.</summary>
    public sealed class ChangedImages(IImageStore inner, Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>?> change) : IImageStore
    {
        public Task<StoredImage> SaveAsync(
            ImageName name, ReadOnlyMemory<byte> bytes, ImageFormat format, ImageProvenance provenance, bool keepOld,
            CancellationToken cancellationToken) =>
            change(bytes) is { } changed
                ? inner.SaveAsync(name, changed, format, provenance, keepOld, cancellationToken)
                : Task.FromResult(new StoredImage(name.PathAs(format), format, bytes.Length, "lost", DateTimeOffset.UnixEpoch, provenance));

        public Task<IReadOnlyDictionary<BeatId, StoredImage>> ListAsync(
            ProjectName project, ImageStyle style, CancellationToken cancellationToken) =>
            inner.ListAsync(project, style, cancellationToken);

        public Task<StoredImage?> FindAsync(ImageName name, CancellationToken cancellationToken) =>
            inner.FindAsync(name, cancellationToken);

        public Task<Stream?> OpenAsync(ImageName name, string? version, CancellationToken cancellationToken) =>
            inner.OpenAsync(name, version, cancellationToken);

        public Task<StoredImage> SaveBesideAsync(
            ImageName name, ReadOnlyMemory<byte> bytes, ImageFormat format, ImageProvenance provenance,
            CancellationToken cancellationToken) =>
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

    private sealed class ChangedModel(IImageModel inner, Func<ImageRequest, ModelAnswer, Func<Task<ModelAnswer>>, Task<ModelAnswer>> change)
        : IImageModel
    {
        public async Task<ModelAnswer> GenerateAsync(ImageRequest request, ApiKey key, CancellationToken cancellationToken) => await change(
            request,
            await inner.GenerateAsync(request, key, cancellationToken),
            () => inner.GenerateAsync(request, key, cancellationToken));
    }

    private sealed class ChangedLog(IRunStore inner, Func<RunEvent, IEnumerable<RunEvent>> change) : DelegatingRunStore(inner)
    {
        public override Task<LogPosition?> AppendAsync(
            string runId, ImmutableArray<RunEvent> events, LogPosition? expected, CancellationToken cancellationToken) =>
            base.AppendAsync(runId, [.. events.SelectMany(change)], expected, cancellationToken);
    }
}
