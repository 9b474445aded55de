using System.Security.Cryptography;

namespace ImageGen.Tests.Fakes;

/// <summary>Images in memory, as strict as the port.</summary>
internal sealed class InMemoryImageStore(TimeProvider? time = null) : IImageStore
{
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly Lock _guard = new();
    private readonly Dictionary<ImageName, List<MemoryImage>> _images = [];
    private readonly Dictionary<ProjectName, StyleReferenceImage> _references = [];
    private UserException? _failure;
    private UserException? _readFailure;
    private int _saves;
    private int _lastVersion;

    /// <summary>Files of reference images.</summary>
    public InMemoryReferenceFiles ReferenceFiles => field ??= new InMemoryReferenceFiles(ImageAt);

    public IReferenceFiles References => ReferenceFiles;

    /// <summary>How many images were stored (not: found to be there).</summary>
    public int Saves => Volatile.Read(ref _saves);

    /// <summary>The style reference of projects that have none, as far as a check asks for it.</summary>
    public StyleReferenceImage? DefaultStyleReference { get; set; }

    /// <summary>How often a destination was probed.</summary>
    public int Probes { get; private set; }

    /// <summary>Why destinations cannot be written, as a probe finds it; null: they can.</summary>
    public string? Unwritable { get; set; }

    public Task ProbeAsync(ProjectName project, ImageStyle style, IReadOnlySet<ShotId> shots, CancellationToken cancellationToken)
    {
        lock (_guard)
        {
            Probes++;
        }

        return Unwritable is { } why ? Task.FromException(new UserException(why)) : Task.CompletedTask;
    }

    public Task<StyleReferenceImage?> DefaultStyleReferenceAsync(ImageStyle style, CancellationToken cancellationToken) =>
        Task.FromResult(DefaultStyleReference);

    public void SetStyleReference(ProjectName project, StyleReferenceImage image)
    {
        lock (_guard)
        {
            _references[project] = image;
        }
    }

    /// <summary>Puts an image there that no run has generated.</summary>
    public StoredImage Put(ImageName name, byte[] bytes, ImageFormat format)
    {
        lock (_guard)
        {
            return Add(name, bytes, format, null);
        }
    }

    /// <summary>The current image goes, as when somebody deletes the file.</summary>
    public void Remove(ImageName name)
    {
        lock (_guard)
        {
            _images.Remove(name);
        }
    }

    /// <summary>Every save from now on fails with <paramref name="message"/>; null: they work again.</summary>
    public void FailSaves(string? message)
    {
        lock (_guard)
        {
            _failure = message is null ? null : new UserException(message);
        }
    }

    /// <summary>Every listing fails with <paramref name="message"/>.</summary>
    public void FailReads(string message) => _readFailure = new UserException(message);

    public Task<IReadOnlyDictionary<BeatId, StoredImage>> ListAsync(
        ProjectName project, ImageStyle style, CancellationToken cancellationToken)
    {
        if (_readFailure is not null)
        {
            throw _readFailure;
        }

        lock (_guard)
        {
            return Task.FromResult<IReadOnlyDictionary<BeatId, StoredImage>>(
                _images.Where(p => p.Key.Project == project && p.Key.Style == style).ToDictionary(p => p.Key.Beat, p => p.Value[^1].Image));
        }
    }

    public Task<StoredImage?> FindAsync(ImageName name, CancellationToken cancellationToken)
    {
        lock (_guard)
        {
            return Task.FromResult(_images.GetValueOrDefault(name)?[^1].Image);
        }
    }

    public Task<Stream?> OpenAsync(ImageName name, string? version, CancellationToken cancellationToken)
    {
        lock (_guard)
        {
            var versions = _images.GetValueOrDefault(name);
            var image = version is null ? versions?[^1] : versions?.SkipLast(1).FirstOrDefault(p => p.VersionId == version);
            return Task.FromResult<Stream?>(image is null ? null : new MemoryStream(image.Bytes, writable: false));
        }
    }

    public Task<StoredImage> SaveAsync(
        ImageName name, ReadOnlyMemory<byte> bytes, ImageFormat format, ImageProvenance provenance, bool keepOld,
        CancellationToken cancellationToken)
    {
        lock (_guard)
        {
            if (_failure is not null)
            {
                throw _failure;
            }

            if (!keepOld && _images.GetValueOrDefault(name) is { } there)
            {
                return Task.FromResult(there[^1].Image);
            }

            _saves++;
            if (_images.GetValueOrDefault(name) is { } same && same[^1].Bytes.AsSpan().SequenceEqual(bytes.Span))
            {
                same.RemoveAt(same.Count - 1);
            }

            return Task.FromResult(Add(name, bytes.ToArray(), format, provenance));
        }
    }

    public Task<StoredImage> SaveBesideAsync(
        ImageName name, ReadOnlyMemory<byte> bytes, ImageFormat format, ImageProvenance provenance, CancellationToken cancellationToken)
    {
        lock (_guard)
        {
            if (_failure is not null)
            {
                throw _failure;
            }

            _saves++;
            var current = _images.GetValueOrDefault(name)?[^1];
            var image = Add(name, bytes.ToArray(), format, provenance);
            var versions = _images[name];
            if (current is not null)
            {
                versions.Remove(current);
                versions.Add(current);
            }

            return Task.FromResult(image with { Version = versions.First(v => v.Image == image).VersionId });
        }
    }

    public Task<StoredImage?> RestoreAsync(ImageName name, string etag, CancellationToken cancellationToken)
    {
        lock (_guard)
        {
            if (_failure is not null)
            {
                throw _failure;
            }

            var versions = _images.GetValueOrDefault(name);
            if (versions?.LastOrDefault(v => v.Image.ETag == etag) is not { } image)
            {
                return Task.FromResult<StoredImage?>(null);
            }

            versions.Remove(image);
            versions.Add(image);
            return Task.FromResult<StoredImage?>(image.Image);
        }
    }

    public Task DeleteAsync(ImageName name, string runId, CancellationToken cancellationToken)
    {
        lock (_guard)
        {
            if (_images.TryGetValue(name, out var versions) && versions.RemoveAll(
                v => v.Image.Provenance?.RunId == runId) > 0 && versions.Count == 0)
            {
                _images.Remove(name);
            }

            return Task.CompletedTask;
        }
    }

    public Task<ImmutableArray<StoredImage>> VersionsAsync(ImageName name, CancellationToken cancellationToken)
    {
        lock (_guard)
        {
            return Task.FromResult<ImmutableArray<StoredImage>>(
                [.. (_images.GetValueOrDefault(name) ?? []).SkipLast(1).Reverse().Select(p => p.Image with { Version = p.VersionId })]);
        }
    }

    public Task<StyleReferenceImage?> StyleReferenceAsync(ProjectName project, ImageStyle style, CancellationToken cancellationToken)
    {
        lock (_guard)
        {
            return Task.FromResult(_references.GetValueOrDefault(project));
        }
    }

    private byte[]? ImageAt(ProjectName project, string path)
    {
        lock (_guard)
        {
            return _images.FirstOrDefault(i => i.Key.Project == project && i.Value[^1].Image.Path == path).Value?[^1].Bytes;
        }
    }

    private StoredImage Add(ImageName name, byte[] bytes, ImageFormat format, ImageProvenance? provenance)
    {
        if (!_images.TryGetValue(name, out var versions))
        {
            _images[name] = versions = [];
        }

        var etag = Convert.ToHexStringLower(SHA256.HashData(bytes))[..16];
        var image = new StoredImage(name.PathAs(format), format, bytes.Length, etag, _time.GetUtcNow(), provenance);
        versions.Add(new MemoryImage($"v{++_lastVersion}", bytes, image));
        return image;
    }

    private sealed record MemoryImage(string VersionId, byte[] Bytes, StoredImage Image);
}
