using ImageGen.Core.Base;
using ImageGen.Core.Generation;
using ImageGen.Core.KeyPools;
using ImageGen.Core.Models;
using ImageGen.Core.Models.Catalogue;
using ImageGen.Core.Runs;
using ImageGen.Core.Storyboards;
using ImageGen.Core.Workflows.Contract;
using ImageGen.Core.Workflows.Status;

namespace ImageGen.Core.Workflows.Activities;

/// <summary>
/// The bodies of all activities, once for every engine. Each may run again after a crash: each reads the run's log first and writes to it
/// only what is not there yet.
/// </summary>
/// <remarks>Thread-safe.</remarks>
/// <param name="runLogs">The runs' logs.</param>
/// <param name="images">Where images are.</param>
/// <param name="keys">The keys of each style.</param>
/// <param name="generator">Makes the attempts.</param>
/// <param name="time">The clock.</param>
/// <param name="gate">Whether attempts may begin, beside the log; null: the log alone decides.</param>
/// <param name="keyCheck">Checks keys beside a style's first attempts; null: nothing is checked.</param>
public sealed class RunActivities(
    RunLogs runLogs,
    IImageStore images,
    IApiKeySource keys,
    BeatGenerator generator,
    TimeProvider time,
    IRunGate? gate = null,
    BackgroundKeyCheck? keyCheck = null)
{
    /// <summary>What the root has to do: which styles have work left, or how the run ended (and then that is in the log).</summary>
    public async Task<RootPlan> PlanRunAsync(RootRequest request, CancellationToken cancellationToken)
    {
        var runLog = await runLogs.OpenAsync(request.RunId, cancellationToken);
        return await runLog.DecideAsync(
            state =>
            {
                var open = state.IsOver ? [] : state.Styles.Where(s => s.HasWork).Select(s => s.Style).ToImmutableArray();
                if (open.Length > 0 || !request.MayEnd)
                {
                    return new Decision<RootPlan>(PlanOf(state, open, null));
                }

                var status = state.EndStatus;
                return new Decision<RootPlan>(
                    PlanOf(state, [], status), state.HasEnded ? [] : [new RunEnded(time.GetUtcNow(), status)]);
            },
            cancellationToken);
    }

    /// <summary>The style's keys, without their values.</summary>
    public async Task<KeyList> ListKeysAsync(StyleRef style, CancellationToken cancellationToken)
    {
        try
        {
            var found = await keys.ListAsync(style.Style, cancellationToken);
            return new KeyList([.. found.Select(k => new KeyDescriptor(k.Id, k.Project ?? k.Id, k.Requests))]);
        }
        catch (UserException e)
        {
            return new KeyList([], e.Message);
        }
    }

    /// <summary>Chooses the beats that come next; when the workflow begins, first takes stock of what is in the store.</summary>
    public async Task<ChunkPlan> PlanChunkAsync(PlanRequest request, CancellationToken cancellationToken)
    {
        var runLog = await runLogs.OpenAsync(request.RunId, cancellationToken);
        if (request.IsFirst)
        {
            await Choices.PlaceAsync(runLog, images, time, cancellationToken);
            await Reconciliation.RecordAsync(runLog, request.Style, images, time, cancellationToken);
        }

        var door = await CheckGateAsync(runLog, cancellationToken);
        var plan = await runLog.ReadAsync(
            state =>
            {
                var style = state.Style(request.Style);
                var known = request.Known.ToHashSet();
                var todo = style.Todo();
                var chosen = ChunkPlanner.Choose(todo, known, request.Max);
                var options = state.Document.Storyboard.Options;
                return new ChunkPlan(
                    chosen,
                    todo.Count(b => !known.Contains(b.Beat)) - chosen.Length,
                    ControlOf(state, style, door, request.Known, outside: int.MaxValue),
                    options.MaxParallel,
                    options.OnQuotaExhausted is OnQuotaExhausted.Fail,
                    StyleStatuses.Of(state, style, time.GetUtcNow()),
                    options.Model ?? ModelCatalogue.DefaultModel);
            },
            cancellationToken);
        if (request.IsFirst && !plan.Beats.IsEmpty)
        {
            keyCheck?.Begin(runLog, request.Style, plan.Model ?? ModelCatalogue.DefaultModel);
        }

        return plan;
    }

    /// <summary>What was asked of the run.</summary>
    public async Task<StyleControl> ReadControlAsync(ControlRequest request, CancellationToken cancellationToken)
    {
        var runLog = await runLogs.OpenAsync(request.RunId, cancellationToken);
        var door = await CheckGateAsync(runLog, cancellationToken);
        return await runLog.ReadAsync(s => ControlOf(s, s.Style(request.Style), door, request.Known, request.Outside), cancellationToken);
    }

    /// <summary>One beat.</summary>
    public Task<BeatOutcome> GenerateBeatAsync(GenerateBeatRequest request, CancellationToken cancellationToken) =>
        generator.GenerateAsync(request, cancellationToken);

    /// <summary>Records what a style waits for, or that it continues; true when that was news.</summary>
    public async Task<bool> RecordWaitAsync(WaitNote note, CancellationToken cancellationToken)
    {
        var runLog = await runLogs.OpenAsync(note.RunId, cancellationToken);
        return await runLog.DecideAsync(
            state => state.Style(note.Style).Waiting?.Reason == note.Wait?.Text
                ? new Decision<bool>(false)
                : new Decision<bool>(
                    true,
                    [
                        new StyleWaiting(
                            time.GetUtcNow(), note.Style, note.Wait?.Until, note.Wait?.Text, note.Wait?.IsOutage is true ? true : null),
                    ]),
            cancellationToken);
    }

    /// <summary>Logs what was learned of request limits; true when that was news.</summary>
    public async Task<bool> RecordLimitsAsync(LimitsNote note, CancellationToken cancellationToken)
    {
        var runLog = await runLogs.OpenAsync(note.RunId, cancellationToken);
        return await runLog.DecideAsync(
            state => state.Style(note.Style).LearnedLimits.SequenceEqual(note.Limits)
                ? new Decision<bool>(false)
                : new Decision<bool>(true, [new LimitsLearned(time.GetUtcNow(), note.Style, note.Limits)]),
            cancellationToken);
    }

    /// <summary>
    /// Stops the run because no project of a style may use its model, until a person asks for more. While another style of the run gets
    /// images, only the beats of this one fail: its trouble stays its own.
    /// </summary>
    /// <returns>True when the run is stopped; false when the style's beats failed.</returns>
    public async Task<bool> StopRunAsync(FailRequest request, CancellationToken cancellationToken)
    {
        var runLog = await runLogs.OpenAsync(request.RunId, cancellationToken);
        var isStopped = await runLog.DecideAsync(
            state =>
            {
                if (state.Styles.Any(s => s.Style != request.Style && s.Generated > 0 && s.HasWork))
                {
                    return new Decision<bool>(false);
                }

                return new Decision<bool>(
                    true, state.IsOver || state.HasEnded ? [] : [new RunStopped(time.GetUtcNow(), request.Why.Reason)]);
            },
            cancellationToken);
        return isStopped || !await FailBeatsAsync(request, cancellationToken);
    }

    /// <summary>
    /// Fails beats for which no call will be made: one, or all of a style that are left. Nothing of the style is in flight then, so that a
    /// call without outcome has lost its worker, and its beat must not be planned for ever; if a person wanted it skipped, it is.
    /// </summary>
    public async Task<bool> FailBeatsAsync(FailRequest request, CancellationToken cancellationToken)
    {
        var runLog = await runLogs.OpenAsync(request.RunId, cancellationToken);
        return await runLog.DecideAsync(
            state => new Decision<bool>(
                true,
                [.. state.Style(request.Style).Beats
                    .Where(b => (!b.IsSettled || b.MissingCandidates > 0) && (request.Beat is not { } beat || b.Beat.Id == beat))
                    .Select(b => b.IsSettled
                        ? (RunEvent)new CandidateFailed(time.GetUtcNow(), request.Style, b.Beat.Id, null, request.Why, 0)
                        : b is { SkipAsked: true, Open: { } lost }
                        ? new AttemptAbandoned(time.GetUtcNow(), request.Style, b.Beat.Id, lost.Id, lost.Candidate)
                        : new BeatFailed(time.GetUtcNow(), request.Style, b.Beat.Id, null, request.Why, 0))]),
            cancellationToken);
    }

    /// <summary>
    /// Pauses the run for trouble that a workflow ran into, until a person resumes it. False when a person has resumed it since the trouble
    /// arose: then it continues.
    /// </summary>
    public async Task<bool> RecordTroubleAsync(TroubleNote note, CancellationToken cancellationToken)
    {
        var runLog = await runLogs.OpenAsync(note.RunId, cancellationToken);
        return await runLog.DecideAsync(
            state => note.Resumes < state.Resumes ? new Decision<bool>(false)
                : state.PausedBy is not null || state.HasEnded ? new Decision<bool>(true)
                : new Decision<bool>(true, [new RunPaused(time.GetUtcNow(), PausedBy.Storage, note.Reason)]),
            cancellationToken);
    }

    /// <summary>Records that a style has nothing left to do, and sums it up.</summary>
    public async Task<StyleResult> EndStyleAsync(StyleRef style, CancellationToken cancellationToken)
    {
        var runLog = await runLogs.OpenAsync(style.RunId, cancellationToken);
        var door = await CheckGateAsync(runLog, cancellationToken);
        return await runLog.DecideAsync(
            state =>
            {
                var s = state.Style(style.Style);
                var result = new StyleResult(style.Style, s.Completed, s.Count(BeatState.Error), s.Beats.Length);
                var events = ImmutableArray.CreateBuilder<RunEvent>();
                if (!s.HasEnded && !s.HasWork)
                {
                    events.Add(new StyleEnded(time.GetUtcNow(), style.Style));
                }

                // The root is gone: no one else would say that the run is over.
                if (door is RunGateState.Ended && !state.HasEnded && state.Styles.All(
                    x => x.Count(BeatState.Generating) + x.CandidatesInFlight == 0))
                {
                    events.Add(new RunEnded(time.GetUtcNow(), state.EndStatus));
                }

                return new Decision<StyleResult>(result, events.ToImmutable());
            },
            cancellationToken);
    }

    private async Task<RunGateState> CheckGateAsync(RunLog runLog, CancellationToken cancellationToken)
    {
        var door = gate is null ? RunGateState.Open : await gate.CheckAsync(runLog.Document.Id, cancellationToken);
        if (door is RunGateState.Ended)
        {
            await runLog.DecideAsync(
                state => state.Cancelled is not null || state.HasEnded
                    ? new Decision<bool>(false)
                    : new Decision<bool>(true, [new RunCancelled(time.GetUtcNow(), DropInFlight: false)]),
                cancellationToken);
        }

        return door;
    }

    private RootPlan PlanOf(RunState state, ImmutableArray<ImageStyle> open, RunStatus? ended)
    {
        var progress = RunProgress.Of(state, time.GetUtcNow());
        return new RootPlan(open, ended, progress with { Status = ended ?? state.Status }, state.Position.Value, state.Resumes);
    }

    private static StyleControl ControlOf(RunState state, StyleState style, RunGateState door, ImmutableArray<BeatId> known, int outside)
    {
        var isKnown = known.ToHashSet();
        var elsewhere = style.Todo().Where(b => !isKnown.Contains(b.Beat)).ToList();
        var here = known.Select(style.Find).OfType<BeatRecord>().ToList();
        return new StyleControl(
            state.PausedBy is not null ? state.Reason ?? "Paused." : door is RunGateState.Held ? "Suspended by its durable URL." : null,
            state.IsOver,
            [.. here.Where(b => b.Priority > 0).OrderBy(b => b.Priority).Select(b => b.Beat.Id)],
            [.. here.Where(b => b.State is BeatState.Skipped || (b.Candidates.IsSkipped && b.IsSettled)).Select(b => b.Beat.Id)],
            elsewhere.Count > outside || elsewhere.Any(b => b.Priority > 0))
        {
            Lost = style.Waiting is { Reason: { } reason } waiting && LostWork.IsNote(reason) ? new StyleWait(reason, waiting.Until) : null,
        };
    }
}
