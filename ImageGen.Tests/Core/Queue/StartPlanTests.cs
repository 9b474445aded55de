using ImageGen.Core.Queue;

namespace ImageGen.Tests.Core.Queue;

/// <summary>Plans of one style: a window of 60 s and attempts of 10 s, unless a test says otherwise. Seconds from now.</summary>
public sealed class StartPlanTests
{
    private const double Window = 60;
    private const double Latency = 10;

    [Theory]
    [InlineData(2, 2, 0)] // one use of each slot
    [InlineData(2, 3, 60)] // one slot has to be used twice
    [InlineData(2, 5, 120)]
    public void FindEarliestTarget_SingleBeats_IsTheLastUseThatTheSlotsAllow(int slots, int beats, double last) =>
        Assert.Equal(last, Plan(slots, new ChainAhead(0, 1, beats)).FindEarliestTarget(), 0.1);

    [Fact]
    public void FindTarget_OnlySingleBeats_NothingIsHeld() => Assert.Null(Plan(4, new ChainAhead(0, 1, 40)).FindTarget(null));

    [Fact]
    public void FindTarget_ChainThatOneStepPerWindowWouldMakeLate_IsSet() =>
        Assert.NotNull(Plan(4, new ChainAhead(0, 1, 8), new ChainAhead(0, 12)).FindTarget(null));

    [Fact]
    public void FindTarget_KnownOneIsAsGood_Stays()
    {
        ChainAhead[] chains = [new ChainAhead(0, 1, 8), new ChainAhead(0, 12)];
        var target = Plan(4, chains).FindTarget(null);

        Assert.Equal(target, Plan(4, chains).FindTarget(target));
    }

    [Fact]
    public void ComputeFirstStarts_TargetHasPassed_EveryFreeSlotIsUsed() =>
        Assert.Equal(new FirstStarts(3, 60), Rounded(Plan(3, new ChainAhead(0, 1, 3)).ComputeFirstStarts(-1)));

    [Fact]
    public void ComputeFirstStarts_UrgentChain_SlotsAreHeldForItsNextSteps()
    {
        // Six steps of ten seconds within the first window: burning four slots on single beats would leave the chain none.
        var plan = Plan(4, new ChainAhead(0, 1, 4), new ChainAhead(0, 12));

        var first = plan.ComputeFirstStarts(plan.FindTarget(null)!.Value);

        Assert.InRange(first.Count, 1, 3);
        Assert.True(first.Again > 0);
    }

    [Fact]
    public void ComputeFirstStarts_LongestChainFirst_LeavesSingleBeatsForLater()
    {
        var plan = Plan(1, new ChainAhead(0, 1, 1), new ChainAhead(0, 3));

        // One slot: what starts now is the chain, whose second beat can start with the slot's next use.
        Assert.Equal(1, plan.ComputeFirstStarts(plan.FindEarliestTarget()).Count);
        Assert.Equal(180, plan.FindEarliestTarget(), 0.1);
    }

    [Fact]
    public void ComputeFirstStarts_NoSlotIsFree_LooksAgainWhenOneIs()
    {
        var plan = new StartPlan(Window, Latency, [5, 20], [new ChainAhead(0, 1, 2)]);

        Assert.Equal(new FirstStarts(0, 5), Rounded(plan.ComputeFirstStarts(100)));
    }

    [Fact]
    public void ComputeFirstStarts_NothingIsReleased_LooksAgainWhenAChainIs() =>
        Assert.Equal(new FirstStarts(0, 7), Rounded(Plan(2, new ChainAhead(7, 2)).ComputeFirstStarts(100)));

    private static StartPlan Plan(int slots, params ChainAhead[] chains) => new(Window, Latency, Enumerable.Repeat(0.0, slots), chains);

    private static FirstStarts Rounded(FirstStarts starts) => starts with { Again = Math.Round(starts.Again) };
}
