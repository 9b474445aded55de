using System.Buffers.Binary;
using NetVips;

namespace ImageGen.Tests.Imaging;

/// <summary>Damaged images, and unusual ones that every viewer shows: the n-th is always the same bytes.</summary>
internal static class ImageCorpus
{
    private const string Gif = "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7";

    private static readonly string[] Kinds =
    [
        "jpeg", "png", "webp", "progressive", "jpeg-optimised", "png-interlaced", "webp-lossless", "jpeg-444", "png-16", "webp-alpha",
        "jpeg-restart",
        "png-alpha", "jpeg-grey", "jpeg-cmyk", "webp-animated",
    ];

    private static readonly string[] Damages =
        ["cut", "middle-missing", "one-byte", "all-zero", "end-zero", "part-zero", "flipped", "wrong-type"];

    private static readonly string[] Oddities = ["none", "trailing", "exif", "c2pa", "no-end", "both"];

    /// <summary>Damaged so that a strict decoder can know it; animations are left out.</summary>
    public static (string Name, byte[] Bytes) Damaged(int n)
    {
        var (kind, damage) = (Kinds[n % 14], Damages[n / 14 % Damages.Length]);
        var bytes = damage switch
        {
            "wrong-type" => WrongType(n),
            "flipped" => Flipped(SeededImages.Encode(kind, n), n),
            _ => SeededImages.Damage(SeededImages.Encode(kind, n), damage, 1 + (n % 12)),
        };
        return ($"{n} {kind} {damage}", bytes);
    }

    /// <summary>Whole, of every kind, with what cameras, editors and provenance services add.</summary>
    public static (string Name, byte[] Bytes) Unusual(int n)
    {
        var (kind, oddity) = (Kinds[n % Kinds.Length], Oddities[n / Kinds.Length % Oddities.Length]);
        var image = SeededImages.Encode(kind, n, 64 + (n % 97), 48 + (n % 53));
        byte[] bytes = oddity switch
        {
            "trailing" => [.. image, .. new byte[1 + (n % 40)]],
            "exif" => WithMetadata(image, 0xE1, "Exif\0\0MM\0*\0\0\0\b\0\0\0\0\0\0", "eXIf", "MM\0*\0\0\0\b\0\0\0\0\0\0", "EXIF"),
            "c2pa" => C2pa(image),
            "no-end" => image[0] == 0xFF ? image[..^2] : image,
            "both" => [.. C2pa(image), .. Encoding.ASCII.GetBytes("bytes behind the end")],
            _ => image,
        };
        return ($"{n} {kind} {oddity}", bytes);
    }

    private static byte[] C2pa(byte[] image) =>
        WithMetadata(image, 0xEB, "JP\0\u0001\0\0\0\u0001\0\0\0\u0012jumbc2pa", "caBX", "jumbc2pa", "C2PA");

    private static byte[] WithMetadata(byte[] image, byte marker, string segment, string chunk, string data, string riff)
    {
        if (image[0] == 0xFF)
        {
            var bytes = Encoding.Latin1.GetBytes(segment);
            return [.. image[..2], 0xFF, marker, 0, (byte)(bytes.Length + 2), .. bytes, .. image[2..]];
        }

        var (type, content) = (Encoding.ASCII.GetBytes(image[0] == 0x89 ? chunk : riff), Encoding.Latin1.GetBytes(data));
        if (image[0] == 0x89)
        {
            byte[] signed = [.. type, .. content];
            return [.. image[..33], .. Big((uint)content.Length), .. signed, .. Big(PngBuilder.Checksum(signed)), .. image[33..]];
        }

        byte[] webp = [.. image, .. type, (byte)content.Length, 0, 0, 0, .. content];
        BinaryPrimitives.WriteInt32LittleEndian(webp.AsSpan(4), webp.Length - 8);
        return webp;
    }

    private static byte[] Big(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }

    private static byte[] WrongType(int n) => (n % 5) switch
    {
        0 => Convert.FromBase64String(Gif),
        1 => Encoding.UTF8.GetBytes("<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><rect width='9' height='9'/></svg>"),
        2 => [0, 0, 0, 24, .. Encoding.ASCII.GetBytes("ftypheic"), .. new byte[500]],
        3 => Encoding.UTF8.GetBytes("<!DOCTYPE html><html><title>Sign in</title></html>"),
        _ => [.. Encoding.ASCII.GetBytes("%PDF-1.7\n"), .. new byte[500]],
    };

    /// <summary>Bits flip until libvips in its strict mode objects; of a WebP, whose pixels are any bits, in its frame's header.</summary>
    private static byte[] Flipped(byte[] image, int seed)
    {
        var random = new Random(seed);
        var (from, to) = image[0] == 'R' ? Frame(image) : SeededImages.Pixels(image);
        do
        {
            image[random.Next(from, to)] ^= (byte)random.Next(1, 256);
        }
        while (IsDecoded(image));
        return image;
    }

    private static (int From, int To) Frame(byte[] webp)
    {
        var lossy = webp.AsSpan().IndexOf("VP8 "u8);
        return lossy > 0 ? (lossy + 11, lossy + 14) : (webp.AsSpan().IndexOf("VP8L"u8) + 8, webp.AsSpan().IndexOf("VP8L"u8) + 9);
    }

    private static bool IsDecoded(byte[] image)
    {
        try
        {
            using var decoded = Image.NewFromBuffer(image, access: Enums.Access.Sequential, failOn: Enums.FailOn.Warning);
            decoded.Avg();
            return true;
        }
        catch (VipsException)
        {
            return false;
        }
    }
}
