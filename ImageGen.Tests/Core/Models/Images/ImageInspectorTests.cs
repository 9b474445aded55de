using ImageGen.Core.Models.Images;

namespace ImageGen.Tests.Core.Models.Images;

public sealed class ImageInspectorTests
{
    private static readonly Dictionary<string, (byte[] Bytes, ImageFormat Format)> Samples = new()
    {
        ["baseline JPEG"] = (SampleImages.BaselineJpeg, ImageFormat.Jpeg),
        ["progressive JPEG"] = (SampleImages.ProgressiveJpeg, ImageFormat.Jpeg),
        ["grey JPEG"] = (SampleImages.GreyJpeg, ImageFormat.Jpeg),
        ["lossy WebP"] = (SampleImages.LossyWebp, ImageFormat.Webp),
        ["lossless WebP"] = (SampleImages.LosslessWebp, ImageFormat.Webp),
        ["WebP with alpha"] = (SampleImages.AlphaWebp, ImageFormat.Webp),
        ["animated WebP"] = (SampleImages.AnimatedWebp, ImageFormat.Webp),
        ["palette PNG"] = (SampleImages.PalettePng, ImageFormat.Png),
        ["RGB PNG"] = (SampleImages.RgbPng, ImageFormat.Png),
        ["interlaced PNG"] = (SampleImages.InterlacedPng, ImageFormat.Png),
    };

    public static TheoryData<string> Names => new(Samples.Keys);

    [Theory]
    [MemberData(nameof(Names))]
    public void Inspect_RealImage_IsWholeWithItsTypeAndSize(string name) =>
        Assert.Equal(new ImageCheck.Whole(Samples[name].Format, 24, 16), ImageInspector.Inspect(Samples[name].Bytes));

    [Theory]
    [MemberData(nameof(Names))]
    public void Inspect_BytesBehindTheEnd_DoNoHarm(string name) => Assert.Equal(
        new ImageCheck.Whole(Samples[name].Format, 24, 16), ImageInspector.Inspect(
            (byte[])[.. Samples[name].Bytes, 1, 2, 3, 4, 5, 6, 7, 8, 9]));

    [Theory]
    [MemberData(nameof(Names))]
    public void Identify_HeaderAlone_IsEnough(string name)
    {
        var (format, bytes) = (Samples[name].Format, Samples[name].Bytes);

        Assert.Equal(new ImageCheck.Whole(format, 24, 16), ImageInspector.Identify(bytes));
        Assert.IsType<ImageCheck.Broken>(ImageInspector.Identify(bytes.AsMemory(0, 15)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Inspect_EveryCutOfAImage_IsBroken(string name)
    {
        var bytes = Samples[name].Bytes;
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.IsType<ImageCheck.Broken>(ImageInspector.Inspect(bytes.AsMemory(0, length)));
        }
    }

    [Theory]
    [InlineData("palette PNG")]
    [InlineData("RGB PNG")]
    [InlineData("interlaced PNG")]
    public void Inspect_AnyBitOfAPngFlipped_IsBroken(string name)
    {
        var bytes = Samples[name].Bytes.ToArray();
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.IsType<ImageCheck.Broken>(ImageInspector.Inspect(bytes));
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Inspect_DamagedImages_NeverThrows(string name)
    {
        var random = new Random(815);
        for (var round = 0; round < 5_000; round++)
        {
            var bytes = Samples[name].Bytes.ToArray();
            for (var i = random.Next(1, 6); i > 0; i--)
            {
                bytes[random.Next(bytes.Length)] = random.Next(4) == 0 ? (byte)0xFF : (byte)random.Next(256);
            }

            var check = ImageInspector.Inspect(bytes.AsMemory(0, random.Next(4) == 0 ? random.Next(bytes.Length) : bytes.Length));

            Assert.True(check is ImageCheck.Whole { Width: > 0, Height: > 0 } or ImageCheck.Broken { Reason.Length: > 0 });
        }
    }

    [Theory]
    [InlineData("", "There are no bytes.")]
    [InlineData("GIF89a....", "It is a GIF, not a PNG, JPEG or WebP.")]
    [InlineData("....ftypavif....", "It is an AVIF, HEIC or video file, not a PNG, JPEG or WebP.")]
    [InlineData("\n<!doctype html>", "It is text (HTML, XML or JSON), not an image.")]
    [InlineData("\uFEFF{\"error\": 1}", "It is text (HTML, XML or JSON), not an image.")]
    [InlineData("RIFF....WAVEfmt ", "It does not begin like a PNG, JPEG or WebP.")]
    [InlineData("RIFF", "It does not begin like a PNG, JPEG or WebP.")]
    public void Inspect_SomethingElse_SaysWhat(string text, string reason) =>
        Assert.Equal(new ImageCheck.Broken(reason), ImageInspector.Inspect(Encoding.UTF8.GetBytes(text)));
}
