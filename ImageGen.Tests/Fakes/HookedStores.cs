namespace ImageGen.Tests.Fakes;

/// <summary>
/// An image store with something that happens before and after what is asked of it, such as a crash; by the operation's name.
/// </summary>
internal sealed class HookedImageStore(IImageStore inner) : IImageStore
{
    public IReferenceFiles References => inner.References;

    public Action<string> Before { get; set; } = _ => { };

    public Action<string> After { get; set; } = _ => { };

    /// <summary>What an image is read through.</summary>
    public Func<Stream, Stream> Reading { get; set; } = stream => stream;

    public Task<IReadOnlyDictionary<BeatId, StoredImage>> ListAsync(
        ProjectName project, ImageStyle style, CancellationToken cancellationToken) =>
        DoAsync("List", () => inner.ListAsync(project, style, cancellationToken));

    public Task<StoredImage?> FindAsync(ImageName name, CancellationToken cancellationToken) =>
        DoAsync("Find", () => inner.FindAsync(name, cancellationToken));

    public Task<Stream?> OpenAsync(ImageName name, string? version, CancellationToken cancellationToken) =>
        DoAsync("Open", async () => await inner.OpenAsync(name, version, cancellationToken) is { } stream ? Reading(stream) : null);

    public Task<StoredImage> SaveAsync(
        ImageName name, ReadOnlyMemory<byte> bytes, ImageFormat format, ImageProvenance provenance, bool keepOld,
        CancellationToken cancellationToken) =>
        DoAsync("Save", () => inner.SaveAsync(name, bytes, format, provenance, keepOld, cancellationToken));

    public Task<StoredImage> SaveBesideAsync(
        ImageName name, ReadOnlyMemory<byte> bytes, ImageFormat format, ImageProvenance provenance, CancellationToken cancellationToken) =>
        DoAsync("Save", () => inner.SaveBesideAsync(name, bytes, format, provenance, cancellationToken));

    public Task<StoredImage?> RestoreAsync(ImageName name, string etag, CancellationToken cancellationToken) =>
        DoAsync("Restore", () => inner.RestoreAsync(name, etag, cancellationToken));

    public Task ProbeAsync(ProjectName project, ImageStyle style, IReadOnlySet<ShotId> shots, CancellationToken cancellationToken)
    {
        Before("Probe");
        return inner.ProbeAsync(project, style, shots, cancellationToken);
    }

    public Task DeleteAsync(ImageName name, string runId, CancellationToken cancellationToken) =>
        inner.DeleteAsync(name, runId, cancellationToken);

    public Task<ImmutableArray<StoredImage>> VersionsAsync(ImageName name, CancellationToken cancellationToken) =>
        DoAsync("Versions", () => inner.VersionsAsync(name, cancellationToken));

    public Task<StyleReferenceImage?> StyleReferenceAsync(ProjectName project, ImageStyle style, CancellationToken cancellationToken) =>
        DoAsync("StyleReference", () => inner.StyleReferenceAsync(project, style, cancellationToken));

    private async Task<T> DoAsync<T>(string operation, Func<Task<T>> actAsync)
    {
        Before(operation);
        var result = await actAsync();
        After(operation);
        return result;
    }
}

/// <summary>
/// A run store with something that happens before and after what is asked of it; by the events that are appended (none: it is read).
/// </summary>
internal sealed class HookedRunStore(IRunStore inner) : DelegatingRunStore(inner)
{
    public Action<ImmutableArray<RunEvent>> Before { get; set; } = _ => { };

    public Action<ImmutableArray<RunEvent>> After { get; set; } = _ => { };

    public override async Task<LogPosition?> AppendAsync(
        string runId, ImmutableArray<RunEvent> events, LogPosition? expected, CancellationToken cancellationToken)
    {
        Before(events);
        var position = await base.AppendAsync(runId, events, expected, cancellationToken);
        After(events);
        return position;
    }

    public override Task<ImmutableArray<LoggedEvent>> ReadAsync(
        string runId, LogPosition after, int max, CancellationToken cancellationToken)
    {
        Before([]);
        return base.ReadAsync(runId, after, max, cancellationToken);
    }
}
