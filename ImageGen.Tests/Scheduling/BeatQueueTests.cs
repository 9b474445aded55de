using ImageGen.Core.Generation;
using ImageGen.Core.Scheduling;
using ImageGen.Core.Storyboards;

namespace ImageGen.Tests.Scheduling;

public sealed class BeatQueueTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Next_SeveralAreFree_TheLongestChainComesFirstThenStoryboardOrder()
    {
        var queue = Queue("1.1H 2.1H 2.2C 2.3C 3.1H 3.2C 4.1H");
        Assert.Equal("2.1 3.1 1.1 4.1", StartAll(queue));
    }

    [Fact]
    public void Failed_Transient_WaitsWithinTheBackOffAndFailsAtTheFourth()
    {
        var queue = Queue("1.1H 1.2C");
        for (var i = 1; i <= 4; i++)
        {
            Assert.Equal("1.1", StartAll(queue, Now.AddHours(i)));
            var verdict = queue.Failed(Id("1.1"), new ModelFailure(FailureKind.Transient, "503"), Now.AddHours(i));
            if (i < 4)
            {
                var retry = Assert.IsType<BeatVerdict.WillRetry>(verdict);
                Assert.InRange(retry.At - Now.AddHours(i), TimeSpan.Zero, TimeSpan.FromSeconds(Math.Pow(2, i)));
            }
            else
            {
                Assert.Equal(4, Assert.IsType<BeatVerdict.FailedForGood>(verdict).Tries);
            }
        }

        Assert.Equal("1.2", StartAll(queue));
    }

    private static BeatId Id(string id) => BeatId.Parse(id);

    private static BeatQueue Queue(string beats) => new(beats.Split(' ').Select(Item), RetryPolicy.Default, 1);

    private static BeatItem Item(string text) =>
        new(Id(text[..^1]), int.Parse(text.Split('.')[0]), text[^1] == 'C' ? TransitionKind.Continuous : TransitionKind.HardCut);

    private static string StartAll(BeatQueue queue, DateTimeOffset? now = null)
    {
        var started = new List<string>();
        while (queue.Next(now ?? Now) is BeatNext.Start next)
        {
            queue.Started(next.Beat);
            started.Add(next.Beat.Value);
        }

        return string.Join(' ', started);
    }
}
