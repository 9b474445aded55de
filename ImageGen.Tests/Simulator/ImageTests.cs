using ImageGen.Core.Models.Images;
using ImageGen.Core.Storyboards;
using ImageGen.Simulator;
using ImageGen.Simulator.Drawing;
using ImageGen.Simulator.Requests;

namespace ImageGen.Tests.Simulator;

public sealed class ImageTests
{
    private const string Meadow = "Hand-painted storybook illustration: a meadow at dawn, a hare and a tortoise";
    private const string Next = "Hand-painted storybook illustration: same place as the previous frame; a fox comes";

    private readonly ImageStudio _studio = new(ImageMode.Full);

    [Theory]
    [InlineData("16:9", null, 640, 360)]
    [InlineData("16:9", "512", 320, 180)]
    [InlineData("16:9", "2K", 1280, 720)]
    [InlineData("9:16", null, 360, 640)]
    [InlineData("1:1", "1K", 480, 480)]
    [InlineData(null, null, 480, 480)]
    [InlineData("21:9", "512", 367, 157)]
    [InlineData("1:8", "512", 85, 679)]
    public void Draw_AnyRatioAndSize_IsAWholePngOfThatShape(string? ratio, string? size, int width, int height)
    {
        var png = _studio.Draw(Request(Meadow) with { AspectRatio = ratio, ImageSize = size });

        var read = PngReader.Read(png);
        Assert.Equal((width, height), (read.Width, read.Height));
        Assert.Equal(new ImageCheck.Whole(ImageFormat.Png, width, height), ImageInspector.Inspect(png));
    }

    [Fact]
    public void Draw_SameRequest_GivesSameBytesInAnotherStudio() =>
        Assert.Equal(_studio.Draw(Request(Meadow)), new ImageStudio(ImageMode.Full).Draw(Request(Meadow)));

    [Fact]
    public void Draw_OtherPromptOrStyle_LooksDifferent()
    {
        var image = PngReader.Read(_studio.Draw(Request(Meadow)));
        var otherPrompt = PngReader.Read(_studio.Draw(Request(Meadow + ", and a mill")));
        var otherStyle = PngReader.Read(_studio.Draw(Request(Meadow) with { Label = new SceneLabel("clear", null) }));

        Assert.InRange(image.Differences(otherPrompt), 20_000, int.MaxValue);
        Assert.InRange(image.Differences(otherStyle), 100_000, int.MaxValue);
    }

    [Fact]
    public void Draw_OtherBeat_DiffersInTheCaptionAlone()
    {
        var first = PngReader.Read(_studio.Draw(Request(Meadow, "1.1")));
        var second = PngReader.Read(_studio.Draw(Request(Meadow, "1.2")));

        var inCaption = first.Differences(second, 20, 30, 190, 120);
        Assert.InRange(inCaption, 50, 5000);
        Assert.Equal(inCaption, first.Differences(second));
    }

    [Fact]
    public void Draw_PreviousFrameAsReference_GoesOnInItsScene()
    {
        var first = _studio.Draw(Request(Meadow, "1.1"));
        var second = _studio.Draw(Request(Next, "1.2", first));

        var (scene, next) = (Scene.Parse(PngReader.Read(first).Text)!, Scene.Parse(PngReader.Read(second).Text)!);
        Assert.Equal((scene.Seed, scene.PaletteSeed, scene.Time, 1), (next.Seed, next.PaletteSeed, next.Time, next.Step));
        Assert.Equal(["tortoise", "hare", "fox"], next.Cast.AsEnumerable());
        Assert.Equal("illustration/1.2", next.Label);
    }

    [Fact]
    public void Draw_StyleReference_TakesColoursAndNotTheScene()
    {
        var style = _studio.Draw(Request("A mill at night"));
        var image = Scene.Parse(PngReader.Read(_studio.Draw(Request(Meadow, "1.1", style))).Text)!;
        var alone = Scene.Parse(PngReader.Read(_studio.Draw(Request(Meadow, "1.1"))).Text)!;

        Assert.Equal(Scene.Parse(PngReader.Read(style).Text)!.PaletteSeed, image.PaletteSeed);
        Assert.Equal((alone.Seed, alone.Time, 0), (image.Seed, image.Time, image.Step));
    }

    [Fact]
    public void Draw_Reference_ShowsABadgeThatDependsOnIt()
    {
        var none = PngReader.Read(_studio.Draw(Request(Next, "1.2")));
        var one = PngReader.Read(_studio.Draw(Request(Next, "1.2", [.. "some bytes"u8])));
        var other = PngReader.Read(_studio.Draw(Request(Next, "1.2", [.. "other bytes"u8])));

        Assert.InRange(none.Differences(one, 500, 36, 615, 105), 5000, int.MaxValue);
        Assert.InRange(one.Differences(other, 500, 36, 615, 105), 500, int.MaxValue);
    }

    [Fact]
    public void Draw_EveryCharacterPlaceAndLight_Works()
    {
        string[] words =
            ["forest village mill road", "wheat oak brook mountain", "hare tortoise fox", "mouse badger girl", "night", "dawn", "golden", "cold", "noon", ""];

        var images = words.SelectMany(
            _ => SceneStyles, (w, style) => _studio.Draw(Request($"A scene: {w}") with { Label = new(style, "10.12"), ImageSize = "512" }));

        Assert.All(images, p => Assert.IsType<ImageCheck.Whole>(ImageInspector.Inspect(p)));
    }

    [Fact]
    public void DrawJpeg_ImageAndItsPng_HaveTheSameSize()
    {
        var jpeg = _studio.DrawJpeg(Request(Meadow) with { AspectRatio = "21:9", ImageSize = "512" });

        Assert.Equal(new ImageCheck.Whole(ImageFormat.Jpeg, 367, 157), ImageInspector.Inspect(jpeg));
    }

    [Fact]
    public void Draw_Tiny_IsASmallWholePngThatDependsOnThePrompt()
    {
        var tiny = new ImageStudio(ImageMode.Tiny);

        var one = tiny.Draw(Request(Meadow));

        Assert.Equal(new ImageCheck.Whole(ImageFormat.Png, 43, 24), ImageInspector.Inspect(one));
        Assert.InRange(one.Length, 60, 400);
        Assert.NotEqual(one, tiny.Draw(Request(Next)));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("v2;seed=1")]
    [InlineData("v1;seed=x;palette=1;time=Day;step=0")]
    [InlineData("v1;seed=1;seed2")]
    public void ParseScene_NotAScene_IsNull(string? text) => Assert.Null(Scene.Parse(text));

    private static readonly string[] SceneStyles = ["illustration", "clear", "consistent"];

    private static SimulatorRequest Request(string prompt, string? beat = null, byte[]? reference = null) =>
        new(GeminiClient.Model, [prompt], reference is null ? [] : [new InlineImage("image/png", reference, null)], "16:9", null)
        {
            Label = beat is null ? null : new SceneLabel("illustration", beat),
        };
}
