using ImageGen.Core.Runs;
using ImageGen.Core.Workflows.Contract;

namespace ImageGen.Core.Workflows.Activities;

/// <summary>Decides what fails when a style can make no attempt: the whole run, or beats of that style. Pure.</summary>
internal static class FailuresWithoutAttempt
{
    /// <summary>Stops the run; false and no event while another style of it gets images.</summary>
    public static Decision<bool> Stop(RunState state, FailRequest request, DateTimeOffset now) =>
        state.Styles.Any(s => s.Style != request.Style && s.Generated > 0 && s.HasWork)
            ? new Decision<bool>(false)
            : new Decision<bool>(true, state.IsOver || state.HasEnded ? [] : [new RunStopped(now, request.Why.Reason)]);

    /// <summary>
    /// The ends of the beats. Nothing of the style is in flight then: an attempt without an outcome has lost its worker, and its beat fails
    /// too, or is skipped if a person asked for that, because it would be planned again and again otherwise.
    /// </summary>
    public static ImmutableArray<RunEvent> Of(RunState state, FailRequest request, DateTimeOffset now) =>
        [.. state.Style(request.Style).Beats
            .Where(b => (!b.IsSettled || b.MissingCandidates > 0) && (request.Beat is not { } beat || b.Beat.Id == beat))
            .Select(RunEvent (b) => b switch
            {
                { IsSettled: true } => new CandidateFailed(now, request.Style, b.Beat.Id, null, request.Why, 0),
                { SkipAsked: true, Open: { } lost } =>
                    new AttemptAbandoned(now, request.Style, b.Beat.Id, lost.Id, lost.Candidate),
                _ => new BeatFailed(now, request.Style, b.Beat.Id, null, request.Why, 0),
            })];
}
