namespace ImageGen.Simulator.Requests;

/// <summary>Tells images by their bytes.</summary>
internal static class ImageBytes
{
    public const int MaxInlineBytes = 7 * 1024 * 1024;

    public static readonly string[] AcceptedTypes = ["image/png", "image/jpeg", "image/webp", "image/heic", "image/heif"];

    private static ReadOnlySpan<byte> PngSignature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    private static ReadOnlySpan<byte> PngEnd => [(byte)'I', (byte)'E', (byte)'N', (byte)'D', 0xAE, 0x42, 0x60, 0x82];

    /// <summary>The media type that the bytes are whole images of; null when they are none.</summary>
    public static string? TypeOf(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith(PngSignature)) return bytes.EndsWith(PngEnd) ? "image/png" : null;
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF])) return HasJpegEnd(bytes) ? "image/jpeg" : null;
        if (bytes.Length > 16 && bytes.StartsWith("RIFF"u8) && bytes[8..].StartsWith("WEBP"u8)) return "image/webp";
        if (bytes.Length > 16 && bytes[4..].StartsWith("ftyp"u8)) return bytes[8..].StartsWith("mif1"u8) ? "image/heif" : "image/heic";
        return null;
    }

    // Cameras append bytes after the end marker, so it is looked for near the end and not at it.
    private static bool HasJpegEnd(ReadOnlySpan<byte> bytes) =>
        bytes.LastIndexOf((ReadOnlySpan<byte>)[0xFF, 0xD9]) > bytes.Length / 2;
}
