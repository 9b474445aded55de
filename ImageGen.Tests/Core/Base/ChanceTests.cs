namespace ImageGen.Tests.Core.Base;

/// <summary>The numbers themselves: a run that continues behind an update must generate what it generated before.</summary>
public sealed class ChanceTests
{
    /// <summary>The published first outputs of SplitMix64.</summary>
    [Theory]
    [InlineData(0, 0, 0xE220A8397B1DCDAF)]
    [InlineData(0, 1, 0x6E789E6AA1B965F4)]
    [InlineData(0, 2, 0x06C45D188009454F)]
    [InlineData(1234567, 0, 0x599ED017FB08FC85)]
    public void Bits_OfASeed_AreSplitMix64s(ulong seed, ulong counter, ulong bits) => Assert.Equal(bits, Chance.Bits(seed, counter));

    [Fact]
    public void Unit_OfASeed_IsItsBitsAsAFraction()
    {
        Assert.Equal(0.883311, Chance.Unit(0, 0), 6);
        Assert.Equal(0.431528, Chance.Unit(0, 1), 6);
    }

    [Fact]
    public void Seed_OfAName_StaysWhatItIs()
    {
        Assert.Equal(0x2E9ED01861206A50UL, Chance.Seed(0, "tale-1"));
        Assert.Equal(0x5CBF673195B02DD2UL, Chance.Seed(7, "clear"));
        Assert.Equal(Chance.Seed(7, "clear"), Chance.Seed(7, "CLEAR"));
    }
}
