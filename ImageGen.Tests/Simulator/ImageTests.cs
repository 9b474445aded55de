using ImageGen.Core.Models.Images;
using ImageGen.Imaging;
using ImageGen.Simulator.Drawing;
using ImageGen.Simulator.Requests;

namespace ImageGen.Tests.Simulator;

public sealed class ImageTests
{
    private const string Meadow = "Hand-painted storybook illustration: a meadow at dawn, a hare and a tortoise";
    private const string Next = "Hand-painted storybook illustration: same place as the previous frame; a fox comes";

    private static readonly VipsImageCodec Codec = new();

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
    public void Draw_AnyRatioAndSize_IsAWholeImageOfThatShape(string? ratio, string? size, int width, int height)
    {
        var request = Request(Meadow) with { AspectRatio = ratio, ImageSize = size };

        Assert.All(Enum.GetValues<AnswerFormat>(), format => Assert.Equal(
            new ImageCheck.Whole(Enum.Parse<ImageFormat>(format.ToString()), width, height), Codec.Check(_studio.Draw(request, format))));
    }

    [Fact]
    public void Draw_SameRequest_GivesSameBytesInAnotherStudio() =>
        Assert.Equal(Draw(Request(Meadow)), new ImageStudio(ImageMode.Full).Draw(Request(Meadow), AnswerFormat.Png));

    [Fact]
    public void Draw_OtherPromptOrStyle_LooksDifferent()
    {
        var image = Pixels.Of(Draw(Request(Meadow)));
        var otherPrompt = Pixels.Of(Draw(Request(Meadow + ", and a mill")));
        var otherStyle = Pixels.Of(Draw(Request(Meadow) with { Label = new SceneLabel("clear", null) }));

        Assert.InRange(image.Differences(otherPrompt), 20_000, int.MaxValue);
        Assert.InRange(image.Differences(otherStyle), 100_000, int.MaxValue);
    }

    [Fact]
    public void Draw_OtherBeat_DiffersInTheCaptionAlone()
    {
        var first = Pixels.Of(Draw(Request(Meadow, "1.1")));
        var second = Pixels.Of(Draw(Request(Meadow, "1.2")));

        var inCaption = first.Differences(second, 20, 30, 190, 120);
        Assert.InRange(inCaption, 50, 5000);
        Assert.Equal(inCaption, first.Differences(second));
    }

    [Fact]
    public void Draw_PreviousFrameAsReference_ContinuesInItsScene()
    {
        var first = Draw(Request(Meadow, "1.1"));
        var second = Draw(Request(Next, "1.2", first));

        var (scene, next) = (Scene.Parse(SceneNote.Read(first))!, Scene.Parse(SceneNote.Read(second))!);
        Assert.Equal((scene.Seed, scene.PaletteSeed, scene.Time, 1), (next.Seed, next.PaletteSeed, next.Time, next.Step));
        Assert.Equal(["tortoise", "hare", "fox"], next.Cast.AsEnumerable());
        Assert.Equal("illustration/1.2", next.Label);
    }

    [Fact]
    public void Draw_StyleReference_TakesColoursAndNotTheScene()
    {
        var style = Draw(Request("A mill at night"));
        var image = Scene.Parse(SceneNote.Read(Draw(Request(Meadow, "1.1", style))))!;
        var alone = Scene.Parse(SceneNote.Read(Draw(Request(Meadow, "1.1"))))!;

        Assert.Equal(Scene.Parse(SceneNote.Read(style))!.PaletteSeed, image.PaletteSeed);
        Assert.Equal((alone.Seed, alone.Time, 0), (image.Seed, image.Time, image.Step));
    }

    [Fact]
    public void Draw_ImageToChange_KeepsItsSceneInTheLightThatIsAskedFor()
    {
        var first = Draw(Request(Meadow));
        var request = Request("Make it night") with { References = [new InlineImage("image/png", first, "The image to change:")] };

        var (before, after) = (Scene.Parse(SceneNote.Read(first))!, Scene.Parse(SceneNote.Read(Draw(request)))!);

        Assert.Equal((before.Seed, TimeOfDay.Night), (after.Seed, after.Time));
        Assert.Equal(before.Place.Concat(before.Cast), after.Place.Concat(after.Cast));
    }

    [Fact]
    public void Draw_Reference_ShowsABadgeThatDependsOnIt()
    {
        var none = Pixels.Of(Draw(Request(Next, "1.2")));
        var one = Pixels.Of(Draw(Request(Next, "1.2", [.. "some bytes"u8])));
        var other = Pixels.Of(Draw(Request(Next, "1.2", [.. "other bytes"u8])));

        Assert.InRange(none.Differences(one, 500, 36, 615, 105), 5000, int.MaxValue);
        Assert.InRange(one.Differences(other, 500, 36, 615, 105), 500, int.MaxValue);
    }

    [Fact]
    public void Draw_EveryCharacterPlaceAndLight_Works()
    {
        string[] words =
            ["forest village mill road", "wheat oak brook mountain", "hare tortoise fox", "mouse badger girl", "night", "dawn", "golden",
                "cold", "noon", ""];

        var images = words.SelectMany(
            _ => SceneStyles, (w, style) => Draw(Request($"A scene: {w}") with { Label = new(style, "10.12"), ImageSize = "512" }));

        Assert.All(images, p => Assert.IsType<ImageCheck.Whole>(ImageInspector.Inspect(p)));
    }

    [Fact]
    public void Draw_ReferenceThatCanBeDecoded_ShowsASmallCopy()
    {
        var red = Raster.Encode(Raster.Flat(64, 36, Rgb.Hex(0xFF0000)), AnswerFormat.Png, note: null);

        var image = Pixels.Of(Draw(Request(Next, "1.2", red)));

        Assert.InRange(image.Count(500, 36, 615, 105, (r, g, b) => r > 240 && g < 20 && b < 20), 2000, 4000);
    }

    [Fact]
    public void Draw_NoFontsOnTheMachine_LettersAreOfItsOwn() => Assert.DoesNotContain(
        "<text", SceneDrawing.Of(
            Scene.Parse("v1;seed=1;palette=1;time=Day;place=;cast=;step=0;label=clear/1.1")!,
            Look.Of("clear", Palette.Of(Scene.Parse("v1;seed=1;palette=1;time=Day;place=;cast=;step=0;label=clear/1.1")!)),
            "clear", "1.1", "words", 1, 640, 360).ToString(), StringComparison.Ordinal);

    [Theory]
    [InlineData(AnswerFormat.Png)]
    [InlineData(AnswerFormat.Jpeg)]
    [InlineData(AnswerFormat.Webp)]
    public void Draw_Tiny_IsASmallWholeImageThatDependsOnThePrompt(AnswerFormat format)
    {
        var tiny = new ImageStudio(ImageMode.Tiny);

        var one = tiny.Draw(Request(Meadow), format);

        Assert.Equal(new ImageCheck.Whole(Enum.Parse<ImageFormat>(format.ToString()), 43, 24), Codec.Check(one));
        Assert.InRange(one.Length, 60, 700);
        Assert.Equal(one, tiny.Draw(Request(Meadow), format));
        Assert.Equal(200, Enumerable.Range(0, 200).Select(n => Convert.ToHexString(tiny.Draw(Request($"{n}"), format))).Distinct().Count());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("v2;seed=1")]
    [InlineData("v1;seed=x;palette=1;time=Day;step=0")]
    [InlineData("v1;seed=1;seed2")]
    public void ParseScene_NotAScene_IsNull(string? text) => Assert.Null(Scene.Parse(text));

    private static readonly string[] SceneStyles = ["illustration", "clear", "consistent"];

    private byte[] Draw(SimulatorRequest request) => _studio.Draw(request, AnswerFormat.Png);

    private static SimulatorRequest Request(string prompt, string? beat = null, byte[]? reference = null) =>
        new(GeminiClient.Model, [prompt], reference is null ? [] : [new InlineImage("image/png", reference, null)], "16:9", null)
        {
            Label = beat is null ? null : new SceneLabel("illustration", beat),
        };
}
