using ImageGen.Core.Generation;

namespace ImageGen.Local.Storage.Images;

/// <summary>What is kept beside an image. It describes exactly one content: other bytes under the name are not its image.</summary>
/// <param name="File">The image's file name.</param>
/// <param name="Length">Bytes.</param>
/// <param name="ETag">Of the content.</param>
/// <param name="StoredAt">The file's time of modification when it was stored.</param>
/// <param name="Provenance">How it came about, if that is known.</param>
internal sealed record Sidecar(string File, long Length, string ETag, DateTimeOffset StoredAt, ImageProvenance? Provenance)
{
    private const int LargestSane = 1 << 20;

    public int Version { get; init; } = 1;

    public byte[] ToBytes() => ImageGenJson.Write(this);

    /// <summary>Null when it is missing or no sidecar of this version.</summary>
    public static Sidecar? TryRead(string path)
    {
        try
        {
            var file = new FileInfo(path);
            if (!RegularFile.HasContent(file) || file.LinkTarget is not null || file.Length > LargestSane)
            {
                return null;
            }

            var sidecar = ImageGenJson.Read<Sidecar>(System.IO.File.ReadAllBytes(path));
            return sidecar is { Version: 1, ETag.Length: > 0 } ? sidecar : null;
        }
        catch (Exception e) when (e is JsonException or FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}
