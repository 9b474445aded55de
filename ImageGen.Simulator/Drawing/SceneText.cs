using System.Text;

namespace ImageGen.Simulator.Drawing;

/// <summary>The text inside an image that keeps its scene, so that a reference is recognised whatever its format.</summary>
internal static class SceneText
{
    private const int HeaderLength = 20;
    private const byte Comment = 0xFE;
    private static readonly byte[] Prefix = Encoding.Latin1.GetBytes("ImageGen scene\0");

    /// <summary>The JPEG with the text in a comment segment behind its JFIF header.</summary>
    public static byte[] AddToJpeg(ReadOnlySpan<byte> jpeg, string text)
    {
        byte[] data = [.. Prefix, .. Encoding.Latin1.GetBytes(text)];
        var length = data.Length + 2;
        return [.. jpeg[..HeaderLength], 0xFF, Comment, (byte)(length >> 8), (byte)length, .. data, .. jpeg[HeaderLength..]];
    }

    /// <summary>The text of one of our PNG or JPEG images; null for any other bytes.</summary>
    public static string? Read(ReadOnlySpan<byte> image)
    {
        if (Png.ReadText(image) is { } text) return text;
        if (!image.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8])) return null;
        image = image[2..];
        while (image.Length >= 4 && image[0] == 0xFF && image[1] is >= 0xC0 and not 0xDA)
        {
            var length = (image[2] << 8) | image[3];
            if (length < 2 || length + 2 > image.Length) return null;
            var data = image[4..(length + 2)];
            if (image[1] == Comment && data.StartsWith(Prefix)) return Encoding.Latin1.GetString(data[Prefix.Length..]);
            image = image[(length + 2)..];
        }

        return null;
    }
}
