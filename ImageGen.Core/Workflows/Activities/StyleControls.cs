using ImageGen.Core.Runs;
using ImageGen.Core.Storyboards;
using ImageGen.Core.Workflows.Contract;

namespace ImageGen.Core.Workflows.Activities;

/// <summary>What people have asked of a run, as one style's workflow needs it.</summary>
internal static class StyleControls
{
    /// <param name="state">The run.</param>
    /// <param name="style">The style.</param>
    /// <param name="gateState">Whether the engine lets attempts begin.</param>
    /// <param name="known">The beats that the workflow has in hand.</param>
    /// <param name="outside">How many other beats the workflow believes to be left; more of them need a new plan.</param>
    public static StyleControl Of(RunState state, StyleState style, RunGateState gateState, ImmutableArray<BeatId> known, int outside)
    {
        var isKnown = known.ToHashSet();
        var elsewhere = style.Todo().Where(b => !isKnown.Contains(b.Beat)).ToList();
        var here = known.Select(style.Find).OfType<BeatRecord>().ToList();
        return new StyleControl(
            state.PausedBy is not null ? state.Reason ?? "Paused."
                : gateState is RunGateState.Held ? "Suspended by its durable URL."
                : null,
            state.IsOver,
            [.. here.Where(b => b.Priority > 0).OrderBy(b => b.Priority).Select(b => b.Beat.Id)],
            [.. here.Where(b => b.State is BeatState.Skipped || (b.Candidates.IsSkipped && b.IsSettled)).Select(b => b.Beat.Id)],
            elsewhere.Count > outside || elsewhere.Any(b => b.Priority > 0))
        {
            Lost = style.Waiting is { Reason: { } reason } waiting && LostWork.IsNote(reason) ? new StyleWait(reason, waiting.Until) : null,
        };
    }
}
