using ImageGen.Core.Base;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Generation;

/// <summary>
/// Where images are: a folder in the embedded host, Blob Storage in the cloud. A beat is finished when its image is here.
/// </summary>
/// <remarks>
/// Thread-safe, and safe between processes. A name never shows a half-written image: <see cref="SaveAsync"/> is atomic and survives
/// power loss once it returns.
/// </remarks>
public interface IImageStore
{
    /// <summary>What is stored under each name of <paramref name="style"/> in <paramref name="project"/>, cheaply: one listing.</summary>
    Task<IReadOnlyDictionary<BeatId, StoredImage>> ListAsync(ProjectName project, ImageStyle style, CancellationToken cancellationToken);

    /// <summary>The image under <paramref name="name"/>; null when there is none.</summary>
    Task<StoredImage?> FindAsync(ImageName name, CancellationToken cancellationToken);

    /// <summary>Opens a stored image for reading; null when it has gone. <paramref name="version"/> null: the current one.</summary>
    Task<Stream?> OpenAsync(ImageName name, string? version, CancellationToken cancellationToken);

    /// <summary>
    /// Stores a whole image under <paramref name="name"/>, with what is known about it. An image that is there already is kept as a
    /// version when <paramref name="keepOld"/>; otherwise the one that is there wins and is returned (so a call repeated after a crash does
    /// no harm).
    /// </summary>
    /// <exception cref="UserException">
    /// It cannot be stored (disk full, no rights); nothing is visible under the name that was not before.
    /// </exception>
    Task<StoredImage> SaveAsync(
        ImageName name, ReadOnlyMemory<byte> bytes, ImageFormat format, ImageProvenance provenance, bool keepOld,
        CancellationToken cancellationToken);

    /// <summary>
    /// Stores a whole image beside the one that is under <paramref name="name"/>, as a version: what is under the name stays as it is.
    /// </summary>
    /// <exception cref="UserException">It cannot be stored.</exception>
    Task<StoredImage> SaveBesideAsync(
        ImageName name, ReadOnlyMemory<byte> bytes, ImageFormat format, ImageProvenance provenance, CancellationToken cancellationToken);

    /// <summary>
    /// Puts the version whose ETag is <paramref name="etag"/> under <paramref name="name"/>, atomically and with what is known about it;
    /// the image that is there is kept as a version. No harm if it is there already. Done again after a crash it ends the same.
    /// </summary>
    /// <returns>The image that is under the name now; null, and nothing changed, when there is no such version.</returns>
    /// <exception cref="UserException">It cannot be stored.</exception>
    Task<StoredImage?> RestoreAsync(ImageName name, string etag, CancellationToken cancellationToken);

    /// <summary>
    /// Writes and removes a probe where images of <paramref name="style"/> are stored, so that a destination which cannot be written is
    /// noticed before anything is paid for. What is stored stays as it is.
    /// </summary>
    /// <param name="project">The project.</param>
    /// <param name="style">The style.</param>
    /// <param name="shots">The shots whose images will be stored.</param>
    /// <param name="cancellationToken">Ends the probe.</param>
    /// <exception cref="UserException">It cannot be written (disk full, no rights, a link in the way).</exception>
    Task ProbeAsync(ProjectName project, ImageStyle style, IReadOnlySet<ShotId> shots, CancellationToken cancellationToken);

    /// <summary>
    /// Deletes the images of <paramref name="name"/>, current and older, that run <paramref name="runId"/> made, by their provenance, with
    /// their thumbnails. No harm if there is none.
    /// </summary>
    /// <exception cref="UserException">One cannot be deleted.</exception>
    Task DeleteAsync(ImageName name, string runId, CancellationToken cancellationToken);

    /// <summary>Older images of <paramref name="name"/>, the newest first.</summary>
    Task<ImmutableArray<StoredImage>> VersionsAsync(ImageName name, CancellationToken cancellationToken);

    /// <summary>
    /// The style reference image of a style of a project: the project's own (<c>style_reference.png</c>, <c>.jpg</c> or <c>.webp</c> in its
    /// folder), else the style's, else the one that is configured for all; null when there is none.
    /// </summary>
    Task<StyleReferenceImage?> StyleReferenceAsync(ProjectName project, ImageStyle style, CancellationToken cancellationToken);

    /// <summary>The style reference of projects that have none of their own; null when none is configured for the style.</summary>
    /// <exception cref="UserException">One is configured and cannot be used.</exception>
    Task<StyleReferenceImage?> DefaultStyleReferenceAsync(ImageStyle style, CancellationToken cancellationToken) =>
        Task.FromResult<StyleReferenceImage?>(null);

    /// <summary>The files of reference images in projects. Default: there are none.</summary>
    IReferenceFiles References => NoReferenceFiles.Instance;
}

/// <summary>The bytes and the type of a reference image, checked to be whole.</summary>
public sealed record StyleReferenceImage(ReadOnlyMemory<byte> Bytes, ImageFormat Format)
{
    /// <summary>SHA-256 of the bytes, in hexadecimal, as in <see cref="ImageProvenance.ReferenceHash"/>.</summary>
    public string Hash() => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Bytes.Span));
}

/// <summary>An image that is stored.</summary>
/// <param name="Path">Within its project, such as <c>generated_images/clear/Shot_1/Beat_1.1.png</c>; always with <c>/</c>.</param>
/// <param name="Format">Its true type.</param>
/// <param name="Length">Bytes.</param>
/// <param name="ETag">Changes whenever the bytes do; without quotes.</param>
/// <param name="StoredAt">When it was stored.</param>
/// <param name="Provenance">How it came about; null for an image that another program stored.</param>
/// <param name="Version">Null for the current image, else the id by which <see cref="IImageStore.OpenAsync"/> finds the old one.</param>
public sealed record StoredImage(
    string Path, ImageFormat Format, long Length, string ETag, DateTimeOffset StoredAt, ImageProvenance? Provenance,
    string? Version = null);
