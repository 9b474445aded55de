using ImageGen.Core.Models.Images;

namespace ImageGen.Tests.Core.Models.Images;

public sealed class JpegCheckTests
{
    [Fact]
    public void Inspect_BytesBehindTheEnd_AreSkippedAsViewersDo() =>
        Assert.IsType<ImageCheck.Whole>(ImageInspector.Inspect((byte[])[.. SampleImages.BaselineJpeg, 1, 2, 3]));

    [Fact]
    public void Inspect_PreviewImageInASegment_DoesNotEndTheImage()
    {
        byte[] preview = [0xFF, 0xD8, 0xFF, 0xD9];
        byte[] jpeg = [0xFF, 0xD8, 0xFF, 0xE1, 0, (byte)(2 + preview.Length), .. preview, .. SampleImages.GreyJpeg.AsSpan(2)];

        Assert.Equal(new ImageCheck.Whole(ImageFormat.Jpeg, 24, 16), ImageInspector.Inspect(jpeg));
        Assert.IsType<ImageCheck.Broken>(ImageInspector.Inspect(jpeg.AsMemory(0, jpeg.Length - 2)));
    }

    [Fact]
    public void Inspect_FillBytesBeforeAMarker_AreSkipped() =>
        Assert.IsType<ImageCheck.Whole>(ImageInspector.Inspect((byte[])[0xFF, 0xD8, 0xFF, 0xFF, .. SampleImages.GreyJpeg.AsSpan(2)]));

    [Theory]
    [InlineData(0xDB, "before its header or tables")]
    [InlineData(0xC4, "before its header or tables")]
    [InlineData(0xC0, "before its header or tables")]
    public void Inspect_WithoutATableOrHeader_IsBroken(byte marker, string why) =>
        Assert.Contains(why, Reason(Retyped(marker, 0xE5)), StringComparison.Ordinal);

    [Fact]
    public void Inspect_LosslessKind_IsRefused() =>
        Assert.Contains("browsers do not show", Reason(Retyped(0xC0, 0xC3)), StringComparison.Ordinal);

    [Fact]
    public void Inspect_NoPixels_IsBroken()
    {
        var jpeg = SampleImages.GreyJpeg;
        var scan = jpeg.AsSpan().IndexOf([(byte)0xFF, (byte)0xDA]);
        var behindScanHeader = scan + 2 + jpeg[scan + 3];

        Assert.Contains("it has no pixels", Reason([.. jpeg.AsSpan(0, behindScanHeader), 0xFF, 0xD9]), StringComparison.Ordinal);
        Assert.Contains("it ends before its pixels", Reason([.. jpeg.AsSpan(0, scan), 0xFF, 0xD9]), StringComparison.Ordinal);
    }

    private static byte[] Retyped(byte marker, byte other)
    {
        var jpeg = SampleImages.GreyJpeg.ToArray();
        for (var at = 0; at < jpeg.Length - 1 && jpeg[at + 1] != 0xDA; at++)
        {
            if (jpeg[at] == 0xFF && jpeg[at + 1] == marker)
            {
                jpeg[at + 1] = other;
            }
        }

        return jpeg;
    }

    private static string Reason(byte[] bytes) => Assert.IsType<ImageCheck.Broken>(ImageInspector.Inspect(bytes)).Reason;
}
