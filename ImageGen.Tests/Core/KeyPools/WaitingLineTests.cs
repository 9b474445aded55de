using ImageGen.Core.KeyPools;

namespace ImageGen.Tests.Core.KeyPools;

public sealed class WaitingLineTests
{
    private const long Horizon = 1000;

    private static bool HasClaim(PlaceState place) => place.Until <= Horizon;

    [Fact]
    public void CountAhead_EquallyServed_WhoHasWaitedLongerIsFirst()
    {
        var line = Line(new PlaceState("a", 2, 5, 1, 0), new PlaceState("b", 2, 5, 2, 0));

        Assert.Equal(0, line.CountAhead(line.PlaceOf("a", 9), HasClaim));
        Assert.Equal(1, line.CountAhead(line.PlaceOf("b", 9), HasClaim));
    }

    [Fact]
    public void CountAhead_OtherWasServedLess_HasAsManyAheadAsItIsBehindButNoMoreThanItWants()
    {
        var line = Line(new PlaceState("a", 10, 5, 2, 0), new PlaceState("b", 2, 1, 1, 0), new PlaceState("c", 100, 2, 3, 0));

        // b wants but 2 of the 5 that it is behind; c is 3 behind.
        Assert.Equal(2 + 3, line.CountAhead(line.PlaceOf("a", 9), HasClaim));
    }

    [Fact]
    public void CountAhead_OtherWasServedMore_HasNone()
    {
        var line = Line(new PlaceState("a", 10, 1, 2, 0), new PlaceState("b", 10, 5, 1, 0));

        Assert.Equal(0, line.CountAhead(line.PlaceOf("a", 9), HasClaim));
    }

    [Theory]
    [InlineData(Horizon, 1)]
    [InlineData(Horizon + 1, 0)]
    public void CountAhead_OtherWasToldToComeLater_HasNoClaimMeanwhile(long until, int ahead)
    {
        var line = Line(new PlaceState("a", 1, 5, 1, until), new PlaceState("b", 1, 5, 2, 0));

        Assert.Equal(ahead, line.CountAhead(line.PlaceOf("b", 9), HasClaim));
    }

    [Fact]
    public void PlaceOf_WhoJoins_CountsAsServedAsMuchAsTheMostServed()
    {
        var line = Line(new PlaceState("a", 1, 5, 1, 0), new PlaceState("b", 1, 7, 2, 0));

        Assert.Equal(new PlaceState("c", 0, 7, 9, 0), line.PlaceOf("c", 9));
        Assert.Equal(new PlaceState("c", 0, 0, 9, 0), new WaitingLine().PlaceOf("c", 9));
    }

    [Fact]
    public void RecordServed_WhoWasToldToComeLater_GathersNoCredit()
    {
        var line = Line(
            new PlaceState("served", 1, 5, 1, Horizon + 1),
            new PlaceState("tomorrow", 1, 3, 2, Horizon + 1),
            new PlaceState("soon", 1, 3, 3, Horizon),
            new PlaceState("ahead", 1, 9, 4, Horizon + 1));

        line.RecordServed("served", 6, HasClaim);

        Assert.Equal([5, 6, 3, 9], line.Places.Select(p => p.Served));
    }

    [Fact]
    public void Put_WhoHasAPlace_HasNoSecondOne()
    {
        var line = Line(new PlaceState("a", 1, 5, 1, 0), new PlaceState("b", 1, 5, 2, 0));

        line.Put(new PlaceState("a", 3, 6, 4, 7));

        Assert.Equal([new PlaceState("b", 1, 5, 2, 0), new PlaceState("a", 3, 6, 4, 7)], line.Places);
    }

    [Fact]
    public void RemoveLate_WhoDidNotComeBack_LosesItsPlace()
    {
        var line = Line(new PlaceState("a", 1, 5, 1, 10), new PlaceState("b", 1, 5, 2, 11));

        line.RemoveLate(11, _ => false);

        Assert.Equal(["b"], line.Places.Select(p => p.Claimant));
    }

    [Fact]
    public void RemoveLate_WhoHoldsAPlaceInFlight_StaysInLine()
    {
        var line = Line(new PlaceState("a", 1, 5, 1, 10), new PlaceState("b", 1, 5, 2, 10));

        line.RemoveLate(11, claimant => claimant == "b");

        Assert.Equal(["b"], line.Places.Select(p => p.Claimant));
    }

    private static WaitingLine Line(params PlaceState[] places)
    {
        var line = new WaitingLine();
        line.Restore(places);
        return line;
    }
}
