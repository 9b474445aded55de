using ImageGen.Core.Runs;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Queue;

/// <summary>One beat, as it is put into a queue. Order in the queue is storyboard order.</summary>
/// <param name="Id">The beat, unique in the queue.</param>
/// <param name="Shot">Its shot.</param>
/// <param name="Kind">
/// <see cref="TransitionKind.Continuous"/> waits for the beat of the same shot before it; the others wait for nothing.
/// </param>
/// <param name="State">What is known of it already. A beat in flight is one that was started before and will be reported.</param>
/// <param name="Tries">Counted failures so far.</param>
/// <param name="Rank">An explicit priority, the lowest first; null: none, behind all that have one.</param>
/// <param name="ChainBeyond">How many beats follow it in an unbroken chain that are not in this queue.</param>
public sealed record BeatItem(
    BeatId Id,
    ShotId Shot,
    TransitionKind Kind,
    QueuedState State = QueuedState.Pending,
    BeatAttempts Tries = default,
    int? Rank = null,
    int ChainBeyond = 0);
