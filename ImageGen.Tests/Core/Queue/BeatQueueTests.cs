using ImageGen.Core.KeyPools;
using ImageGen.Core.Queue;
using static ImageGen.Tests.Core.Queue.Queues;

namespace ImageGen.Tests.Core.Queue;

public sealed class BeatQueueTests
{
    [Fact]
    public void DecideNext_SeveralAreFree_TheLongestChainComesFirstThenStoryboardOrder()
    {
        var queue = NewQueue("1.1H 2.1H 2.2C 2.3C 3.1H 3.2C 4.1H");
        Assert.Equal("2.1 3.1 1.1 4.1", StartAll(queue));
    }

    [Fact]
    public void DecideNext_ChainContinuesBehindTheWindow_CountsWithIt()
    {
        var items = new[] { Item("1.1H"), Item("2.1H") with { ChainBeyond = 3 } };
        Assert.Equal("2.1 1.1", StartAll(new BeatQueue(items, RetryPolicy.Default, 1)));
    }

    [Fact]
    public void MarkDone_BeatWithAFollower_FreesItAndNoOther()
    {
        var queue = NewQueue("1.1H 1.2C 1.3C 2.1H");
        StartAll(queue);
        queue.MarkDone(Id("1.1"));
        Assert.Equal("1.2", StartAll(queue));
    }

    [Theory]
    [InlineData(FailureKind.Transient)]
    [InlineData(FailureKind.Unanswered)]
    public void ScheduleRetry_ServiceInTrouble_WaitsWithinTheBackOff(FailureKind kind)
    {
        var queue = NewQueue("1.1H 1.2C");
        for (var i = 1; i <= 5; i++)
        {
            Assert.Equal("1.1", StartAll(queue, Now.AddHours(i)));
            queue.ScheduleRetry(Id("1.1"), new ModelFailure(kind, "503"), Now.AddHours(i));
            var until = (queue.DecideNext(Now.AddHours(i)) as QueueDecision.Nothing)?.Until ?? Now.AddHours(i);
            Assert.InRange(until - Now.AddHours(i), TimeSpan.Zero, TimeSpan.FromSeconds(Math.Pow(2, i)));
        }
    }

    [Fact]
    public void ScheduleRetry_ServiceInTrouble_OtherBeatsAreStartedFirst()
    {
        var queue = NewQueue("1.1H 2.1H");
        queue.MarkStarted(Id("1.1"));
        queue.ScheduleRetry(Id("1.1"), new ModelFailure(FailureKind.Transient, "503", TimeSpan.FromSeconds(1)), Now);
        Assert.Equal("2.1", StartAll(queue));
    }

    [Theory]
    [InlineData(FailureKind.NoImage)]
    [InlineData(FailureKind.BrokenImage)]
    public void ScheduleRetry_AnswerWithoutAUsableImage_IsReadyAtOnce(FailureKind kind)
    {
        var queue = NewQueue("1.1H");
        StartAll(queue);
        queue.ScheduleRetry(Id("1.1"), new ModelFailure(kind, "x"), Now);
        Assert.Equal("1.1", StartAll(queue));
    }

    [Fact]
    public void ScheduleRetry_TransientWithRetryAfter_WaitsThatLongAndSaysUntilWhen()
    {
        var queue = NewQueue("1.1H");
        StartAll(queue);
        queue.ScheduleRetry(Id("1.1"), new ModelFailure(FailureKind.Transient, "503", TimeSpan.FromSeconds(90)), Now);
        Assert.Equal(new QueueDecision.Nothing(Now.AddSeconds(90)), queue.DecideNext(Now.AddSeconds(89)));
        Assert.Equal((0, Now.AddSeconds(90)), (queue.ReadyCount(Now), queue.ComputeRequest(Now).Again));
        Assert.Equal("1.1", StartAll(queue, Now.AddSeconds(90)));
    }

    [Theory]
    [InlineData(FailureKind.RateLimitedPerMinute)]
    [InlineData(FailureKind.RateLimitedPerDay)]
    [InlineData(FailureKind.SpendLimited)]
    [InlineData(FailureKind.InvalidKey)]
    [InlineData(FailureKind.NotEntitled)]
    [InlineData(FailureKind.CreditExhausted)]
    [InlineData(FailureKind.ModelUnavailable)]
    [InlineData(FailureKind.LocationRefused)]
    [InlineData(FailureKind.Unreachable)]
    public void ScheduleRetry_AboutTheKey_GoesBackToTheFrontAndCountsNoTry(FailureKind kind)
    {
        var queue = NewQueue("1.1H 2.1H 2.2C");
        Assert.Equal("2.1 1.1", StartAll(queue));
        for (var i = 0; i < 20; i++)
        {
            queue.ScheduleRetry(Id("1.1"), new ModelFailure(kind, "429"), Now);
            queue.ReturnBeat(Id("2.1"));
            Assert.Equal("1.1 2.1", StartAll(queue));
        }
    }

    [Fact]
    public void Skip_InTheMiddleOfAChain_TheFollowerWaitsForTheImageBefore()
    {
        var queue = NewQueue("1.1H 1.2C 1.3C");
        StartAll(queue);
        queue.Skip(Id("1.2"));
        Assert.Equal(0, queue.ReadyCount(Now));
        queue.MarkDone(Id("1.1"));
        Assert.Equal("1.3", StartAll(queue));
    }

    [Fact]
    public void Skip_BeatInFlight_IsNotTriedAgainButMaySucceed()
    {
        var queue = NewQueue("1.1H 2.1H");
        StartAll(queue);
        queue.Skip(Id("1.1"));
        queue.Skip(Id("2.1"));
        queue.ScheduleRetry(Id("1.1"), new ModelFailure(FailureKind.Transient, "503"), Now);
        queue.MarkDone(Id("2.1"));
        Assert.Equal(new BeatCounts(0, 0, 1, 0, 1), queue.Counts);
    }

    [Fact]
    public void Prioritise_DeepInAChain_RaisesWhatItWaitsForToo()
    {
        var queue = NewQueue("1.1H 1.2C 1.3C 2.1H 3.1H 3.2C");
        queue.Prioritise([Id("2.1"), Id("3.2")]);
        Assert.Equal("2.1 3.1 1.1", StartAll(queue));
        queue.Prioritise([Id("1.2")]);
        queue.MarkDone(Id("3.1"));
        queue.MarkDone(Id("1.1"));
        Assert.Equal("1.2 3.2", StartAll(queue));
    }

    [Fact]
    public void Rank_OfAnItem_BeatsTheLongestChain()
    {
        var queue = new BeatQueue(
            [Item("1.1H"), Item("1.2C"), Item("2.1H") with { Rank = 5 }, Item("3.1H") with { Rank = 4 }], RetryPolicy.Default, 1);
        Assert.Equal("3.1 2.1 1.1", StartAll(queue));
    }

    [Fact]
    public void Pause_ThenResumeThenCancel_StartsOnlyWhileItMay()
    {
        var queue = NewQueue("1.1H 2.1H 3.1H");
        queue.MarkStarted(Id("1.1"));
        queue.Pause();
        Assert.Equal((new QueueDecision.Nothing(null), 0), (queue.DecideNext(Now), queue.ReadyCount(Now)));
        queue.Resume();
        queue.MarkStarted(Id("2.1"));
        queue.Cancel();
        Assert.Equal(new QueueDecision.Nothing(null), queue.DecideNext(Now));
        queue.ReturnBeat(Id("1.1"));
        queue.MarkDone(Id("2.1"));
        Assert.IsType<QueueDecision.Finished>(queue.DecideNext(Now));
    }

    [Fact]
    public void MarkStarted_BeatThatWaitsOrIsUnknown_Throws()
    {
        var queue = NewQueue("1.1H 1.2C");
        Assert.Throws<InvalidOperationException>(() => queue.MarkStarted(Id("1.2")));
        Assert.Throws<ArgumentException>(() => queue.MarkStarted(Id("9")));
        Assert.Throws<InvalidOperationException>(() => queue.ScheduleRetry(Id("1.1"), new ModelFailure(FailureKind.Transient, "x"), Now));
    }

    [Fact]
    public void ComputeRequest_LongChainAndManySingles_KeepsSlotsForTheChainOnlyAsLongAsTheTargetAllows()
    {
        var chain = Enumerable.Range(1, 30).Select(i => Item(i == 1 ? "1.1H" : $"1.{i}C"));
        var queue = new BeatQueue(
            [.. chain, .. Enumerable.Range(2, 61).Select(i => Item($"{i}.1H"))], RetryPolicy.Default, 1, TimeSpan.FromSeconds(8));
        Assert.Equal(1, queue.ComputeRequest(Now).Want);
        queue.ApplyReply(new KeyPoolReply([], null, new KeyPoolPace(Now, TimeSpan.FromSeconds(60), [.. Enumerable.Repeat(0, 10)])));
        var ask = queue.ComputeRequest(Now);
        Assert.InRange(ask.Want, 1, 9);
        Assert.NotNull(ask.Again);
        queue.ApplyReply(new KeyPoolReply([], null, Pace: null));
        Assert.Equal(62, queue.ComputeRequest(Now).Want);
    }

    [Fact]
    public void ComputeRequest_NoChain_WantsEverythingAtOnce()
    {
        var queue = NewQueue("1.1H 2.1H 3.1H");
        Assert.Equal(new QueueRequest(3, null), queue.ComputeRequest(Now));
    }
}
