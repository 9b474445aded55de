using System.Security.Cryptography;
using ImageGen.Tests.Imaging;

namespace ImageGen.Tests.Core.Generation;

/// <summary>References that a storyboard declares: what of them is sent, recorded and refused.</summary>
public sealed class BeatGeneratorDeclaredReferenceTests
{
    private static readonly byte[] HareImage = TestImage.Png(11);
    private static readonly byte[] MillImage = TestImage.Png(12);

    [Fact]
    public async Task Generate_References_GoBeforeThePreviousFrameEachBehindItsLabel()
    {
        var world = await WorldAsync(new StoryboardReference(Id("mill"), ReferenceKind.Location, "places/mill.png"), Hare);
        world.Memory.Put(world.Name("1.1"), TestImage.Png(1), ImageFormat.Png);

        await world.DrawAsync("1.2");

        var sent = Assert.Single(world.Model.Calls).Request.References;
        Assert.Equal(
            ["Character \"hare\": A brown hare.", "Location \"mill\":", "Previous frame of this shot:"], sent.Select(r => r.Label));
        Assert.Equal([HareImage, MillImage, TestImage.Png(1)], sent.Select(r => r.Bytes.ToArray()));
        var provenance = (await world.Memory.FindAsync(world.Name("1.2"), default))!.Provenance!;
        Assert.Equal(
            [
                (1, "character", "hare", Hash(HareImage)),
                (2, "location", "mill", Hash(MillImage)),
                (3, "previousFrame", "1.1", Hash(TestImage.Png(1))),
            ],
            provenance.References!.Value.Select(r => (r.Order, r.Kind, r.Id, r.Hash)));
        Assert.Equal(("beat 1.1", Hash(TestImage.Png(1))), (provenance.Reference, provenance.ReferenceHash));
        Assert.NotNull(provenance.References.Value[0].Description);
        Assert.Equal(0.067m + (3 * 1120 * 0.5m / 1_000_000), world.Events.OfType<AttemptStarted>().Single().EstimateUsd);
    }

    [Fact]
    public async Task Generate_BeatThatShowsNone_IsGeneratedAndRecordedAsBefore()
    {
        var world = await WorldAsync(new StoryboardReference(Id("wolf"), ReferenceKind.Character, "cast/hare.png"));

        await world.DrawAsync("1.1");

        Assert.Empty(Assert.Single(world.Model.Calls).Request.References);
        Assert.Null((await world.Memory.FindAsync(world.Name("1.1"), default))!.Provenance!.References);
    }

    [Theory]
    [InlineData("cast/gone.png", "is not there")]
    [InlineData("cast/broken.png", "cannot serve")]
    [InlineData(null, "has no image")]
    public async Task Generate_ReferenceThatIsNotThere_FailsTheBeatWithoutAnAttemptUntilItIsRetried(string? path, string problem)
    {
        var world = await WorldAsync(new StoryboardReference(Id("hare"), ReferenceKind.Character, path));
        await world.Memory.ReferenceFiles.WriteAsync(world.Run.Storyboard.Project, "cast/broken.png", "<html>"u8.ToArray(), default);

        var outcome = await world.DrawAsync("1.1");

        Assert.Empty(world.Model.Calls);
        Assert.Equal((BeatOutcomeKind.Failed, null), (outcome.Kind, outcome.Report));
        Assert.Contains(problem, world.Record().Error!.Reason, StringComparison.Ordinal);
        Assert.Contains("retry the beat", world.Record().Error!.Reason, StringComparison.Ordinal);
        Assert.Equal(0, world.State().Calls);

        await world.Memory.ReferenceFiles.WriteAsync(world.Run.Storyboard.Project, path ?? "references/hare.png", HareImage, default);
        await world.AppendAsync(world.Asked(BeatRequestKind.Retry));
        Assert.Equal(BeatOutcomeKind.Done, (await world.DrawAsync("1.1")).Kind);
        Assert.Equal(HareImage, Assert.Single(Assert.Single(world.Model.Calls).Request.References).Bytes.ToArray());
    }

    [Fact]
    public async Task Generate_StorageInTrouble_IsNoFailureOfTheBeat()
    {
        var world = await WorldAsync(Hare);
        world.Memory.ReferenceFiles.Fail("The disk is gone. Put it back.");

        Assert.Equal(BeatOutcomeKind.Held, (await world.DrawAsync("1.1")).Kind);
        Assert.Equal(PausedBy.Storage, world.State().PausedBy);
    }

    [Fact]
    public async Task Generate_UploadedImage_ServesAReferenceWithoutOneInAnyCase()
    {
        var world = await WorldAsync(new StoryboardReference(Id("HARE"), ReferenceKind.Character));
        await world.Memory.ReferenceFiles.WriteAsync(world.Run.Storyboard.Project, "references/hare.png", MillImage, default);

        await world.DrawAsync("1.1");

        Assert.Equal(MillImage, Assert.Single(Assert.Single(world.Model.Calls).Request.References).Bytes.ToArray());
    }

    [Fact]
    public async Task Generate_WhatDoesNotFit_IsInProvenanceAndNote()
    {
        var world = await WorldAsync(
            [.. Enumerable.Range(1, 6).Select(n => new StoryboardReference(Id($"hare-{n}"), ReferenceKind.Character, "cast/hare.png"))]);

        await world.DrawAsync("1.1");

        Assert.Equal(4, Assert.Single(world.Model.Calls).Request.References.Length);
        Assert.Equal(
            ["hare-5", "hare-6"], (await world.Memory.FindAsync(world.Name("1.1"), default))!.Provenance!.LeftOut!.Value.ToArray());
        Assert.StartsWith("Without the references hare-5, hare-6:", world.Record().Note, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Generate_ImagesTooLargeTogether_AreSentAsSmallerCopies()
    {
        var large = SeededImages.Noise(1400, 1400);
        Assert.InRange(large.Length, SentImages.MaxTotalBytes / 4, SentImages.MaxBytes);
        var world = await WorldAsync(
            [.. Enumerable.Range(1, 4).Select(n => new StoryboardReference(Id($"hare-{n}"), ReferenceKind.Character, "cast/large.png"))]);
        await world.Memory.ReferenceFiles.WriteAsync(world.Run.Storyboard.Project, "cast/large.png", large, default);

        await world.DrawAsync("1.1");

        var sent = Assert.Single(world.Model.Calls).Request.References;
        Assert.Equal(4, sent.Length);
        Assert.InRange(sent.Sum(r => r.Bytes.Length), 1, SentImages.MaxTotalBytes);
        var recorded = (await world.Memory.FindAsync(world.Name("1.1"), default))!.Provenance!.References!.Value;
        Assert.All(recorded, r => Assert.Equal((Hash(large), large.Length), (r.Hash, r.Copy!.OriginalLength)));
    }

    private static StoryboardReference Hare { get; } = new(Id("hare"), ReferenceKind.Character, "cast/hare.png", "A brown hare.");

    private static async Task<BeatGeneratorWorld> WorldAsync(params StoryboardReference[] references)
    {
        var world = new BeatGeneratorWorld(storyboard: s => s with
        {
            References = [.. references],
            Styles = [.. s.Styles.Select(style => style with
            {
                Beats = [.. style.Beats.Select(b => b with
                {
                    References = references.Any(r => r.Id.Value == "wolf") ? null : [.. references.Select(r => r.Id)],
                })],
            })],
        });
        await world.Memory.ReferenceFiles.WriteAsync(world.Run.Storyboard.Project, "cast/hare.png", HareImage, default);
        await world.Memory.ReferenceFiles.WriteAsync(world.Run.Storyboard.Project, "places/mill.png", MillImage, default);
        return world;
    }

    private static ReferenceId Id(string id) => ReferenceId.TryParse(id, out var parsed) ? parsed : throw new ArgumentException(id);

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
