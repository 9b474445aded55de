using ImageGen.Core.Models.Catalogue;

namespace ImageGen.Tests.Core.Generation;

public sealed class PromptHashTests
{
    private static readonly Beat Beat = new(1, BeatId.Parse("1.1"), TransitionKind.HardCut, "H", "Words.", "A hare.");
    private static readonly RunOptions Options = new() { Model = "m", ImageSize = "1K", AspectRatio = "16:9" };

    [Fact]
    public void Of_SameRequest_IsTheSameInEveryVersion() =>
        Assert.Equal("826a503e0dfb78449b21ce61dd55b7a0e3bad58ff1e7a5881d002d11100d924e", PromptHash.Of(Beat, Options));

    [Fact]
    public void Of_RequestThatLeavesShapeOpen_IsTheSameInEveryVersion() => Assert.Equal(
        "167257463ac9cc6b440022c79384568a5a7fc64cefe5a32e362016eed6a841ae",
        PromptHash.Of(Beat, new RunOptions { Model = "gemini-3.1-flash-image" }));

    [Fact]
    public void Of_WhatChangesTheImage_ChangesTheHash()
    {
        string[] hashes =
        [
            PromptHash.Of(Beat, Options),
            PromptHash.Of(Beat with { Prompt = "A hare" }, Options),
            PromptHash.Of(Beat, Options with { Model = "n" }),
            PromptHash.Of(Beat, Options with { Model = null }),
            PromptHash.Of(Beat, Options with { ImageSize = "2K" }),
            PromptHash.Of(Beat, Options with { ImageSize = null }),
            PromptHash.Of(Beat, Options with { AspectRatio = null }),
            PromptHash.Of(Beat, Options with { ImageSize = null, AspectRatio = "1K" }),
            PromptHash.Of(Beat with { Prompt = "A hare.m" }, Options with { Model = "" }),
        ];

        Assert.Equal(hashes.Length, hashes.Distinct().Count());
        Assert.All(hashes, h => Assert.Matches("^[0-9a-f]{64}$", h));
    }

    [Fact]
    public void Of_WhatDoesNotChangeTheImage_LeavesTheHash() => Assert.Equal(
        PromptHash.Of(Beat, Options),
        PromptHash.Of(
            Beat with { Id = BeatId.Parse("2.1"), Shot = 2, ScriptPhrase = null, Kind = TransitionKind.Other },
            Options with { Overwrite = true, MaxCostUsd = 1, OnChanged = OnChanged.Keep }));

    [Fact]
    public void Of_NoModel_MeansTheDefaultModel() => Assert.Equal(
        PromptHash.Of(Beat, Options with { Model = ModelCatalogue.DefaultModel }), PromptHash.Of(Beat, Options with { Model = null }));

    [Theory]
    [InlineData("gemini-3.1-flash-image", "1K", null)]
    [InlineData("gemini-3-pro-image", "4K", "16:9")]
    [InlineData("somebodys-own-model", "512", "8:1")]
    [InlineData("gemini-3.1-flash-image", null, "1:1")]
    public void OriginOf_ImageOfTheLastRelease_FindsWhatItWasMadeWith(string model, string? size, string? ratio)
    {
        var hash = PromptHash.Of(Beat, new RunOptions { Model = model, ImageSize = size, AspectRatio = ratio });

        Assert.Equal(new ImageOrigin(model, size, ratio), PromptHash.OriginOf(Provenance(model, hash), Beat));
        Assert.Null(PromptHash.OriginOf(Provenance(model, hash), Beat with { Prompt = "A hare!" }));
    }

    [Fact]
    public void OriginOf_ProvenanceAsTheLastReleaseWroteIt_IsUnchanged()
    {
        // What lies beside images of the last release, word for word.
        var stored = ImageGenJson.Read<ImageProvenance>(
            """
            {"runId":"tale-1","attempt":"e-3a252b6eafa1.18","model":"m",
            "promptHash":"826a503e0dfb78449b21ce61dd55b7a0e3bad58ff1e7a5881d002d11100d924e","keyId":"clear-1","reference":"style reference",
            "usage":{"prompt":1186,"candidates":1120,"total":2306,"candidateImage":1120},"costUsd":0.067793,"duration":"00:00:01.2672395",
            "generatedAt":"2026-11-20T19:07:56.4389018+00:00"}
            """u8);

        Assert.Equal(new ImageOrigin("m", "1K", "16:9"), PromptHash.OriginOf(stored, Beat));
        Assert.False(StoredImages.IsChanged(stored, Beat, styleReferenceHash: "00"));
        Assert.True(StoredImages.IsChanged(stored, Beat with { Prompt = "A hare!" }, styleReferenceHash: null));
    }

    [Fact]
    public void OriginOf_ImageOfThisRelease_ByItsPromptAlone()
    {
        var provenance = Provenance("m", "something else") with { PromptTextHash = PromptHash.OfText(Beat.Prompt), ImageSize = "2K" };

        Assert.Equal(new ImageOrigin("m", "2K", null), PromptHash.OriginOf(provenance, Beat));
        Assert.Null(PromptHash.OriginOf(provenance, Beat with { Prompt = "A hare!" }));
    }

    [Fact]
    public void OfText_SamePrompt_IsTheSameInEveryVersion() =>
        Assert.Equal("6587a52e23f8c1b9846b45f7f2e2ae854c86e9b13fd9bd205de79653512bd893", PromptHash.OfText("A hare."));

    private static ImageProvenance Provenance(string model, string hash) =>
        new("r", "a", model, hash, "k", "none", null, 0, TimeSpan.Zero, default);
}
