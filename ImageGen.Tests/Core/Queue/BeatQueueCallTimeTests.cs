using ImageGen.Core.Queue;
using static ImageGen.Tests.Core.Queue.Queues;

namespace ImageGen.Tests.Core.Queue;

/// <summary>How long the queue expects a call to take: a guess at first, then the mean of the latest calls.</summary>
public sealed class BeatQueueCallTimeTests
{
    [Fact]
    public void CallTakes_NothingIsKnown_IsTheFirstGuess()
    {
        Assert.Equal(TimeSpan.FromSeconds(8), NewQueue("1.1H").CallTakes);
        Assert.Equal(TimeSpan.FromSeconds(20), new BeatQueue([Item("1.1H")], RetryPolicy.Default, 1, TimeSpan.FromSeconds(20)).CallTakes);
    }

    [Fact]
    public void CallTakes_CallsWereTimed_IsTheirMeanAndFollowsTheLatest()
    {
        var queue = NewQueue(string.Join(' ', Enumerable.Range(1, 20).Select(i => $"{i}.1H")));
        Time(1, 20);
        Assert.Equal(20, queue.CallTakes.TotalSeconds, 6);
        Time(2, 10);
        Assert.Equal(15, queue.CallTakes.TotalSeconds, 6);
        Time(3, 15);
        Assert.Equal(15, queue.CallTakes.TotalSeconds, 6);
        for (var i = 4; i <= 18; i++)
        {
            Time(i, 15);
        }

        Time(19, 31);

        Assert.Equal(16, queue.CallTakes.TotalSeconds, 6);

        void Time(int beat, double seconds)
        {
            queue.MarkStarted(Id($"{beat}.1"), Now);
            queue.MarkDone(Id($"{beat}.1"), Now.AddSeconds(seconds));
        }
    }

    [Fact]
    public void CallTakes_NoTimeIsReportedOrAClockWentBack_IsAsBefore()
    {
        var queue = NewQueue("1.1H 2.1H 3.1H 4.1H 5.1H");
        queue.MarkStarted(Id("1.1"), Now);
        queue.MarkDone(Id("1.1"));
        queue.MarkStarted(Id("2.1"));
        queue.MarkDone(Id("2.1"), Now);
        queue.MarkStarted(Id("3.1"), Now);
        queue.MarkDone(Id("3.1"), Now.AddHours(-1));
        queue.MarkStarted(Id("4.1"), Now);
        queue.MarkDone(Id("4.1"), Now);
        queue.MarkDone(Id("5.1"), Now);

        Assert.Equal(TimeSpan.FromSeconds(8), queue.CallTakes);
    }
}
