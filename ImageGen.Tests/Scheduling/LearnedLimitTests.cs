using ImageGen.Core.Scheduling;

namespace ImageGen.Tests.Scheduling;

/// <summary>What is learned of a limit that is configured too high, in a world where instants are plain numbers and a window is 100.</summary>
public sealed class LearnedLimitTests
{
    private const long Window = 100;
    private const int Configured = 20;

    [Theory]
    [InlineData(14, 14)]
    [InlineData(10, 10)]
    [InlineData(3, 10)]
    [InlineData(25, 20)]
    public void Refused_SoManyWereAccepted_IsTheLimitButNotLessThanHalf(int accepted, int limit)
    {
        var learned = New();

        learned.Refused(1, 2, accepted, Configured);

        Assert.Equal(limit, learned.Of(Configured));
    }

    [Fact]
    public void Refused_CallsThatHadBegunBefore_AreTheSameEvent()
    {
        var learned = New();
        learned.Refused(1, 10, 0, Configured);
        learned.Refused(10, 11, 0, Configured);
        Assert.Equal(10, learned.Of(Configured));

        learned.Refused(11, 12, 0, Configured);

        Assert.Equal(5, learned.Of(Configured));
    }

    [Fact]
    public void Refused_AgainAndAgain_LeavesOne()
    {
        var learned = New();
        for (var at = 1; at < 50; at += 2)
        {
            learned.Refused(at, at + 1, 0, Configured);
        }

        Assert.Equal(1, learned.Of(Configured));
    }

    [Fact]
    public void Of_ConfiguredBelowWhatWasLearned_IsTheConfigured()
    {
        var learned = New();
        learned.Refused(1, 2, 15, Configured);

        Assert.Equal(4, learned.Of(4));
    }

    [Fact]
    public void Advance_WindowsWithoutRefusal_RaiseBy1Then2Then4ToTheConfigured()
    {
        var learned = New();
        learned.Refused(1, 2, 10, Configured);
        var limits = new List<int>();
        for (var at = 1000L; limits.LastOrDefault() < Configured; at += 1000)
        {
            learned.Full(at);
            learned.Advance(at + Window - 1, Window, Configured);
            Assert.Equal(limits.Count == 0 ? 10 : limits[^1], learned.Of(Configured));
            Assert.Equal(at + Window, learned.Raise(Window, Configured)!.Value.At);
            var foreseen = learned.Raise(Window, Configured)!.Value.Limit;
            learned.Advance(at + Window, Window, Configured);
            limits.Add(learned.Of(Configured));
            Assert.Equal(limits[^1], foreseen);
        }

        Assert.Equal([11, 13, 17, 20], limits);
        Assert.Null(learned.Raise(Window, Configured));
    }

    [Fact]
    public void Advance_LimitNeverUsedUp_IsNotRaised()
    {
        var learned = New();
        learned.Refused(1, 2, 10, Configured);

        learned.Advance(1_000_000, Window, Configured);

        Assert.Equal(10, learned.Of(Configured));
        Assert.Null(learned.Raise(Window, Configured));
    }

    [Fact]
    public void Full_Again_TheWindowIsCountedFromTheFirstTime()
    {
        var learned = New();
        learned.Refused(1, 2, 10, Configured);
        learned.Full(1000);
        learned.Full(1090);

        learned.Advance(1000 + Window, Window, Configured);

        Assert.Equal(11, learned.Of(Configured));
    }

    [Fact]
    public void Refused_WhileTheWindowIsCounted_CountsItAnew()
    {
        var learned = New();
        learned.Refused(1, 2, 10, Configured);
        learned.Full(1000);
        learned.Refused(1050, 1060, 10, Configured);

        learned.Advance(5000, Window, Configured);

        Assert.Equal(10, learned.Of(Configured));
    }

    /// <summary>1, 2, 4, ... 64 windows and never more.</summary>
    [Fact]
    public void Refused_RaiseAfterRaise_TheNextOneComesAfterTwiceAsManyWindows()
    {
        var learned = New();
        var waits = new List<long>();
        for (var at = 10_000L; waits.Count < 9; at += 100_000)
        {
            learned.Refused(at, at + 1, 10, Configured);
            learned.Full(at + 2);
            waits.Add((learned.Raise(Window, Configured)!.Value.At - (at + 2)) / Window);
            learned.Advance(at + 2 + (waits[^1] * Window) - 1, Window, Configured);
            Assert.Equal(10, learned.Of(Configured));
            learned.Advance(at + 2 + (waits[^1] * Window), Window, Configured);
            Assert.Equal(11, learned.Of(Configured));
        }

        Assert.Equal([1, 2, 4, 8, 16, 32, 64, 64, 64], waits);
    }

    [Fact]
    public void Refused_AfterRaises_TheNextRaiseIsByOneAgain()
    {
        var learned = New();
        learned.Refused(1, 2, 10, Configured);
        learned.Full(1000);
        learned.Advance(1000 + Window, Window, Configured);
        learned.Refused(2000, 2001, 10, Configured);
        learned.Full(3000);
        learned.Advance(3000 + (2 * Window), Window, Configured);

        Assert.Equal(11, learned.Of(Configured));
    }

    [Fact]
    public void Advance_ConfiguredLimitHeldForAWindow_WhatWasRefusedIsForgiven()
    {
        var learned = New();
        for (var at = 10_000L; at <= 20_000; at += 10_000)
        {
            learned.Refused(at, at + 1, 19, Configured);
            learned.Full(at + 2);
            learned.Advance(at + 5000, Window, Configured);
            Assert.Equal(Configured, learned.Of(Configured));
        }

        learned.Full(30_000);
        learned.Advance(30_000 + (2 * Window), Window, Configured);
        learned.Refused(40_000, 40_001, 15, Configured);
        learned.Full(50_000);

        Assert.Equal(50_000 + Window, learned.Raise(Window, Configured)!.Value.At);
    }

    [Fact]
    public void Full_NothingWasEverRefused_ForeseesNoRaise()
    {
        var learned = New();
        learned.Full(1000);
        learned.Advance(5000, Window, Configured);

        Assert.Null(learned.Raise(Window, Configured));
        Assert.Equal(Configured, learned.Of(Configured));
    }

    private static LearnedLimit New() => new(new GroupState { Name = "g" });
}
