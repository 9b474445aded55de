using ImageGen.Core.KeyPools;

namespace ImageGen.Tests.Core.KeyPools;

/// <summary>What is learned of a limit from refusals, in a world where instants are plain numbers and a window is 100.</summary>
public sealed class LearnedLimitTests
{
    private const long Window = 100;
    private const int Configured = 20;

    private readonly LearnedLimit _learned = new(null);

    [Theory]
    [InlineData(14, 15)]
    [InlineData(3, 4)]
    [InlineData(0, 2)]
    [InlineData(25, 20)]
    public void RecordRefusal_Once_LearnsNothingButTriesOneAtATimeBeyondWhatWasAccepted(int accepted, int limit)
    {
        _learned.RecordRefusal(1, 1, 2, accepted, Window);

        Assert.Equal(limit, _learned.LimitAt(Configured, 2));
        Assert.Null(_learned.Confirmed);
    }

    [Fact]
    public void RecordSuccess_BeyondWhatWasAccepted_DoublesTheStepUntilTheConfiguredLimitHolds()
    {
        _learned.RecordRefusal(1, 1, 2, 10, Window);
        var limits = new List<int> { _learned.LimitAt(Configured, 3) };
        while (limits[^1] < Configured)
        {
            _learned.RecordSuccess(limits[^1], Configured);
            limits.Add(_learned.LimitAt(Configured, 3));
        }

        Assert.Equal([11, 13, 17, 20], limits);
        _learned.RecordSuccess(20, Configured);
        Assert.Null(_learned.State);
    }

    [Fact]
    public void RecordSuccess_WithinWhatWasAccepted_ChangesNothing()
    {
        _learned.RecordRefusal(1, 1, 2, 10, Window);
        _learned.RecordSuccess(10, Configured);

        Assert.Equal(11, _learned.LimitAt(Configured, 3));
    }

    [Theory]
    [InlineData(10, 10)]
    [InlineData(10, 8)]
    [InlineData(1, 1)]
    public void RecordRefusal_TheTryBeyondWhatWasAccepted_IsTheLearnedLimit(int known, int accepted)
    {
        _learned.RecordRefusal(1, 1, 2, known, Window);
        _learned.RecordRefusal(known + 1, 101, 102, accepted, Window);

        Assert.Equal(accepted, _learned.Confirmed);
        Assert.Equal(accepted, _learned.LimitAt(Configured, 102));
    }

    [Fact]
    public void RecordRefusal_FurtherBeyondThanBefore_LearnsNothingYet()
    {
        _learned.RecordRefusal(1, 1, 2, 5, Window);
        _learned.RecordSuccess(6, Configured);
        _learned.RecordRefusal(8, 101, 102, 7, Window);

        Assert.Null(_learned.Confirmed);
        Assert.Equal(8, _learned.LimitAt(Configured, 102));
    }

    /// <summary>The service accepted as many before, so one refusal among them is chance, however often that happens.</summary>
    [Fact]
    public void RecordRefusal_OneWithinWhatWasAccepted_IsChance()
    {
        _learned.RecordRefusal(10, 1, 2, 9, Window);
        for (var at = 100; at < 10_000; at += 100)
        {
            _learned.RecordRefusal(3, at, at + 1, 8, Window);
        }

        Assert.Null(_learned.Confirmed);
        Assert.Equal(10, _learned.LimitAt(Configured, 20_000));
    }

    [Fact]
    public void RecordRefusal_SeveralOfABurstWithinWhatWasAccepted_TheLimitIsLower()
    {
        _learned.RecordRefusal(10, 1, 2, 9, Window);
        _learned.RecordRefusal(5, 100, 101, 7, Window);
        _learned.RecordRefusal(6, 100, 102, 6, Window);
        _learned.RecordRefusal(7, 100, 103, 5, Window);

        Assert.Equal((5, 1), (_learned.State!.Known, _learned.State.Strikes));
    }

    [Fact]
    public void RecordRefusal_AttemptsThatHadBegunBefore_AreTheSameEvent()
    {
        _learned.RecordRefusal(10, 1, 10, 9, Window);
        _learned.RecordRefusal(9, 10, 11, 7, Window);
        _learned.RecordRefusal(8, 9, 12, 8, Window);

        Assert.Equal((7, 1), (_learned.State!.Known, _learned.State.Strikes));
    }

    /// <summary>After 1, 3, 9, ... further windows, and never more than 81.</summary>
    [Fact]
    public void RecordRefusal_AgainAndAgain_TheNextTryBeyondItComesAfterThreeTimesAsManyWindows()
    {
        var waits = new List<long>();
        for (var at = 0L; waits.Count < 7; at += 100_000)
        {
            _learned.RecordRefusal(11, at, at + 1, 10, Window);
            if (_learned.Confirmed is not null)
            {
                var raise = _learned.FindRaise(Configured, at + 1)!.Value;
                waits.Add((raise.At - (at + 1)) / Window);
                Assert.Equal(11, raise.Limit);
                Assert.Equal((10, 11), (_learned.LimitAt(Configured, raise.At - 1), _learned.LimitAt(Configured, raise.At)));
            }
        }

        Assert.Equal([2, 4, 10, 28, 82, 82, 82], waits);
    }

    [Fact]
    public void RecordSuccess_AsTheTryBeyondTheLearnedLimit_LearnsNothingAnyMore()
    {
        _learned.RecordRefusal(1, 1, 2, 10, Window);
        _learned.RecordRefusal(11, 101, 102, 10, Window);
        _learned.RecordSuccess(11, Configured);

        Assert.Null(_learned.Confirmed);
        Assert.Equal(13, _learned.LimitAt(Configured, 103));
    }

    [Fact]
    public void Advance_ADayAfterTheLastRefusal_ForgetsEverything()
    {
        _learned.RecordRefusal(1, 1, 2, 10, Window);
        _learned.RecordRefusal(11, 101, 102, 10, Window);

        _learned.Advance(102 + TimeSpan.TicksPerDay - 1);
        Assert.Equal(10, _learned.Confirmed);
        _learned.Advance(102 + TimeSpan.TicksPerDay);
        Assert.Null(_learned.State);
    }

    [Theory]
    [InlineData(102 + (10 * Window), 10)]
    [InlineData(103 + (10 * Window), 11)]
    public void ProbeSooner_LongAfterTheLastRefusal_PutsTheLimitToTheTest(long now, int limit)
    {
        for (var at = 0; at <= 100; at += 20)
        {
            _learned.RecordRefusal(11, at, at + 2, 10, Window);
        }

        _learned.ProbeSooner(now, Window);

        Assert.Equal(limit, _learned.LimitAt(Configured, now));
    }

    [Fact]
    public void Of_ConfiguredBelowWhatWasAccepted_IsTheConfigured()
    {
        _learned.RecordRefusal(1, 1, 2, 15, Window);

        Assert.Equal(4, _learned.LimitAt(4, 2));
    }

    [Fact]
    public void Reset_LearnedLimit_IsForgotten()
    {
        _learned.RecordRefusal(1, 1, 2, 10, Window);
        _learned.Reset();

        Assert.Equal(Configured, _learned.LimitAt(Configured, 3));
    }
}
