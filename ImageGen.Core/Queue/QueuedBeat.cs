using ImageGen.Core.Runs;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Queue;

/// <summary>One beat in a <see cref="BeatQueue"/>, linked with its neighbours in the chain.</summary>
internal sealed class QueuedBeat(QueuedBeatState state, int index)
{
    public BeatId Id { get; } = state.Item.Id;

    public int Index { get; } = index;

    public QueuedState State { get; set; } = state.Item.State;

    public BeatAttempts Tries { get; set; } = state.Item.Tries;

    public int Rank { get; set; } = state.Item.Rank ?? int.MaxValue;

    public long NotBefore { get; set; } = state.NotBefore;

    public bool Front { get; set; } = state.Front;

    public long StartedAt { get; set; } = state.StartedAt;

    public bool SkipAsked { get; set; } = state.SkipAsked;

    /// <summary>The beat that it waits for; null: none in this queue.</summary>
    public QueuedBeat? Before { get; set; }

    /// <summary>The beat that waits for it.</summary>
    public QueuedBeat? Behind { get; set; }

    /// <summary>How many beats, itself included, must be generated one after the other from it on.</summary>
    public int Chain { get; set; }

    /// <summary>
    /// True when no beat waits for it: it has an image, or will have none and neither will a beat before it. (The beat after a skipped one
    /// takes the image before that, so it waits for it.)
    /// </summary>
    public bool IsSettled { get; set; }

    public bool HasEnded => State is QueuedState.Done or QueuedState.Failed or QueuedState.Skipped;

    public bool IsFree => State == QueuedState.Pending && (Before?.IsSettled ?? true);

    public (bool Behind, int Rank, int Chain, int Index) Order => (!Front, Rank, -Chain, Index);

    public QueuedBeatState Save() => new(
        state.Item with { State = State, Tries = Tries, Rank = Rank == int.MaxValue ? null : Rank }, NotBefore, Front, SkipAsked, StartedAt,
        Chain);
}
