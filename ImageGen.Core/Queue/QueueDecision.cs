using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Queue;

/// <summary>What a queue decides to do now. A closed set.</summary>
public abstract record QueueDecision
{
    private QueueDecision()
    {
    }

    /// <summary>Start this beat, and report it with <see cref="BeatQueue.MarkStarted"/>.</summary>
    /// <param name="Beat">The beat.</param>
    public sealed record Start(BeatId Beat) : QueueDecision;

    /// <summary>Nothing now: ask again at <paramref name="Until"/>, or after the next event if that comes first.</summary>
    /// <param name="Until">When a back-off ends; null: only an event changes anything (an attempt ends, the run is resumed).</param>
    public sealed record Nothing(DateTimeOffset? Until) : QueueDecision;

    /// <summary>Every beat has ended, or the run is cancelled and none is in flight.</summary>
    public sealed record Finished : QueueDecision;
}
