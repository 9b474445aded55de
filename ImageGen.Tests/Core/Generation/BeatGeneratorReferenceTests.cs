using ImageGen.Core.Models.Images;
using ImageGen.Imaging;
using ImageGen.Tests.Imaging;

namespace ImageGen.Tests.Core.Generation;

public sealed class BeatGeneratorReferenceTests
{
    private static readonly byte[] StyleImage = TestImage.Png(99);

    [Theory]
    // Beat, images that are there, style reference there; what it is generated from, and what the note speaks of.
    [InlineData("1.1", "", true, "style reference", null)]
    [InlineData("1.1", "", false, "none", null)]
    [InlineData("1.3", "1.1 1.2", true, "beat 1.2", null)]
    [InlineData("1.3", "1.1", true, "beat 1.1", "Beat 1.2 before it has no image; it is generated from beat 1.1 instead.")]
    [InlineData(
        "1.3", "1.4", true, "style reference", "Beat 1.2 before it has no image; it is generated from the style reference instead.")]
    [InlineData("1.3", "", false, "none", "Beat 1.2 before it has no image; it is generated from the prompt alone.")]
    public async Task Generate_Transition_DecidesTheReference(string beat, string there, bool hasStyle, string words, string? note)
    {
        var world = new BeatGeneratorWorld(beats: 4);
        Put(world, there, hasStyle);

        await world.DrawAsync(beat);

        var references = Assert.Single(world.Model.Calls).Request.References;
        var (label, bytes) = words switch
        {
            "style reference" => ("Style reference:", StyleImage),
            "none" => (null, null),
            _ => ("Previous frame of this shot:", Image(words["beat ".Length..])),
        };
        Assert.Equal(label, references.SingleOrDefault()?.Label);
        Assert.Equal(bytes, references.SingleOrDefault()?.Bytes.ToArray());
        Assert.Equal(words, (await world.Memory.FindAsync(world.Name(beat), default))!.Provenance!.Reference);
        Assert.Equal(note, world.Record(beat).Note);
        var estimate = world.Events.OfType<AttemptStarted>().Single().EstimateUsd;
        Assert.Equal(0.067m + (references.Length * 1120 * 0.5m / 1_000_000), estimate);
    }

    [Fact]
    public async Task Generate_OtherTransition_IsGeneratedFromThePromptAlone()
    {
        var world = new BeatGeneratorWorld(kinds: [TransitionKind.HardCut, TransitionKind.Other, TransitionKind.Continuous]);
        Put(world, "1.1", hasStyle: true);

        await world.DrawAsync("1.2");

        Assert.Empty(Assert.Single(world.Model.Calls).Request.References);
        Assert.Null(world.Record("1.2").Note);
    }

    [Fact]
    public async Task Generate_ContinuousFirstOfItsShot_TakesTheStyleReferenceAndSaysSo()
    {
        var world = new BeatGeneratorWorld(kinds: Enumerable.Repeat(TransitionKind.Continuous, 3));
        Put(world, "", hasStyle: true);

        await world.DrawAsync("1.1");

        Assert.Single(Assert.Single(world.Model.Calls).Request.References);
        Assert.Equal("It is the first beat of shot 1; it is generated from the style reference instead.", world.Record().Note);
    }

    [Fact]
    public async Task Generate_ImageOfAnotherShot_IsNoReference()
    {
        var world = new BeatGeneratorWorld();
        var run = world.Run.Storyboard;
        var other = run.BeatsOf(ImageStyle.Clear)[0] with { Shot = 2 };
        var loader = new ReferenceLoader(world.Memory, world.Handling.Processor);
        world.Memory.Put(world.Name("1.1") with { Shot = 2 }, Image("1.1"), ImageFormat.Png);
        var board = run with { Styles = [new StyleBeats(ImageStyle.Clear, [other, .. run.BeatsOf(ImageStyle.Clear)[1..]])] };

        var references = await loader.LoadAsync(board, ImageStyle.Clear, board.BeatsOf(ImageStyle.Clear)[1], default);

        Assert.Equal("none", references.Words);
    }

    [Fact]
    public async Task Generate_EarlierImageThatIsBroken_IsPassedOver()
    {
        var world = new BeatGeneratorWorld();
        Put(world, "1.1", hasStyle: true);
        world.Memory.Put(world.Name("1.2"), "<html>No.</html>"u8.ToArray(), ImageFormat.Png);

        await world.DrawAsync("1.3");

        Assert.Equal(Image("1.1"), Assert.Single(Assert.Single(world.Model.Calls).Request.References).Bytes.ToArray());
        Assert.Equal(
            "The image of beat 1.2 before it cannot serve as reference (It is text (HTML, XML or JSON), not an image.); it is generated "
                + "from beat 1.1 instead.",
            world.Record("1.3").Note);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public async Task Generate_EarlierImageOfSevenMegabytes_IsTheLargestThatIsSentAsItIs(int beyond, bool isSent)
    {
        var world = new BeatGeneratorWorld();
        world.Memory.Put(world.Name("1.1"), Png(SentImages.MaxBytes + beyond), ImageFormat.Png);

        await world.DrawAsync("1.2");

        Assert.Equal(
            isSent ? ImageFormat.Png : ImageFormat.Jpeg, Assert.Single(Assert.Single(world.Model.Calls).Request.References).Format);
        Assert.Null(world.Record("1.2").Note);
    }

    [Fact]
    public async Task Generate_ReferenceTooLargeToSend_IsSentAsASmallerCopyAndStaysAsItIs()
    {
        var world = new BeatGeneratorWorld();
        var large = SeededImages.Noise(2600, 1300);
        Assert.True(large.Length > SentImages.MaxBytes);
        world.Memory.Put(world.Name("1.1"), large, ImageFormat.Png);

        await world.DrawAsync("1.2");

        var sent = Assert.Single(Assert.Single(world.Model.Calls).Request.References);
        Assert.Equal("Previous frame of this shot:", sent.Label);
        Assert.Equal(new ImageCheck.Whole(ImageFormat.Jpeg, 2048, 1024), new VipsImageCodec().Check(sent.Bytes));
        Assert.InRange(sent.Bytes.Length, 1, SentImages.MaxBytes);
        var provenance = (await world.Memory.FindAsync(world.Name("1.2"), default))!.Provenance!;
        Assert.Equal(
            ("beat 1.1", new ReferenceCopy("image/jpeg", 2048, 1024, sent.Bytes.Length, large.Length)),
            (provenance.Reference, provenance.ReferenceCopy));
        Assert.Equal(large.Length, (await world.Memory.FindAsync(world.Name("1.1"), default))!.Length);
    }

    [Fact]
    public async Task Generate_StyleReferenceTooLargeToSend_IsSentAsASmallerCopy()
    {
        var world = new BeatGeneratorWorld();
        world.Memory.SetStyleReference(
            world.Run.Storyboard.Project, new StyleReferenceImage(SeededImages.Noise(1300, 2600), ImageFormat.Png));

        await world.DrawAsync("1.1");

        Assert.Equal(ImageFormat.Jpeg, Assert.Single(Assert.Single(world.Model.Calls).Request.References).Format);
        var copy = (await world.Memory.FindAsync(world.Name("1.1"), default))!.Provenance!.ReferenceCopy!;
        Assert.Equal((1024, 2048), (copy.Width, copy.Height));
        Assert.Null(world.Record("1.1").Note);
    }

    [Fact]
    public async Task Generate_StyleReferenceThatIsBroken_IsGeneratedWithoutAndSaysSo()
    {
        var world = new BeatGeneratorWorld();
        world.Memory.SetStyleReference(world.Run.Storyboard.Project, new StyleReferenceImage(new byte[] { 1, 2, 3 }, ImageFormat.Png));

        await world.DrawAsync("1.1");

        Assert.Empty(Assert.Single(world.Model.Calls).Request.References);
        Assert.StartsWith("The style reference cannot serve", world.Record().Note, StringComparison.Ordinal);
    }

    /// <summary>As images come out of a zip or off a network: without a length, in pieces.</summary>
    [Fact]
    public async Task Generate_ImageThatComesInPieces_ServesAsReference()
    {
        var world = new BeatGeneratorWorld();
        Put(world, "1.1", hasStyle: false);
        world.Images.Reading = stream => new PieceStream(stream, () => { });

        await world.DrawAsync("1.2");

        Assert.Equal(Image("1.1"), Assert.Single(Assert.Single(world.Model.Calls).Request.References).Bytes.ToArray());
    }

    [Fact]
    public async Task Generate_ImageThatCannotBeReadToItsEnd_IsDoneWithoutAndSaysSo()
    {
        var world = new BeatGeneratorWorld();
        Put(world, "1.1", hasStyle: true);
        world.Images.Reading = stream => new PieceStream(stream, () => throw new IOException("The disk is gone"));

        await world.DrawAsync("1.2");

        Assert.Equal("Style reference:", Assert.Single(Assert.Single(world.Model.Calls).Request.References).Label);
        Assert.Contains("The disk is gone", world.Record("1.2").Note, StringComparison.Ordinal);
    }

    private static void Put(BeatGeneratorWorld world, string there, bool hasStyle)
    {
        foreach (var id in there.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            world.Memory.Put(world.Name(id), Image(id), ImageFormat.Png);
        }

        if (hasStyle)
        {
            world.Memory.SetStyleReference(world.Run.Storyboard.Project, new StyleReferenceImage(StyleImage, ImageFormat.Png));
        }
    }

    private static byte[] Image(string beat) => TestImage.Png(beat[^1]);

    /// <summary>A PNG of exactly so many bytes: what is too little is filled up by a chunk that no one reads.</summary>
    private static byte[] Png(int length) =>
        new Support.PngBuilder(4, 3).Header().Chunk(
            "teSt", new byte[length - Support.PngBuilder.Plain().Length - 12]).Pixels().End().ToBytes();

    /// <summary>Returns seven bytes at a time.</summary>
    private sealed class PieceStream(Stream inner, Action onRead) : ForwardStream
    {
        public override int Read(Span<byte> buffer)
        {
            onRead();
            return inner.Read(buffer[..Math.Min(buffer.Length, 7)]);
        }
    }
}
