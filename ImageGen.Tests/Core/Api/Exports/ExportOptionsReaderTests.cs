using ImageGen.Core.Api.Exports;

namespace ImageGen.Tests.Core.Api.Exports;

public sealed class ExportOptionsReaderTests
{
    [Fact]
    public void Read_FormatOnly_HasTheDefaults()
    {
        var options = Read("format=pdf").Options!;

        Assert.Equal(ExportFormat.Pdf, options.Format);
        Assert.Empty(options.Styles);
        Assert.Equal(
            (24, 960, AnimaticContainer.Webp, null as int?), (options.FramesPerSecond, options.Width, options.Container, options.Columns));
        Assert.True(options.Page.Width > options.Page.Height);
    }

    [Fact]
    public void Read_Everything_IsRead()
    {
        var options = Read(
            "format=ANIMATIC",
            "style=clear, illustration,clear",
            "page=letter-portrait",
            "columns=8",
            "fps=60",
            "width=160",
            "container=mp4",
            "media=file:///a").Options!;

        Assert.Equal<ImageStyle>([ImageStyle.Clear, ImageStyle.Illustration], options.Styles);
        Assert.Equal(new PageSize(612, 792), options.Page);
        Assert.Equal(
            (8, 60, 160, AnimaticContainer.Mp4, "file:///a/"),
            (options.Columns, options.FramesPerSecond, options.Width, options.Container, options.MediaBase));
        Assert.Equal((".mp4", "video/mp4"), (options.Extension(), options.MediaType()));
    }

    [Theory]
    [InlineData("format")]
    [InlineData("format", "format=docx")]
    [InlineData("format", "format=1")]
    [InlineData("style", "format=pdf", "style=cartoon")]
    [InlineData("page", "format=pdf", "page=a9")]
    [InlineData("columns", "format=pdf", "columns=0")]
    [InlineData("columns", "format=pdf", "columns=9")]
    [InlineData("columns", "format=pdf", "columns=-1")]
    [InlineData("fps", "format=otio", "fps=61")]
    [InlineData("width", "format=animatic", "width=159")]
    [InlineData("container", "format=animatic", "container=avi")]
    [InlineData("container", "format=animatic", "container=1")]
    [InlineData("media", "format=otio", "media=a\nb")]
    public void Read_AFault_NamesItsPlace(string place, params string[] options)
    {
        var read = Read(options);

        Assert.Null(read.Options);
        Assert.Equal(place, Assert.Single(read.Faults).Path);
    }

    [Fact]
    public void Read_SeveralFaults_NamesAll() =>
        Assert.Equal(["format", "style", "page", "columns"], Read("format=x", "style=x", "page=x", "columns=x").Faults.Select(f => f.Path));

    private static ExportOptionsResult Read(params string[] options)
    {
        var values = options.Select(o => o.Split('=', 2)).ToDictionary(o => o[0], o => o[1]);
        return ExportOptionsReader.Read(name => values.GetValueOrDefault(name));
    }
}
