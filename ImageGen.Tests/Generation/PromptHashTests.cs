using ImageGen.Core.Generation;
using ImageGen.Core.Storyboards;

namespace ImageGen.Tests.Generation;

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
    public void Of_WhatChangesThePicture_ChangesTheHash()
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
    public void Of_WhatDoesNotChangeThePicture_LeavesTheHash() => Assert.Equal(
        PromptHash.Of(Beat, Options),
        PromptHash.Of(
            Beat with { Id = BeatId.Parse("2.1"), Shot = 2, ScriptPhrase = null, Kind = TransitionKind.Other },
            Options with { Overwrite = true, MaxCostUsd = 1, OnChanged = OnChanged.Keep }));

    [Fact]
    public void Of_NoModel_MeansTheDefaultModel() => Assert.Equal(
        PromptHash.Of(Beat, Options with { Model = Core.Generation.Models.ModelCatalogue.DefaultModel }), PromptHash.Of(Beat, Options with { Model = null }));
}
