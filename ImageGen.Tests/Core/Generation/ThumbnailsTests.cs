using ImageGen.Core.Models.Images;
using ImageGen.Imaging;
using ImageGen.Tests.Imaging;

namespace ImageGen.Tests.Core.Generation;

public sealed class ThumbnailsTests
{
    private readonly BeatGeneratorWorld _world = new();
    private readonly InMemoryThumbnails _store = new();
    private readonly Thumbnails _thumbnails;

    public ThumbnailsTests()
    {
        _thumbnails = new Thumbnails(_world.Handling.Processor, _store, _world.Memory);
        _world.Handling = _world.Handling with { Thumbnails = _thumbnails };
        _world.Start();
    }

    [Fact]
    public async Task Generate_StoredImage_HasItsThumbnail()
    {
        _world.Model.Answers(new ModelAnswer.Image(SeededImages.Encode("jpeg", 1, 640, 480), "image/jpeg", null));

        await _world.DrawAsync();

        var image = (await _world.Memory.FindAsync(_world.Name("1.1"), default))!;
        var ((name, etag), bytes) = Assert.Single(_store.Kept);
        Assert.Equal((_world.Name("1.1"), image.ETag), (name, etag));
        Assert.Equal(new ImageCheck.Whole(ImageFormat.Webp, 320, 240), new VipsImageCodec().Check(bytes));
    }

    [Fact]
    public async Task Generate_ThumbnailThatCannotBeStored_FailsNothing()
    {
        _store.OnUse = () => throw new UserException("The disk is full. Make room.");

        Assert.Equal(BeatOutcomeKind.Done, (await _world.DrawAsync()).Kind);
    }

    [Fact]
    public async Task Get_OlderImage_IsMadeOnDemandAndOnce()
    {
        var image = _world.Memory.Put(_world.Name("1.1"), SeededImages.Encode("png", 1, 640, 480), ImageFormat.Png);

        var first = await _thumbnails.GetAsync(_world.Name("1.1"), image, default);

        Assert.Equal(new ImageCheck.Whole(ImageFormat.Webp, 320, 240), new VipsImageCodec().Check(first!.Value));
        Assert.Equal(first.Value.ToArray(), Assert.Single(_store.Kept).Value);
        Assert.Equal(first.Value.ToArray(), (await _thumbnails.GetAsync(_world.Name("1.1"), image, default))!.Value.ToArray());
    }

    [Fact]
    public async Task Get_StoreInTrouble_IsMadeAllTheSame()
    {
        var image = _world.Memory.Put(_world.Name("1.1"), SeededImages.Encode("png", 1), ImageFormat.Png);
        _store.OnUse = () => throw new UserException("The folder cannot be read. Give this program the right to.");

        Assert.NotNull(await _thumbnails.GetAsync(_world.Name("1.1"), image, default));
    }

    [Fact]
    public async Task Get_ImageThatCannotBeDecoded_IsNothing()
    {
        var image = _world.Memory.Put(_world.Name("1.1"), "RIFF....WEBP"u8.ToArray(), ImageFormat.Webp);

        Assert.Null(await _thumbnails.GetAsync(_world.Name("1.1"), image, default));
    }
}
