using System.Security.Cryptography;
using Azure.Storage.Blobs.Models;
using ImageGen.Core.Base;
using ImageGen.Core.Generation;
using ImageGen.Core.Storyboards;

namespace ImageGen.Functions.Adapters.Blob;

/// <summary>The headers and metadata of an image's blob. Metadata is ASCII; other letters are escaped as in JSON.</summary>
internal static class BlobImage
{
    private const string Version = "version";
    private const string ETag = "etag";
    private const string StoredAt = "stored";
    private const string Provenance = "provenance";

    private static readonly JsonSerializerOptions Ascii = new(ImageGenJson.Options)
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.Default,
    };

    public static string ETagOf(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 16));

    /// <summary>How an image is uploaded; without provenance, nothing is known of it but its bytes.</summary>
    public static BlobUploadOptions Upload(ImageFormat format, string etag, DateTimeOffset storedAt, ImageProvenance? provenance) => new()
    {
        HttpHeaders = new BlobHttpHeaders { ContentType = format.MediaType() },
        Metadata = provenance is null ? new Dictionary<string, string>() : new Dictionary<string, string>
        {
            [Version] = "1",
            [ETag] = etag,
            [StoredAt] = storedAt.ToString("O", CultureInfo.InvariantCulture),
            [Provenance] = JsonSerializer.Serialize(provenance, Ascii),
        },
    };

    /// <summary>The image as its blob describes it; null when this program did not store it, or its bytes were replaced since.</summary>
    /// <param name="path">Within its project.</param>
    /// <param name="format">By its name.</param>
    /// <param name="length">Bytes.</param>
    /// <param name="metadata">Of the blob.</param>
    /// <param name="version">Null for a current image.</param>
    public static StoredImage? Read(string path, ImageFormat format, long length, IDictionary<string, string> metadata, string? version)
    {
        if (!metadata.TryGetValue(ETag, out var etag)
            || !metadata.TryGetValue(StoredAt, out var stored)
            || !DateTimeOffset.TryParseExact(stored, "O", CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var storedAt))
        {
            return null;
        }

        return new StoredImage(
            path, format, length, etag, storedAt, metadata.TryGetValue(Provenance, out var json) ? ProvenanceOf(json) : null, version);
    }

    private static ImageProvenance? ProvenanceOf(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<ImageProvenance>(json, ImageGenJson.Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
