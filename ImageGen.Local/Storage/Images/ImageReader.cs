using System.Collections.Concurrent;
using System.Security.Cryptography;
using ImageGen.Core.Generation;
using ImageGen.Core.Models.Images;

namespace ImageGen.Local.Storage.Images;

/// <summary>
/// Tells what a file is. An image that this host stored is known from its sidecar, unread; any other one is read once, checked to be
/// a whole image, and remembered until it changes.
/// </summary>
internal sealed class ImageReader(IImageCodec? codec)
{
    private readonly ConcurrentDictionary<string, Content> _read = new(StringComparer.Ordinal);
    private int _filesRead;

    /// <summary>How many files had to be read.</summary>
    public int FilesRead => _filesRead;

    public static string ETagOf(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 16));

    /// <summary>
    /// Those of the files of one name that are images, the one that counts first: the one that the sidecar means, then the newest.
    /// </summary>
    public IEnumerable<FileImage> Describe(IEnumerable<FileInfo> candidates, ProjectPaths paths, string sidecarPath, string? version = null)
    {
        var sidecar = Sidecar.TryRead(sidecarPath);
        var ordered = candidates
            .Where(f => f.LinkTarget is null && RegularFile.HasContent(f))
            .OrderByDescending(f => f.Name == sidecar?.File)
            .ThenByDescending(f => f.LastWriteTimeUtc)
            .ThenBy(f => f.Name, StringComparer.Ordinal);
        foreach (var file in ordered)
        {
            if (Describe(file, paths, sidecar, version) is { } image)
            {
                yield return new FileImage(file, image);
            }
        }
    }

    private StoredImage? Describe(FileInfo file, ProjectPaths paths, Sidecar? sidecar, string? version)
    {
        var modified = new DateTimeOffset(file.LastWriteTimeUtc);
        var path = paths.Relative(file.FullName);
        if (sidecar is not null && sidecar.File == file.Name && sidecar.Length == file.Length && FormatOf(file) is { } format
            && (sidecar.StoredAt == modified || sidecar.ETag == Read(file).ETag))
        {
            return new StoredImage(path, format, file.Length, sidecar.ETag, sidecar.StoredAt, sidecar.Provenance, version);
        }

        var content = Read(file);
        return content.Format is { } seen
            ? new StoredImage(path, seen, file.Length, content.ETag, modified, Provenance: null, version)
            : null;
    }

    private Content Read(FileInfo file)
    {
        if (_read.TryGetValue(file.FullName, out var known) && known.Length == file.Length && known.Modified == file.LastWriteTimeUtc)
        {
            return known;
        }

        var bytes = File.ReadAllBytes(file.FullName);
        var content = new Content(file.Length, file.LastWriteTimeUtc, ETagOf(bytes), FormatOf(bytes, codec));
        Interlocked.Increment(ref _filesRead);
        _read[file.FullName] = content;
        return content;
    }

    /// <summary>
    /// Decoding is slow, and only needed where the structure is not as it should be: a viewer may show the image all the same.
    /// </summary>
    private static ImageFormat? FormatOf(byte[] bytes, IImageCodec? codec) =>
        ((ImageInspector.Inspect(bytes) as ImageCheck.Whole) ?? (codec?.Check(bytes) as ImageCheck.Whole))?.Format;

    private static ImageFormat? FormatOf(FileInfo file)
    {
        foreach (var format in ImageFormats.All)
        {
            if (file.Extension == format.Extension())
            {
                return format;
            }
        }

        return null;
    }

    /// <summary>A file that is an image.</summary>
    internal sealed record FileImage(FileInfo File, StoredImage Image);

    private sealed record Content(long Length, DateTime Modified, string ETag, ImageFormat? Format);
}
