using System.Collections.Concurrent;
using ImageGen.Core.Models.Images;
using ImageGen.Imaging;
using NetVips;

namespace ImageGen.Tests.Imaging;

public sealed class VipsImageCodecTests
{
    private static readonly VipsImageCodec Codec = new();

    private static readonly string[] Kinds =
    [
        "jpeg", "jpeg-optimised", "jpeg-444", "jpeg-restart", "jpeg-grey", "jpeg-cmyk", "progressive", "png", "png-interlaced", "png-16",
        "png-alpha",
        "webp", "webp-lossless", "webp-alpha", "webp-animated",
    ];

    private static readonly string[] Damages = ["cut", "middle-missing", "one-byte", "all-zero", "end-zero", "part-zero"];

    // Encoding takes far longer than checking.
    private static readonly ConcurrentDictionary<(string Kind, int Count), Lazy<byte[][]>> Encoded = new();

    public static IEnumerable<object[]> EveryDamage =>
        Kinds.Where(k => k is not "webp-animated").SelectMany(kind => Damages.Select(damage => (object[])[kind, damage]));

    public static TheoryData<string> EveryKind => [.. Kinds];

    [Theory]
    [MemberData(nameof(EveryDamage))]
    public void Check_DamagedPixels_IsBroken(string kind, string damage) => CheckDamaged(kind, damage, 4);

    internal static void CheckDamaged(string kind, string damage, int count)
    {
        var images = Encoded.GetOrAdd(
            (kind, count), _ => new([.. Enumerable.Range(1, count).Select(seed => SeededImages.Encode(kind, seed))])).Value;
        for (var seed = 1; seed <= images.Length; seed++)
        {
            var damaged = SeededImages.Damage(images[seed - 1], damage, seed);

            var broken = Assert.IsType<ImageCheck.Broken>(Codec.Check(damaged));

            Assert.Matches(@"^The (PNG|JPEG|WebP) is damaged: \S.*\.$", broken.Reason);
        }
    }

    /// <summary>The library keeps its messages in one place for all threads: none may be judged by another's.</summary>
    [Fact]
    public void Check_ManyAtOnce_EachIsJudgedByItself()
    {
        var damaged = SeededImages.Damage(SeededImages.Encode("progressive", 1), "all-zero", 1);
        var whole = SeededImages.Encode("progressive", 2);
        byte[] odd = [.. whole[..^2], 1, 2, 3, .. whole[^2..]];

        var wrong = Enumerable.Range(0, 300).AsParallel().WithDegreeOfParallelism(6).Count(
            n => Codec.Check(n % 2 == 0 ? damaged : odd) is ImageCheck.Whole != (n % 2 == 1));

        Assert.Equal(0, wrong);
    }

    /// <summary>Every byte of a PNG is under a checksum; of a JPEG and a WebP the decoder sees only what does not fit.</summary>
    [Fact]
    public void Check_PngWithAFlippedByte_IsBroken()
    {
        for (var seed = 1; seed <= 24; seed++)
        {
            var png = SeededImages.Encode("png", seed, 64, 48);
            var (from, to) = SeededImages.Pixels(png);
            png[from + (seed * 37 % (to - from))] ^= (byte)(1 << (seed % 8));

            Assert.IsType<ImageCheck.Broken>(Codec.Check(png));
        }
    }

    [Theory]
    [InlineData("<html>No.</html>")]
    [InlineData("GIF89a..................")]
    [InlineData("")]
    [InlineData("RIFF....WEBP")]
    [InlineData("\u00FF\u00D8\u00FF\u00E0")]
    [InlineData("\u0089PNG\r\n\u001A\n")]
    public void Check_OtherBytes_IsBroken(string bytes) => Assert.IsType<ImageCheck.Broken>(Codec.Check(Encoding.Latin1.GetBytes(bytes)));

    [Theory]
    [MemberData(nameof(EveryKind))]
    public void Check_WhateverAViewerShows_IsWhole(string kind) => CheckWhole(kind, 8);

    internal static void CheckWhole(string kind, int count)
    {
        for (var seed = 1; seed <= count; seed++)
        {
            var image = SeededImages.Encode(kind, seed, 64 + (seed * 5), 48 + (seed * 3));
            byte[][] unusual = [image, [.. image, .. Encoding.ASCII.GetBytes("bytes behind the end")]];
            Assert.All(unusual, bytes => Assert.Equal(
                new ImageCheck.Whole(SeededImages.FormatOf(kind), 64 + (seed * 5), 48 + (seed * 3)), Codec.Check(bytes)));
        }
    }

    [Theory]
    [InlineData("jpeg")]
    [InlineData("jpeg-restart")]
    [InlineData("jpeg-cmyk")]
    [InlineData("progressive")]
    public void Check_JpegWithoutItsEndMarker_IsWholeWithAllItsPixelsOnly(string kind)
    {
        for (var seed = 1; seed <= 12; seed++)
        {
            var jpeg = SeededImages.Encode(kind, seed);

            Assert.IsType<ImageCheck.Whole>(Codec.Check(jpeg.AsMemory(..^2)));
            Assert.IsType<ImageCheck.Whole>(Codec.Check(jpeg.AsMemory(..^1)));
            Assert.IsType<ImageCheck.Broken>(Codec.Check(jpeg.AsMemory(..^40)));
        }
    }

    /// <summary>As cameras, editors and services for provenance write them.</summary>
    [Theory]
    [InlineData("jpeg", 0xE1, "Exif\0\0MM\0*\0\0\0\b\0\0\0\0\0\0")]
    [InlineData("jpeg", 0xEB, "JP\0\u0001\0\0\0\u0001\0\0\0\u0012jumbc2pa")]
    [InlineData("jpeg", 0xEE, "Adobe\0d\0\0\0\0\u0001")]
    [InlineData("progressive", 0xFE, "a comment")]
    [InlineData("progressive", 0xE2, "ICC_PROFILE\0\u0001\u0001not a profile")]
    public void Check_JpegWithMetadata_IsWhole(string kind, byte marker, string text)
    {
        var jpeg = SeededImages.Encode(kind, 3);
        var data = Encoding.Latin1.GetBytes(text);

        Assert.IsType<ImageCheck.Whole>(
            Codec.Check((byte[])[.. jpeg[..2], 0xFF, marker, 0, (byte)(data.Length + 2), .. data, .. jpeg[2..]]));
    }

    [Theory]
    [InlineData("caBX", "jumbc2pa")]
    [InlineData("tEXt", "Title\0An image")]
    [InlineData("iCCP", "profile\0\0not a profile")]
    [InlineData("eXIf", "MM\0*\0\0\0\b\0\0\0\0\0\0")]
    public void Check_PngWithMetadata_IsWhole(string chunk, string text) => Assert.IsType<ImageCheck.Whole>(
        Codec.Check(new PngBuilder(4, 3).Header().Chunk(chunk, Encoding.Latin1.GetBytes(text)).Pixels().End().ToBytes()));

    /// <summary>Of a flat image next to nothing is coded, and what is may look all alike.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(128)]
    [InlineData(255)]
    public void Check_FlatImages_AreWhole(int shade)
    {
        using var flat = (Image.Black(1024, 768, bands: 3) + shade).Cast(Enums.BandFormat.Uchar).Copy(
            interpretation: Enums.Interpretation.Srgb);
        using var dotted = flat.Mutate(m => m.DrawRect([200, 10, 10], 500, 300, 60, 40, fill: true));
        foreach (var image in (Image[])[flat, dotted])
        {
            byte[][] encoded =
            [
                image.JpegsaveBuffer(q: 90), image.JpegsaveBuffer(q: 90, optimizeCoding: true), image
                    .JpegsaveBuffer(q: 90, interlace: true),
                image.PngsaveBuffer(), image.WebpsaveBuffer(q: 80), image.WebpsaveBuffer(q: 100), image.WebpsaveBuffer(lossless: true),
                image.WebpsaveBuffer(lossless: true, effort: 0),
            ];
            Assert.All(encoded, bytes => Assert.IsType<ImageCheck.Whole>(Codec.Check(bytes)));
        }
    }

    [Theory]
    [InlineData("jpeg")]
    [InlineData("jpeg-grey")]
    [InlineData("progressive")]
    [InlineData("webp")]
    [InlineData("webp-alpha")]
    public void ToPng_Image_HasTheSamePixels(string kind)
    {
        var original = SeededImages.Encode(kind, 5);

        using var png = Codec.ToPng(original)!;

        Assert.Equal(new ImageCheck.Whole(ImageFormat.Png, 256, 192), Codec.Check(png.Memory));
        Assert.Equal(PixelsOf(original), PixelsOf(png.Memory.ToArray()));
    }

    [Fact]
    public void ToPng_ImageWithAColourProfile_KeepsIt()
    {
        using var scene = SeededImages.Scene(2);
        var jpeg = scene.IccTransform("p3", inputProfile: "srgb").JpegsaveBuffer(q: 90);
        using var decoded = Image.NewFromBuffer(jpeg);

        using var png = Codec.ToPng(jpeg)!;

        using var converted = Image.NewFromBuffer(png.Memory.ToArray());
        Assert.Equal((byte[])decoded.Get("icc-profile-data"), (byte[])converted.Get("icc-profile-data"));
    }

    [Fact]
    public void ToPng_ImageThatAViewerTurns_IsUpright()
    {
        using var scene = SeededImages.Scene(2);
        using var turned = scene.Mutate(m => m.Set(GValue.GIntType, "orientation", 6));

        using var png = Codec.ToPng(turned.JpegsaveBuffer(q: 90))!;

        Assert.Equal(new ImageCheck.Whole(ImageFormat.Png, 192, 256), Codec.Check(png.Memory));
        using var converted = Image.NewFromBuffer(png.Memory.ToArray());
        Assert.False(converted.Contains("orientation") && (int)converted.Get("orientation") > 1);
    }

    [Fact]
    public void ToPng_Cmyk_BecomesSrgb()
    {
        using var png = Codec.ToPng(SeededImages.Encode("jpeg-cmyk", 2))!;

        using var converted = Image.NewFromBuffer(png.Memory.ToArray());
        Assert.Equal((3, Enums.Interpretation.Srgb), (converted.Bands, converted.Interpretation));
    }

    [Fact]
    public void ToPng_Animation_IsLeftAlone() => Assert.Null(Codec.ToPng(SeededImages.Encode("webp-animated", 2)));

    [Fact]
    public void ToPng_DamagedHeader_IsNothing() => Assert.Null(Codec.ToPng("RIFF....WEBP"u8.ToArray()));

    [Theory]
    [InlineData("png", 400, 300, 320, 320, 240)]
    [InlineData("jpeg", 300, 400, 320, 240, 320)]
    [InlineData("jpeg-cmyk", 400, 300, 320, 320, 240)]
    [InlineData("png-16", 200, 100, 320, 200, 100)]
    [InlineData("webp-alpha", 400, 300, 320, 320, 240)]
    public void Shrink_Image_HasAtMostTheLongEdge(string kind, int width, int height, int edge, int expectedWidth, int expectedHeight)
    {
        var image = SeededImages.Encode(kind, 4, width, height);
        foreach (var format in (ImageFormat[])[ImageFormat.Jpeg, ImageFormat.Webp])
        {
            var copy = Codec.Shrink(image, edge, format, 80)!;

            Assert.Equal((expectedWidth, expectedHeight), (copy.Width, copy.Height));
            Assert.Equal(new ImageCheck.Whole(format, expectedWidth, expectedHeight), Codec.Check(copy.Bytes));
        }
    }

    [Fact]
    public void Shrink_DamagedHeader_IsNothing() => Assert.Null(Codec.Shrink("RIFF....WEBP"u8.ToArray(), 320, ImageFormat.Webp, 80));

    private static byte[] PixelsOf(byte[] image)
    {
        using var decoded = Image.NewFromBuffer(image);
        return decoded.WriteToMemory<byte>();
    }
}
