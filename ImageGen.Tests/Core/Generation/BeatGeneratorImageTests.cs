using System.Security.Cryptography;
using ImageGen.Core.Models.Images;
using ImageGen.Imaging;
using ImageGen.Tests.Imaging;

namespace ImageGen.Tests.Core.Generation;

/// <summary>What becomes of the image that a paid attempt brings.</summary>
public sealed class BeatGeneratorImageTests
{
    [Theory]
    [InlineData("jpeg", "image/jpeg")]
    [InlineData("progressive", "image/jpeg")]
    [InlineData("webp", "image/webp")]
    public async Task Generate_AnswerOfAnotherType_IsStoredAsPngWithTheOriginalsTypeAndHash(string kind, string mediaType)
    {
        var world = new BeatGeneratorWorld();
        var original = SeededImages.Encode(kind, 1);
        world.Model.Answers(new ModelAnswer.Image(original, "image/png", null));

        var outcome = await world.DrawAsync();

        Assert.Equal(BeatOutcomeKind.Done, outcome.Kind);
        var stored = (await world.Memory.FindAsync(world.Name("1.1"), default))!;
        Assert.Equal(("generated_images/clear/Shot_1/Beat_1.1.png", ImageFormat.Png), (stored.Path, stored.Format));
        Assert.Equal(
            new OriginalImage(mediaType, original.Length, Convert.ToHexStringLower(SHA256.HashData(original))),
            stored.Provenance!.Original);
        Assert.Equal(new ImageCheck.Whole(ImageFormat.Png, 256, 192), new VipsImageCodec().Check(await ReadAsync(world)));
    }

    [Fact]
    public async Task Generate_PngAnswer_IsStoredByteForByte()
    {
        var world = new BeatGeneratorWorld();
        var original = SeededImages.Encode("png-16", 1);
        world.Model.Answers(new ModelAnswer.Image(original, "image/png", null));

        await world.DrawAsync();

        Assert.Equal(original, await ReadAsync(world));
        Assert.Null((await world.Memory.FindAsync(world.Name("1.1"), default))!.Provenance!.Original);
    }

    [Theory]
    [InlineData("jpeg", StoredImageFormat.Original, ".jpg")]
    [InlineData("webp", StoredImageFormat.Original, ".webp")]
    [InlineData("webp-animated", StoredImageFormat.Png, ".webp")]
    public async Task Generate_FormatOriginalOrAnimation_IsStoredByteForByte(string kind, StoredImageFormat format, string extension)
    {
        var world = new BeatGeneratorWorld();
        world.Handling = world.Handling with { Format = format };
        world.Start();
        var original = SeededImages.Encode(kind, 1);
        world.Model.Answers(new ModelAnswer.Image(original, "image/png", null));

        await world.DrawAsync();

        Assert.EndsWith(extension, (await world.Memory.FindAsync(world.Name("1.1"), default))!.Path, StringComparison.Ordinal);
        Assert.Equal(original, await ReadAsync(world));
    }

    [Theory]
    [InlineData(ImageFormat.Jpeg)]
    [InlineData(ImageFormat.Webp)]
    public async Task Generate_ImageOfAnEarlierRunInAnotherType_IsExisting(ImageFormat format)
    {
        var world = new BeatGeneratorWorld();
        world.Memory.Put(world.Name("1.1"), SeededImages.Encode(format is ImageFormat.Jpeg ? "jpeg" : "webp", 1), format);

        await world.DrawAsync();

        Assert.Empty(world.Model.Calls);
        Assert.Equal(BeatState.Exists, world.Record().State);
    }

    [Fact]
    public async Task Generate_DamagedImage_IsKeptWithReasonAndCountsAtItsPrice()
    {
        var (world, rejected) = WorldWithRejected();
        var damaged = SeededImages.Encode("jpeg", 1);
        var (from, to) = SeededImages.Pixels(damaged);
        damaged.AsSpan(from, to - from).Clear();
        world.Model.Answers(new ModelAnswer.Image(damaged, "image/jpeg", null));

        var outcome = await world.DrawAsync();

        Assert.Equal((BeatOutcomeKind.Retry, FailureKind.BrokenImage), (outcome.Kind, outcome.Why!.Kind));
        var kept = Assert.Single(rejected.Kept);
        Assert.Equal(damaged, kept.Bytes.ToArray());
        var failed = Assert.Single(world.Events.OfType<AttemptFailed>());
        Assert.Equal(
            (world.Name("1.1"), world.Run.Id, failed.Attempt, ImageFormat.Jpeg), (kept.Name, kept.RunId, kept.Attempt, kept.Format));
        Assert.Equal((failed.Why.Reason, failed.CostUsd), (kept.Reason, kept.CostUsd));
        Assert.True(failed.CostUsd > 0);
        Assert.StartsWith("The image that came cannot be used. The JPEG is damaged: ", kept.Reason, StringComparison.Ordinal);
        Assert.Null(await world.Memory.FindAsync(world.Name("1.1"), default));
    }

    [Fact]
    public async Task Generate_DamagedImageThatCannotBeKept_FailsNothingElse()
    {
        var (world, rejected) = WorldWithRejected();
        rejected.OnKeep = () => throw new UserException("The disk is full. Make room.");
        world.Model.Answers(new ModelAnswer.Image("<html>"u8.ToArray(), "image/png", null));

        var outcome = await world.DrawAsync();

        Assert.Equal((BeatOutcomeKind.Retry, FailureKind.BrokenImage), (outcome.Kind, outcome.Why!.Kind));
        Assert.Single(world.Events.OfType<AttemptFailed>());
    }

    [Fact]
    public async Task Generate_ViewableImages_AreNeitherRejectedNorKeptAside()
    {
        var (world, rejected) = WorldWithRejected();
        world.Model.Answers(
            new ModelAnswer.Image((byte[])[.. SeededImages.Encode("png", 1), 1, 2, 3, 4, 5, 6, 7, 8, 9], "image/png", null));
        world.Model.Answers(new ModelAnswer.Image(SeededImages.Encode("jpeg", 1).AsMemory(..^2), "image/jpeg", null));

        Assert.Equal(BeatOutcomeKind.Done, (await world.DrawAsync("1.1")).Kind);
        Assert.Equal(BeatOutcomeKind.Done, (await world.DrawAsync("1.2")).Kind);

        Assert.Empty(rejected.Kept);
    }

    private static (BeatGeneratorWorld World, RejectedImages Rejected) WorldWithRejected()
    {
        var rejected = new RejectedImages();
        var world = new BeatGeneratorWorld();
        world.Handling = world.Handling with { Rejected = rejected };
        world.Start();
        return (world, rejected);
    }

    private static async Task<byte[]> ReadAsync(BeatGeneratorWorld world)
    {
        await using var stream = await world.Memory.OpenAsync(world.Name("1.1"), version: null, default);
        using var bytes = new MemoryStream();
        await stream!.CopyToAsync(bytes);
        return bytes.ToArray();
    }
}
