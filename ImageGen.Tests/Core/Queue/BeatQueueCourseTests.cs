using ImageGen.Core.KeyPools;
using ImageGen.Core.Queue;
using static ImageGen.Tests.Core.Queue.Queues;

namespace ImageGen.Tests.Core.Queue;

/// <summary>What becomes of beats that are put back, found, given up, asked for again: none is lost, none comes out of turn.</summary>
public sealed class BeatQueueCourseTests
{
    [Fact]
    public void DecideNext_EverythingIsUnderWay_OnlyAnEventChangesAnything()
    {
        var queue = NewQueue("1.1H 1.2C");
        queue.MarkStarted(Id("1.1"));

        Assert.Equal(new QueueDecision.Nothing(null), queue.DecideNext(Now));
    }

    [Fact]
    public void DecideNext_SeveralBackOff_TheEarliestIsToldAndStartedFirst()
    {
        var queue = NewQueue("1.1H 2.1H 3.1H");
        StartAll(queue);
        queue.ScheduleRetry(Id("1.1"), Busy(90), Now);
        queue.ScheduleRetry(Id("2.1"), Busy(30), Now);
        queue.ScheduleRetry(Id("3.1"), Busy(60), Now);

        Assert.Equal(new QueueDecision.Nothing(Now.AddSeconds(30)), queue.DecideNext(Now));
        Assert.Equal(2, queue.ReadyCount(Now.AddSeconds(60)));
        Assert.Equal("2.1 3.1", StartAll(queue, Now.AddSeconds(60)));
    }

    [Fact]
    public void ComputeRequest_SomeAreReadyAndSomeBackOff_WantsTheReadyAndLooksAgainWhenTheFirstBackOffEnds()
    {
        var queue = NewQueue("1.1H 2.1H 3.1H");
        queue.MarkStarted(Id("1.1"));
        queue.MarkStarted(Id("2.1"));
        queue.ScheduleRetry(Id("1.1"), Busy(90), Now);
        queue.ScheduleRetry(Id("2.1"), Busy(30), Now);

        Assert.Equal(new QueueRequest(1, Now.AddSeconds(30)), queue.ComputeRequest(Now));
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(3600)]
    public void ComputeRequest_SlotsAreKeptForAChainAndABeatBacksOff_LooksAgainAtWhateverIsEarlier(double backOff)
    {
        var chain = Enumerable.Range(1, 30).Select(i => Item(i == 1 ? "1.1H" : $"1.{i}C"));
        var atOnce = RetryPolicy.Default with { Base = TimeSpan.Zero, LongestRetryAfter = TimeSpan.FromDays(1) };
        var queue = new BeatQueue([.. chain, .. Enumerable.Range(2, 61).Select(i => Item($"{i}.1H"))], atOnce, 1, TimeSpan.FromSeconds(8));
        queue.ApplyReply(new KeyPoolReply([], null, new KeyPoolPace(Now, TimeSpan.FromSeconds(60), [.. Enumerable.Repeat(0, 10)])));
        var plan = queue.ComputeRequest(Now).Again!.Value;
        Assert.InRange(plan, Now.AddSeconds(0.15), Now.AddSeconds(3599));
        queue.MarkStarted(Id("62.1"));
        queue.ScheduleRetry(Id("62.1"), Busy(backOff), Now);

        Assert.Equal(backOff > 1 ? plan : Now.AddSeconds(backOff), queue.ComputeRequest(Now).Again);
    }

    [Fact]
    public void ComputeRequest_Paused_WantsNothing()
    {
        var queue = NewQueue("1.1H 1.2C");
        queue.Pause();
        Assert.Equal(new QueueRequest(0, null), queue.ComputeRequest(Now));

        queue.Resume();

        Assert.Equal(1, queue.ComputeRequest(Now).Want);
        Assert.Equal("1.1", StartAll(queue));
    }

    [Fact]
    public void ComputeRequest_BeforeThePoolHasAnswered_WantsOneWhileAChainIsReadyAndAllWhenOnlySinglesAre()
    {
        var queue = NewQueue("1.1H 1.2C 2.1H 3.1H");
        Assert.Equal(1, queue.ComputeRequest(Now).Want);

        queue.MarkStarted(Id("1.1"));

        Assert.Equal(2, queue.ComputeRequest(Now).Want);
    }

    [Fact]
    public void MarkStarted_BeatThatWasPutToTheFront_GoesBackToItsOrdinaryPlace()
    {
        var queue = NewQueue("1.1H 2.1H 2.2C");
        StartAll(queue);
        queue.ScheduleRetry(Id("1.1"), new ModelFailure(FailureKind.InvalidKey, "x"), Now);
        queue.ReturnBeat(Id("2.1"));
        Assert.Equal("1.1 2.1", StartAll(queue));

        queue.ReturnBeat(Id("1.1"));
        queue.ReturnBeat(Id("2.1"));

        Assert.Equal("2.1 1.1", StartAll(queue));
    }

    [Fact]
    public void ScheduleRetry_WithoutAnImage_GoesBackToItsOrdinaryPlace()
    {
        var queue = NewQueue("1.1H 2.1H 2.2C");
        StartAll(queue);
        queue.ScheduleRetry(Id("1.1"), new ModelFailure(FailureKind.NoImage, "x"), Now);
        queue.ReturnBeat(Id("2.1"));

        Assert.Equal("2.1 1.1", StartAll(queue));
    }

    [Fact]
    public void ScheduleRetry_ModelUnavailable_TheBeatIsFirstWhenTheRunContinues()
    {
        var queue = NewQueue("1.1H 2.1H 2.2C");
        StartAll(queue);
        queue.ScheduleRetry(Id("1.1"), new ModelFailure(FailureKind.ModelUnavailable, "x"), Now);
        queue.ReturnBeat(Id("2.1"));

        Assert.Equal("1.1 2.1", StartAll(queue));
    }

    [Fact]
    public void MarkDone_ImageIsFoundBeforeTheBeatWasStarted_IsNotStarted()
    {
        var queue = NewQueue("1.1H 2.1H");
        queue.MarkDone(Id("1.1"));

        Assert.Equal("2.1", StartAll(queue));
        Assert.Equal(new BeatCounts(0, 1, 1, 0, 0), queue.Counts);
    }

    [Fact]
    public void MarkFailed_Beat_HasFailedAndItsFollowerIsFree()
    {
        var queue = NewQueue("1.1H 1.2C");
        queue.MarkFailed(Id("1.1"));

        Assert.Equal(QueuedState.Failed, queue.StateOf(Id("1.1")));
        Assert.Equal("1.2", StartAll(queue));
        Assert.Throws<InvalidOperationException>(() => queue.MarkFailed(Id("1.1")));
    }

    [Fact]
    public void Skip_BeatInFlightThatIsNotAttemptedAfterAll_IsSkipped()
    {
        var queue = NewQueue("1.1H");
        queue.MarkStarted(Id("1.1"));
        queue.Skip(Id("1.1"));
        queue.ReturnBeat(Id("1.1"));

        Assert.Equal(QueuedState.Skipped, queue.StateOf(Id("1.1")));
        Assert.IsType<QueueDecision.Finished>(queue.DecideNext(Now));
    }

    [Fact]
    public void Prioritise_AskedAgain_TheLatestComesBeforeTheEarlier()
    {
        var queue = NewQueue("1.1H 2.1H 3.1H");
        queue.Prioritise([Id("2.1")]);
        queue.Prioritise([Id("3.1")]);

        Assert.Equal("3.1 2.1 1.1", StartAll(queue));
    }

    [Fact]
    public void Prioritise_BesideBeatsWithARank_ComesBeforeThem()
    {
        var queue = new BeatQueue(
            [Item("1.1H") with { Rank = 5 }, Item("2.1H") with { Rank = 6 }, Item("3.1H") with { Rank = 7 }], RetryPolicy.Default, 1);
        queue.Prioritise([Id("3.1")]);

        Assert.Equal("3.1 1.1 2.1", StartAll(queue));
    }

    [Fact]
    public void Prioritise_EmptyQueue_IsNoFault()
    {
        var queue = new BeatQueue([], RetryPolicy.Default, 1);
        queue.Prioritise([]);

        Assert.IsType<QueueDecision.Finished>(queue.DecideNext(Now));
    }

    [Fact]
    public void Rank_OfAFollower_BringsWhatItWaitsForFirst()
    {
        var queue = new BeatQueue(
            [Item("1.1H"), Item("1.2C"), Item("1.3C"), Item("2.1H"), Item("2.2C") with { Rank = 1 }], RetryPolicy.Default, 1);

        Assert.Equal("2.1 1.1", StartAll(queue));
    }

    [Fact]
    public void Chain_ImageInItsMiddleIsThere_EndsBeforeIt()
    {
        var queue = new BeatQueue(
            [Item("1.1H"), Item("1.2C") with { State = QueuedState.Done }, Item("1.3C"), Item("2.1H"), Item("2.2C")], RetryPolicy.Default,
            1);

        Assert.Equal("2.1 1.1 1.3", StartAll(queue));
    }

    private static ModelFailure Busy(double retryAfter) => new(FailureKind.Transient, "503", TimeSpan.FromSeconds(retryAfter));
}
