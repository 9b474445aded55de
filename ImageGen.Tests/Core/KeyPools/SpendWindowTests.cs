using ImageGen.Core.KeyPools;

namespace ImageGen.Tests.Core.KeyPools;

/// <summary>Money per window: a window of 6,400 ticks, so that a slice has 100.</summary>
public sealed class SpendWindowTests
{
    private static readonly KeyPoolOptions Dollar = new() { SpendUsd = 1m, SpendWindow = new TimeSpan(6400) };

    [Fact]
    public void FindStart_BelowTheLimitWithTheNextCall_IsNow()
    {
        var spend = New(Dollar);
        spend.Add(0.4m, 1);
        spend.Add(0.2m, 1);

        Assert.Equal(0, spend.FindStart(0, anyInFlight: false));
    }

    [Fact]
    public void FindStart_ExactlyTheLimit_IsNow()
    {
        var spend = New(Dollar);
        spend.Add(0.5m, 1);

        Assert.Equal(0, spend.FindStart(0, anyInFlight: false));
    }

    [Fact]
    public void FindStart_CallsInFlight_CountAsTheDearest()
    {
        var spend = New(Dollar);
        spend.Add(0.3m, 1);
        spend.Add(0.1m, 1);

        Assert.Equal(0, spend.FindStart(1, anyInFlight: true));
        Assert.NotEqual(0, spend.FindStart(2, anyInFlight: true));
    }

    [Fact]
    public void FindStart_TooMuchWasSpent_IsWhenEnoughOfItIsForgotten()
    {
        var spend = New(Dollar);
        spend.Add(0.2m, 1);
        spend.Add(0.4m, 1050);
        spend.Add(0.4m, 2050);

        Assert.Equal(7500, spend.FindStart(0, anyInFlight: false));
        Assert.Equal(8500, spend.FindStart(1, anyInFlight: false));
    }

    [Fact]
    public void FindStart_WhatIsLeftIsExactlyEnough_IsThen()
    {
        var spend = New(Dollar);
        spend.Add(0.2m, 50);
        spend.Add(0.2m, 1050);
        spend.Add(0.4m, 2050);

        Assert.Equal(6500, spend.FindStart(0, anyInFlight: false));
    }

    [Fact]
    public void FindStart_CallDearerThanTheLimit_MayBeginAlone()
    {
        var spend = New(Dollar);
        spend.Add(1.5m, 1050);

        Assert.Equal(7500, spend.FindStart(0, anyInFlight: false));
        Assert.Null(spend.FindStart(0, anyInFlight: true));
        Assert.Null(spend.FindStart(1, anyInFlight: false));
    }

    [Fact]
    public void FindStart_NoLimit_IsNow()
    {
        var spend = New(new KeyPoolOptions());
        spend.Add(1000m, 1);

        Assert.Equal(0, spend.FindStart(5, anyInFlight: true));
        Assert.Empty(spend.Save(new QuotaProjectState { Name = "g" }).Spent);
    }

    [Fact]
    public void Add_WithinASlice_IsRememberedAsOneSumUntilItsEnd()
    {
        var spend = New(Dollar);
        spend.Add(0.1m, 1001);
        spend.Add(0.2m, 1100);
        spend.Add(0.3m, 1101);
        spend.Add(0m, 1300);
        spend.Add(-1m, 1400);

        Assert.Equal<SpendState>(
            [new SpendState(7500, 0.3m), new SpendState(7600, 0.3m)], spend.Save(new QuotaProjectState { Name = "g" }).Spent);
    }

    [Fact]
    public void Advance_WindowIsOver_ForgetsWhatWasSpentAndWhatACallCosts()
    {
        var spend = New(Dollar);
        spend.Add(1m, 1000);
        spend.Advance(7399);
        Assert.NotEqual(0, spend.FindStart(0, anyInFlight: false));

        spend.Advance(7400);

        Assert.Equal(0, spend.FindStart(0, anyInFlight: false));
        Assert.Equal(0m, spend.Save(new QuotaProjectState { Name = "g" }).CallUsd);
    }

    [Fact]
    public void Advance_SomethingStillCounts_RemembersTheDearestCall()
    {
        var spend = New(Dollar);
        spend.Add(0.6m, 1000);
        spend.Add(0.1m, 2000);

        spend.Advance(7400);

        Assert.Equal(0.6m, spend.Save(new QuotaProjectState { Name = "g" }).CallUsd);
    }

    [Fact]
    public void AddDearest_AttemptWithoutReport_CountsAsTheDearest()
    {
        var spend = New(Dollar);
        spend.Add(0.3m, 1000);
        spend.Add(0.2m, 1000);

        spend.AddDearest(1000);

        Assert.Equal(0.8m, spend.Save(new QuotaProjectState { Name = "g" }).Spent.Sum(s => s.Usd));
    }

    private static SpendWindow New(KeyPoolOptions options) => new(options, new QuotaProjectState { Name = "g" });
}
