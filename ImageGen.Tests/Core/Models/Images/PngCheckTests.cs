using ImageGen.Core.Models.Images;

namespace ImageGen.Tests.Core.Models.Images;

public sealed class PngCheckTests
{
    [Theory]
    [InlineData(1, 0, 1)]
    [InlineData(2, 0, 2)]
    [InlineData(4, 0, 3)]
    [InlineData(8, 0, 5)]
    [InlineData(16, 0, 10)]
    [InlineData(8, 2, 15)]
    [InlineData(16, 2, 30)]
    [InlineData(1, 3, 1)]
    [InlineData(8, 3, 5)]
    [InlineData(8, 4, 10)]
    [InlineData(16, 4, 20)]
    [InlineData(8, 6, 20)]
    [InlineData(16, 6, 40)]
    public void Inspect_EveryKindOfPixels_MustInflateToExactlyTheirSize(byte depth, byte colour, int rowBytes)
    {
        Assert.Equal(new ImageCheck.Whole(ImageFormat.Png, 5, 3), Inspect(b => b.Header(depth, colour).Palette().Pixels(rowBytes).End()));
        Broken("pixels are missing", b => b.Header(depth, colour).Palette().Pixels(new byte[((rowBytes + 1) * 3) - 1]).End());
        Broken("more pixels than its header says", b => b.Header(depth, colour).Palette().Pixels(new byte[((rowBytes + 1) * 3) + 1]).End());
    }

    [Theory]
    [InlineData(1, 1, 4)]
    [InlineData(5, 3, 52)]
    [InlineData(8, 8, 207)]
    [InlineData(1, 5, 20)]
    public void Inspect_InterlacedPixels_MustInflateToExactlyTheirSize(int width, int height, int bytes)
    {
        byte[] Png(int count) => new PngBuilder(width, height).Header(interlace: 1).Pixels(new byte[count]).End().ToBytes();

        Assert.IsType<ImageCheck.Whole>(ImageInspector.Inspect(Png(bytes)));
        Assert.IsType<ImageCheck.Broken>(ImageInspector.Inspect(Png(bytes - 1)));
        Assert.IsType<ImageCheck.Broken>(ImageInspector.Inspect(Png(bytes + 1)));
    }

    [Theory]
    [InlineData(8, 1, 0, 0)]
    [InlineData(8, 7, 0, 0)]
    [InlineData(3, 0, 0, 0)]
    [InlineData(16, 3, 0, 0)]
    [InlineData(4, 2, 0, 0)]
    [InlineData(8, 2, 1, 0)]
    [InlineData(8, 2, 0, 2)]
    public void Inspect_ImpossibleHeader_IsBroken(byte depth, byte colour, byte compression, byte interlace) =>
        Broken("its header is invalid", b => b.Header(depth, colour, compression, interlace).Pixels().End());

    [Theory]
    [InlineData(0, 10)]
    [InlineData(10, 0)]
    [InlineData(-1, 1)]
    [InlineData(32_769, 1)]
    [InlineData(1, 32_769)]
    [InlineData(8_001, 8_000)]
    [InlineData(int.MaxValue, int.MaxValue)]
    public void Inspect_SizeBeyondTheLimits_IsRefusedUnread(int width, int height)
    {
        var check = ImageInspector.Inspect(new PngBuilder(width, height).Header().Pixels([1, 2, 3]).End().ToBytes());

        Assert.Equal($"An image of {(uint)width} x {(uint)height} pixels is not taken.", Assert.IsType<ImageCheck.Broken>(check).Reason);
    }

    [Fact]
    public void Inspect_PixelsThatInflateToFarMore_StopsAtTheirPromisedSize()
    {
        var bomb = new PngBuilder(4, 3).Header().Pixels(new byte[200_000_000]).End().ToBytes();
        ImageInspector.Inspect(PngBuilder.Plain());
        var before = GC.GetAllocatedBytesForCurrentThread();

        var check = ImageInspector.Inspect(bomb);

        Assert.Equal("The PNG is damaged: it has more pixels than its header says.", Assert.IsType<ImageCheck.Broken>(check).Reason);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
    }

    [Fact]
    public void Inspect_PixelsInManyChunks_AreReadAsOne() =>
        Assert.IsType<ImageCheck.Whole>(Inspect(b => b.Header().Pixels([.. new byte[48]], chunks: 7).End()));

    [Fact]
    public void Inspect_ChunksInTheWrongOrder_IsBroken()
    {
        Broken("its header is not its first chunk", b => b.Pixels().Header().End());
        Broken("its header is not its first chunk", b => b.Header().Header().Pixels().End());
        Broken("its pixels are not in one piece", b => b.Header().Pixels().Chunk("tEXt", []).Pixels().End());
        Broken("it has no end", b => b.Header().Pixels());
        Broken("pixels are missing", b => b.Header().End());
        Broken("its palette is missing", b => b.Header(8, 3).Pixels(5).End());
        Broken("of no known kind", b => b.Header().Chunk("EVIL", []).Pixels().End());
        Assert.IsType<ImageCheck.Whole>(Inspect(b => b.Header().Chunk("caBX", new byte[1000]).Pixels().Chunk("tEXt", [1, 2]).End()));
    }

    [Fact]
    public void Inspect_PixelsThatAreNoZlibData_IsBroken()
    {
        Broken("its pixels cannot be decompressed", b => b.Header().Chunk("IDAT", [1, 2, 3, 4]).End());
        Broken("a row of its pixels has an unknown filter", b => b.Header().Pixels([.. Enumerable.Repeat((byte)5, 48)]).End());
    }

    [Fact]
    public void Inspect_DamageBehindValidChecksums_NeverThrows()
    {
        var random = new Random(31);
        for (var round = 0; round < 5_000; round++)
        {
            var header = new byte[13];
            random.NextBytes(header);
            header.AsSpan(0, 3).Clear();
            header.AsSpan(4, 3).Clear();
            (header[8], header[9], header[10], header[11], header[12]) = (
                (byte)(1 << random.Next(6)), (byte)random.Next(8), 0, 0, (byte)random.Next(2));
            var pixels = new byte[random.Next(400)];
            random.NextBytes(pixels);
            var builder = new PngBuilder(0, 0).Chunk("IHDR", header);
            var bytes = (random.Next(2) == 0 ? builder.Chunk("IDAT", pixels) : builder.Pixels(pixels)).End().ToBytes();

            Assert.NotNull(ImageInspector.Inspect(bytes));
        }
    }

    private static ImageCheck Inspect(Func<PngBuilder, PngBuilder> build) => ImageInspector.Inspect(build(new PngBuilder(5, 3)).ToBytes());

    private static void Broken(string why, Func<PngBuilder, PngBuilder> build)
    {
        var broken = Assert.IsType<ImageCheck.Broken>(Inspect(build));
        Assert.Contains(why, broken.Reason, StringComparison.Ordinal);
        Assert.Equal(ImageFormat.Png, broken.Format);
    }
}
