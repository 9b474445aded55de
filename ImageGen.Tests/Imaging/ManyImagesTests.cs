namespace ImageGen.Tests.Imaging;

/// <summary>What <see cref="VipsImageCodecTests"/> shows of a few images, of many.</summary>
[Trait("Lane", "second")]
public sealed class ManyImagesTests
{
    [Theory]
    [MemberData(nameof(VipsImageCodecTests.EveryDamage), MemberType = typeof(VipsImageCodecTests))]
    public void Check_DamagedPixels_IsBroken(string kind, string damage) => VipsImageCodecTests.CheckDamaged(kind, damage, 12);

    [Theory]
    [MemberData(nameof(VipsImageCodecTests.EveryKind), MemberType = typeof(VipsImageCodecTests))]
    public void Check_WhateverAViewerShows_IsWhole(string kind) => VipsImageCodecTests.CheckWhole(kind, 34);
}
