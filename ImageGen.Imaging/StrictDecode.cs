using System.Text.RegularExpressions;
using ImageGen.Core.Models.Images;
using ImageGen.Core.Storyboards;
using NetVips;

namespace ImageGen.Imaging;

/// <summary>Decodes an image to its last pixel and finds damage that viewers hide: they paint over what they cannot read.</summary>
internal static partial class StrictDecode
{
    /// <summary>Bytes that an encoder may leave behind the pixels of a scan; more is what damage leaves over.</summary>
    public const int Leftover = 8;

    private const string Unreadable = "its pixels cannot be decoded";

    /// <param name="image">The bytes.</param>
    /// <param name="header">What its header promises.</param>
    public static ImageCheck Check(ReadOnlyMemory<byte> image, ImageCheck.Whole header)
    {
        var why = header.Format switch
        {
            ImageFormat.Jpeg => Jpeg(image),
            ImageFormat.Webp => Webp(image),
            _ => Decode(image, Enums.FailOn.Error),
        };
        return why is null ? header : new ImageCheck.Broken($"The {Name(header.Format)} is damaged: {why}.", header.Format);
    }

    private static string? Webp(ReadOnlyMemory<byte> image) => Decode(image, Enums.FailOn.Error)
        ?? (WebpData.CutCopies(image).Any(cut => IsDecoded(cut, Enums.FailOn.Error))
            ? "a part of its pixels is not what was encoded"
            : null);

    /// <summary>Whether the decoder has nothing to object.</summary>
    public static bool IsDecoded(ReadOnlyMemory<byte> image, Enums.FailOn failOn) =>
        !VipsErrors.IsFailing(() => DecodeAll(image.Span, failOn));

    private static string? Jpeg(ReadOnlyMemory<byte> image)
    {
        // An end marker is no pixel: with one, the decoder reports whether any is missing.
        byte[]? ended = JpegEnd.IsMissing(image.Span) ? [.. image.Span, 0xFF, 0xD9] : null;
        var jpeg = ended ?? image;
        if (BaselineScans.Damage(jpeg.Span) is { } damage)
        {
            return damage;
        }

        var why = Decode(jpeg, Enums.FailOn.Warning);
        return why is null || IsDamage(why) ? why : Decode(jpeg, Enums.FailOn.Error);
    }

    /// <summary>The decoder also warns of oddities that change no pixel, such as an unknown kind of Adobe marker.</summary>
    private static bool IsDamage(string why) =>
        ExtraBytes().Match(why) is { Success: true } extra
            ? int.Parse(extra.Groups[1].ValueSpan, CultureInfo.InvariantCulture) > Leftover
            : why == Unreadable
            || why.Contains("corrupt", StringComparison.OrdinalIgnoreCase)
            || why.Contains("premature", StringComparison.OrdinalIgnoreCase);

    private static string? Decode(ReadOnlyMemory<byte> image, Enums.FailOn failOn) =>
        VipsErrors.Of(() => DecodeAll(image.Span, failOn)) is { } words ? Reason(words) : null;

    private static void DecodeAll(ReadOnlySpan<byte> image, Enums.FailOn failOn)
    {
        using var first = Decoder.Open(image, Enums.Access.Sequential, failOn);
        if (!Decoder.IsAnimation(first))
        {
            first.Avg();
            return;
        }

        using var all = Image.NewFromBuffer(image, access: Enums.Access.Sequential, failOn: failOn, kwargs: new VOption { { "n", -1 } });
        all.Avg();
    }

    /// <summary>The decoder's first sentence, without the name of the function.</summary>
    private static string Reason(string words)
    {
        var line = words.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).FirstOrDefault(Unreadable);
        var colon = line.IndexOf(": ", StringComparison.Ordinal);
        return (colon < 0 ? line : line[(colon + 2)..]).TrimEnd('.');
    }

    private static string Name(ImageFormat format) => format switch
    {
        ImageFormat.Png => "PNG",
        ImageFormat.Jpeg => "JPEG",
        _ => "WebP",
    };

    [GeneratedRegex(@"(\d{1,9}) extraneous bytes before marker")]
    private static partial Regex ExtraBytes();
}
