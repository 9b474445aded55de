using ImageGen.Local.Storage.Images;

namespace ImageGen.Tests.Local.Storage.Images;

public sealed class StyleReferenceFileTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_NoneThere_Null() => Assert.Null(Reference().Read(_folder["no such project"], ImageStyle.Clear));

    [Theory]
    [InlineData("style_reference.png")]
    [InlineData("style_reference.jpg")]
    [InlineData("Style_Reference.JPEG")]
    [InlineData("style_reference.webp")]
    public void Read_InTheProjectsFolder_IsFoundWithItsTrueType(string name)
    {
        _folder.Write(name, Png(1));
        _folder.Write("style_reference.txt", "notes");

        Assert.Equal(ImageFormat.Png, Reference().Read(_folder.Path, ImageStyle.Clear)!.Format);
    }

    [Fact]
    public void Read_NoneInTheProjectsFolder_TheOneOfItsStyle()
    {
        _folder.Write("defaults/clear.png", Png(5));
        var reference = new StyleReferenceFile(
            null, defaults: new Dictionary<ImageStyle, string> { [ImageStyle.Clear] = _folder["defaults/clear.png"] });

        Assert.Equal(Png(5), reference.Read(_folder.Path, ImageStyle.Clear)!.Bytes.ToArray());
        Assert.Null(reference.Read(_folder.Path, ImageStyle.Illustration));
        _folder.Write("style_reference.png", Png(6));
        Assert.Equal(Png(6), reference.Read(_folder.Path, ImageStyle.Clear)!.Bytes.ToArray());
    }

    [Fact]
    public void Read_Twice_IsReadOnce()
    {
        _folder.Write("style_reference.png", Png(1));
        var reference = Reference();

        Assert.Same(reference.Read(_folder.Path, ImageStyle.Clear), reference.Read(_folder.Path, ImageStyle.Clear));
    }

    [Fact]
    public void Read_ChangedMeanwhile_NewOne()
    {
        _folder.Write("style_reference.png", Png(1));
        var reference = Reference();
        reference.Read(_folder.Path, ImageStyle.Clear);
        _folder.Write("style_reference.png", Png(2));

        Assert.Equal(Png(2), reference.Read(_folder.Path, ImageStyle.Clear)!.Bytes.ToArray());
    }

    [Fact]
    public void Read_Chosen_WinsOverTheProjects()
    {
        _folder.Write("style_reference.png", Png(1));
        _folder.Write("other/mine.bin", Png(2));

        Assert.Equal(Png(2), Reference(_folder["other/mine.bin"]).Read(_folder.Path, ImageStyle.Clear)!.Bytes.ToArray());
    }

    [Fact]
    public void Read_ChosenIsNotThere_SaysSo() => AssertRefused(Reference(_folder["gone.png"]), "gone.png");

    [Fact]
    public void Read_NotAImage_SaysSo()
    {
        _folder.Write("style_reference.png", "text");
        AssertRefused(Reference(), "It does not begin like a PNG");
    }

    [Fact]
    public void Read_LargerThanTheServiceTakes_IsReadForASmallerCopy()
    {
        var large = new Support.PngBuilder(4, 3).Header().Chunk("teSt", new byte[7_000_001]).Pixels().End().ToBytes();
        _folder.Write("style_reference.png", large);

        Assert.Equal(large.Length, Reference().Read(_folder.Path, ImageStyle.Clear)!.Bytes.Length);
    }

    [Fact]
    public void Read_LargerThanAnyImage_SaysSo()
    {
        _folder.Write("style_reference.png", []);
        using (var file = File.OpenHandle(_folder["style_reference.png"], FileMode.Open, FileAccess.Write))
        {
            RandomAccess.SetLength(file, 512_000_001);
        }

        AssertRefused(Reference(), "at most 512 MB");
    }

    [Fact]
    public void Read_Link_SaysSo()
    {
        _folder.Write("elsewhere/secret", Png(1));
        File.CreateSymbolicLink(_folder["style_reference.png"], _folder["elsewhere/secret"]);
        AssertRefused(Reference(), "--style-reference");
    }

    private void AssertRefused(StyleReferenceFile reference, string part) =>
        Assert.Contains(
            part, Assert.Throws<UserException>(() => reference.Read(_folder.Path, ImageStyle.Clear)).Message, StringComparison.Ordinal);

    private static StyleReferenceFile Reference(string? chosen = null) => new(chosen);

    private static byte[] Png(int number) => TestImage.Png(number, side: number * 4);
}
