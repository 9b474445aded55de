using ImageGen.Core.Queue;

namespace ImageGen.Tests.Core.Queue;

/// <summary>Queues written as "1.1H 1.2C 2.1H": number and transition of each beat.</summary>
internal static class Queues
{
    public static readonly DateTimeOffset Now = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    public static BeatId Id(string id) => BeatId.Parse(id);

    public static BeatQueue NewQueue(string beats) => new(beats.Split(' ').Select(Item), RetryPolicy.Default, 1);

    public static BeatItem Item(string text) => new(
        Id(text[..^1]),
        int.Parse(text.Split('.')[0], null),
        text[^1] == 'C' ? TransitionKind.Continuous : TransitionKind.HardCut);

    /// <summary>Starts whatever can be started, and tells the order.</summary>
    public static string StartAll(BeatQueue queue, DateTimeOffset? now = null)
    {
        var started = new List<string>();
        while (queue.DecideNext(now ?? Now) is QueueDecision.Start next)
        {
            queue.MarkStarted(next.Beat);
            started.Add(next.Beat.Value);
        }

        return string.Join(' ', started);
    }
}
