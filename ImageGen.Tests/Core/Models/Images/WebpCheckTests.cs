using ImageGen.Core.Models.Images;

namespace ImageGen.Tests.Core.Models.Images;

public sealed class WebpCheckTests
{
    [Fact]
    public void Inspect_BytesMissingAtTheEnd_IsBroken() =>
        Assert.Contains("it ends before its end", Reason(SampleImages.LossyWebp[..^3]), StringComparison.Ordinal);

    [Fact]
    public void Inspect_ChunkLongerThanTheFile_IsBroken() =>
        Assert.Contains("in the middle of the chunk at byte 12", Reason(With(16, 0xFF)), StringComparison.Ordinal);

    [Fact]
    public void Inspect_InvalidPixelHeader_IsBroken() =>
        Assert.Contains("the header of its pixels", Reason(With(23, 0)), StringComparison.Ordinal);

    [Fact]
    public void Inspect_CanvasOfAnotherSize_IsBroken()
    {
        var webp = SampleImages.AlphaWebp.ToArray();
        webp[24]++;

        Assert.Contains("contradict", Reason(webp), StringComparison.Ordinal);
    }

    [Fact]
    public void Inspect_NothingButACanvas_IsBroken()
    {
        byte[] webp = [.. SampleImages.AlphaWebp.AsSpan(0, 30)];
        webp[4] = 22;

        Assert.Contains("it has no pixels", Reason(webp), StringComparison.Ordinal);
    }

    private static byte[] With(int index, byte value)
    {
        var webp = SampleImages.LossyWebp.ToArray();
        webp[index] = value;
        return webp;
    }

    private static string Reason(byte[] bytes) => Assert.IsType<ImageCheck.Broken>(ImageInspector.Inspect(bytes)).Reason;
}
