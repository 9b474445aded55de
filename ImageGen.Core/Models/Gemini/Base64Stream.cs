using System.Buffers;
using System.Buffers.Text;

namespace ImageGen.Core.Models.Gemini;

/// <summary>
/// Decodes base64 piece by piece as it stands in JSON: with escapes, line breaks, the alphabet of URLs, without padding, behind the prefix
/// of a <c>data:</c> URL.
/// </summary>
internal static class Base64Stream
{
    private const int PieceLength = 32 * 1024;
    private const int LongestPrefix = 200;

    /// <summary>
    /// False when this is something else, or a spelling that is too rare to be read here; what was written by then counts for nothing.
    /// </summary>
    /// <param name="json">The text between the quotes.</param>
    /// <param name="image">Takes the bytes.</param>
    /// <param name="type">The type that a <c>data:</c> URL names; null: none.</param>
    public static bool TryDecode(ReadOnlySpan<byte> json, IImageWriter image, out string? type)
    {
        type = null;
        json = json.TrimStart(" "u8);
        if (json.StartsWith("data:"u8))
        {
            var comma = json[..Math.Min(json.Length, LongestPrefix)].IndexOf((byte)',');
            if (comma < 0 || json[..comma].IndexOfAny((byte)'\\', (byte)'%') >= 0)
            {
                return false;
            }

            type = Encoding.UTF8.GetString(json["data:".Length..comma]).Split(';')[0].Trim();
            json = json[(comma + 1)..];
        }

        Span<byte> digits = stackalloc byte[PieceLength];
        Span<byte> bytes = stackalloc byte[PieceLength / 4 * 3];
        var (count, isPadded) = (0, false);
        for (var i = 0; i < json.Length; i++)
        {
            var c = json[i];
            if (c == '\\')
            {
                if (++i == json.Length || !TryUnescape(json[i], out c))
                {
                    return false;
                }
            }

            if (c is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
            {
                continue;
            }

            if (c == '=')
            {
                isPadded = true;
                continue;
            }

            // Base64 that continues behind its padding is several, and the careful way decides what of it counts.
            if (isPadded)
            {
                return false;
            }

            digits[count++] = c switch { (byte)'-' => (byte)'+', (byte)'_' => (byte)'/', _ => c };
            if (count == PieceLength)
            {
                if (!TryWrite(digits, bytes, image))
                {
                    return false;
                }

                count = 0;
            }
        }

        while (count % 4 != 0)
        {
            digits[count++] = (byte)'=';
        }

        return count == 0 || TryWrite(digits[..count], bytes, image);
    }

    private static bool TryWrite(ReadOnlySpan<byte> digits, Span<byte> bytes, IImageWriter image)
    {
        if (Base64.DecodeFromUtf8(digits, bytes, out var read, out var written) is not OperationStatus.Done || read != digits.Length)
        {
            return false;
        }

        image.Write(bytes[..written]);
        return true;
    }

    private static bool TryUnescape(byte escaped, out byte c)
    {
        c = escaped switch { (byte)'n' => (byte)'\n', (byte)'r' => (byte)'\r', (byte)'t' => (byte)'\t', (byte)'/' => (byte)'/', _ => 0 };
        return c != 0;
    }
}
