using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using ImageGen.Core.Storyboards.Reading;

namespace ImageGen.Core.Models.Gemini;

/// <summary>
/// Reads the images of an answer's parts. Relays send base64 with line breaks, in the alphabet of URLs or without its padding, <c>data:</c>
/// URLs, and media types that are missing or wrong: all are read, and the bytes decide what they are.
/// </summary>
internal static partial class InlineImages
{
    private const string ImageType = "image/";

    // Below this an array of its own costs less than a file.
    private const int LargeFrom = 64 * 1024;

    /// <summary>The image of a part with <c>inlineData</c>; null when it holds none.</summary>
    /// <param name="part">The part.</param>
    /// <param name="space">Where a large image is decoded to; null: the heap.</param>
    public static GeminiImage? Of(JsonElement part, IImageSpace? space)
    {
        if (part.Member("inlineData", "inline_data") is not { } inline || inline.Member("data") is not { } data)
        {
            return null;
        }

        var mediaType = inline.Member("mimeType", "mime_type").Text() ?? string.Empty;
        var isThought = part.Member("thought").IsTrue();
        if (space is not null && data.ValueKind == JsonValueKind.String && JsonMarshal.GetRawUtf8Value(data) is { Length: > LargeFrom } raw)
        {
            var writer = space.Create();
            if (Base64Stream.TryDecode(raw[1..^1], writer, out var named))
            {
                return Known(new GeminiImage(writer.Finish(), mediaType.Length > 0 ? mediaType : named ?? string.Empty, isThought));
            }
        }

        if (data.ValueKind == JsonValueKind.String && data.TryGetBytesFromBase64(out var plain))
        {
            return plain.Length == 0 ? null : Known(new GeminiImage(plain, mediaType, isThought));
        }

        var (bytes, type) = JsonText.TryGet(data, out var text) ? Decode(text) : (null, null);
        return bytes is { Length: 0 }
            ? null
            : Known(new GeminiImage(ToMemory(bytes), mediaType.Length > 0 ? mediaType : type ?? string.Empty, isThought));
    }

    /// <summary>The images that a text part holds as <c>data:</c> URLs, as some relays send them.</summary>
    public static IEnumerable<GeminiImage> OfText(string text, bool isThought) =>
        !text.Contains("data:image/", StringComparison.OrdinalIgnoreCase) ? [] : DataUrl().Matches(text)
            .Select(m => Decode(m.Value))
            .Where(d => d.Bytes is { Length: > 0 })
            .Select(d => new GeminiImage(d.Bytes, d.Type ?? string.Empty, isThought));

    /// <summary>The text without the images in it.</summary>
    public static string WithoutImages(string text) =>
        text.Contains("data:image/", StringComparison.OrdinalIgnoreCase) ? DataUrl().Replace(text, string.Empty) : text;

    /// <summary>Sound and films are no images; what has no type, or a general one, may be one.</summary>
    private static GeminiImage? Known(GeminiImage image) =>
        image.BeginsLikeOne || image.MediaType.Length == 0 || image.MediaType.StartsWith(ImageType, StringComparison.OrdinalIgnoreCase)
            || image.MediaType.StartsWith("application/octet-stream", StringComparison.OrdinalIgnoreCase)
            ? image
            : null;

    private static ReadOnlyMemory<byte>? ToMemory(byte[]? bytes) => bytes is null ? (ReadOnlyMemory<byte>?)null : bytes;

    /// <summary>The bytes, null when this is not base64 in any of its spellings, and the type that a <c>data:</c> URL names.</summary>
    private static (byte[]? Bytes, string? Type) Decode(string text)
    {
        string? type = null;
        var start = 0;
        var trimmed = text.AsSpan().TrimStart();
        if (trimmed.StartsWith("data:", StringComparison.OrdinalIgnoreCase))
        {
            start = text.Length - trimmed.Length;
            var comma = text.IndexOf(',', start);
            if (comma < 0)
            {
                return (null, null);
            }

            type = text[(start + 5)..comma].Split(';')[0].Trim();
            start = comma + 1;
            if (text.IndexOf('%', start) >= 0)
            {
                (text, start) = (Uri.UnescapeDataString(text[start..]), 0);
            }
        }

        var digits = new byte[text.Length - start + 3];
        var count = 0;
        foreach (var c in text.AsSpan(start))
        {
            if (char.IsWhiteSpace(c) || c is '\uFEFF' or '\u200B')
            {
                continue;
            }

            if (c > '~')
            {
                return (null, type);
            }

            digits[count++] = c switch { '-' => (byte)'+', '_' => (byte)'/', _ => (byte)c };
        }

        count = digits.AsSpan(0, count).TrimEnd((byte)'=').Length;
        digits.AsSpan(count, (4 - (count % 4)) % 4).Fill((byte)'=');
        var padded = count + ((4 - (count % 4)) % 4);
        if (count % 4 == 1)
        {
            return (null, type);
        }

        var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(padded)];
        return Base64.DecodeFromUtf8(digits.AsSpan(0, padded), bytes, out _, out var written) is System.Buffers.OperationStatus.Done
            ? (bytes[..written], type)
            : (null, type);
    }

    [GeneratedRegex(
        @"data:image/[a-z0-9.+-]{1,40}(?:;[a-z0-9=-]{1,40}){0,4},[A-Za-z0-9+/_%-]+={0,2}",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex DataUrl();
}
