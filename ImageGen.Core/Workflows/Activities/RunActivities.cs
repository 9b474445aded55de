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
/// <param name="runLogs">The logs of the runs.</param>
/// <param name="images">The image store.</param>
/// <param name="keys">The keys of each style.</param>
/// <param name="generator">Makes the attempts.</param>
/// <param name="time">The clock.</param>
/// <param name="gate">A second condition, beside the log, for attempts to begin; null: the log alone decides.</param>
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
    /// <summary>The styles that have work left, or how the run ended, which is logged first.</summary>
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

    /// <summary>Chooses the beats that come next; when the workflow begins, reconciles the log with the store first.</summary>
    public async Task<ChunkPlan> PlanChunkAsync(PlanRequest request, CancellationToken cancellationToken)
    {
        var runLog = await runLogs.OpenAsync(request.RunId, cancellationToken);
        if (request.IsFirst)
        {
            await Choices.PlaceAsync(runLog, images, time, cancellationToken);
            await Reconciliation.RecordAsync(runLog, request.Style, images, time, cancellationToken);
        }

        var gateState = await CheckGateAsync(runLog, cancellationToken);
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
                    StyleControls.Of(state, style, gateState, request.Known, outside: int.MaxValue),
                    options.MaxParallel,
                    options.OnQuotaExhausted is OnQuotaExhausted.Fail,
                    StyleStatuses.Of(state, style, time.GetUtcNow()),
                    options.Model ?? ModelCatalogue.DefaultModel);
            },
            cancellationToken);
        if (request.IsFirst && !plan.Beats.IsEmpty)
        {
            keyCheck?.StartCheck(runLog, request.Style, plan.Model ?? ModelCatalogue.DefaultModel);
        }

        return request.WithKeys
            ? plan with { Keys = await ListKeysAsync(new StyleRef(request.RunId, request.Style), cancellationToken) }
            : plan;
    }

    /// <summary>What people have asked of the run, for one style.</summary>
    public async Task<StyleControl> ReadControlAsync(ControlRequest request, CancellationToken cancellationToken)
    {
        var runLog = await runLogs.OpenAsync(request.RunId, cancellationToken);
        var gateState = await CheckGateAsync(runLog, cancellationToken);
        return await runLog.ReadAsync(
            state => StyleControls.Of(state, state.Style(request.Style), gateState, request.Known, request.Outside), cancellationToken);
    }

    /// <summary>Generates one beat.</summary>
    public Task<BeatOutcome> GenerateBeatAsync(GenerateBeatRequest request, CancellationToken cancellationToken) =>
        generator.GenerateAsync(request, cancellationToken);

    /// <summary>Logs what a style waits for, or that it continues; true when that was news.</summary>
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
    /// images, only the beats of this style fail.
    /// </summary>
    /// <returns>True when the run is stopped; false when the style's beats failed.</returns>
    public async Task<bool> StopRunAsync(FailRequest request, CancellationToken cancellationToken)
    {
        var runLog = await runLogs.OpenAsync(request.RunId, cancellationToken);
        var isStopped = await runLog.DecideAsync(
            state => FailuresWithoutAttempt.Stop(state, request, time.GetUtcNow()), cancellationToken);
        return isStopped || !await FailBeatsAsync(request, cancellationToken);
    }

    /// <summary>Fails beats for which no call will be made: one, or all of a style that are left.</summary>
    public async Task<bool> FailBeatsAsync(FailRequest request, CancellationToken cancellationToken)
    {
        var runLog = await runLogs.OpenAsync(request.RunId, cancellationToken);
        return await runLog.DecideAsync(
            state => new Decision<bool>(true, FailuresWithoutAttempt.Of(state, request, time.GetUtcNow())), cancellationToken);
    }

    /// <summary>
    /// Pauses the run because of trouble in a workflow, until a person resumes it. False when a person has resumed it since the trouble
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

    /// <summary>Logs that a style has nothing left to do, and returns its sums.</summary>
    public async Task<StyleResult> EndStyleAsync(StyleRef style, CancellationToken cancellationToken)
    {
        var runLog = await runLogs.OpenAsync(style.RunId, cancellationToken);
        var gateState = await CheckGateAsync(runLog, cancellationToken);
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

                // The root is gone: nothing else would log the end of the run.
                if (gateState is RunGateState.Ended && !state.HasEnded && state.Styles.All(
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
        var gateState = gate is null ? RunGateState.Open : await gate.CheckAsync(runLog.Document.Id, cancellationToken);
        if (gateState is RunGateState.Ended)
        {
            await runLog.DecideAsync(
                state => state.Cancelled is not null || state.HasEnded
                    ? new Decision<bool>(false)
                    : new Decision<bool>(true, [new RunCancelled(time.GetUtcNow(), DropInFlight: false)]),
                cancellationToken);
        }

        return gateState;
    }

    private RootPlan PlanOf(RunState state, ImmutableArray<ImageStyle> open, RunStatus? ended)
    {
        var progress = RunProgress.Of(state, time.GetUtcNow());
        return new RootPlan(open, ended, progress with { Status = ended ?? state.Status }, state.Position.Value, state.Resumes);
    }
}
