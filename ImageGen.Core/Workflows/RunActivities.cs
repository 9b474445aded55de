using ImageGen.Core.Generation;
using ImageGen.Core.Ports;
using ImageGen.Core.Runs;
using ImageGen.Core.Scheduling;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Workflows;

/// <summary>
/// The bodies of all activities, once for every engine. Each may run again after a crash: each reads the run's log first and writes to it
/// only what is not there yet.
/// </summary>
/// <remarks>Thread-safe.</remarks>
public sealed class RunActivities(
    RunLedgers ledgers, IImageStore images, IApiKeySource keys, BeatGenerator generator, TimeProvider time)
{
    /// <summary>What the root has to do: which styles have work left, or how the run ended (and then that is in the log).</summary>
    public async Task<RootPlan> PlanRunAsync(string runId, CancellationToken cancellationToken)
    {
        var ledger = await ledgers.OpenAsync(runId, cancellationToken);
        return await ledger.DecideAsync(
            state =>
            {
                var open = state.Styles.Where(s => s.HasWork()).Select(s => s.Style).ToImmutableArray();
                var isOver = state.Cancelled is not null || state.IsStopped;
                if (open.Length > 0 && !isOver)
                {
                    return new Decision<RootPlan>(new RootPlan(open, null));
                }

                var status = state switch
                {
                    { IsStopped: true } => RunStatus.Failed,
                    { Cancelled: not null } => RunStatus.Cancelled,
                    _ when state.Styles.Any(s => s.Completed < s.Beats.Length) => RunStatus.CompletedWithErrors,
                    _ => RunStatus.Completed,
                };
                return new Decision<RootPlan>(
                    new RootPlan([], status), state.HasEnded ? [] : [new RunEnded(time.GetUtcNow(), status)]);
            },
            cancellationToken);
    }

    /// <summary>The style's keys, without their values.</summary>
    public async Task<ImmutableArray<KeyDescriptor>> ListKeysAsync(ImageStyle style, CancellationToken cancellationToken) =>
        [.. (await keys.ListAsync(style, cancellationToken)).Select(k => new KeyDescriptor(k.Id, k.Project ?? k.Id, k.Requests))];

    /// <summary>Chooses the beats that come next; when the workflow begins, first takes stock of what is in the store.</summary>
    public async Task<WindowPlan> PlanWindowAsync(PlanRequest request, CancellationToken cancellationToken)
    {
        var ledger = await ledgers.OpenAsync(request.RunId, cancellationToken);
        if (request.IsFirst)
        {
            await StockTaking.RecordAsync(ledger, request.Style, images, time, cancellationToken);
        }

        return await ledger.ReadAsync(
            state =>
            {
                var style = state.Style(request.Style);
                var known = request.Known.ToHashSet();
                var todo = style.Todo();
                var chosen = WindowPlanner.Choose(todo, known, request.Max);
                var options = state.Document.Storyboard.Options;
                return new WindowPlan(
                    chosen,
                    todo.Count(b => !known.Contains(b.Beat)) - chosen.Length,
                    ControlOf(state, style, request.Known, outside: int.MaxValue),
                    options.MaxParallel,
                    options.OnQuotaExhausted is OnQuotaExhausted.Fail,
                    StyleStatuses.Of(state, style, time.GetUtcNow()));
            },
            cancellationToken);
    }

    /// <summary>What was asked of the run.</summary>
    public async Task<StyleControl> ReadControlAsync(ControlRequest request, CancellationToken cancellationToken)
    {
        var ledger = await ledgers.OpenAsync(request.RunId, cancellationToken);
        return await ledger.ReadAsync(s => ControlOf(s, s.Style(request.Style), request.Known, request.Outside), cancellationToken);
    }

    /// <summary>One beat.</summary>
    public Task<BeatOutcome> GenerateBeatAsync(GenerateBeatRequest request, CancellationToken cancellationToken) =>
        generator.GenerateAsync(request, cancellationToken);

    /// <summary>Records what a style waits for, or that it goes on.</summary>
    public async Task RecordWaitAsync(WaitNote note, CancellationToken cancellationToken)
    {
        var ledger = await ledgers.OpenAsync(note.RunId, cancellationToken);
        await ledger.DecideAsync(
            state =>
            {
                var reason = note.Wait is { } wait ? WaitTexts.Of(wait, note.Style) : null;
                return state.Style(note.Style).Waiting?.Reason == reason
                    ? new Decision<bool>(false)
                    : new Decision<bool>(true, [new StyleWaiting(time.GetUtcNow(), note.Style, note.Wait?.Until, reason)]);
            },
            cancellationToken);
    }

    /// <summary>Fails the beats of a style that are left, because no key will do.</summary>
    public async Task FailRemainingAsync(FailRequest request, CancellationToken cancellationToken)
    {
        var ledger = await ledgers.OpenAsync(request.RunId, cancellationToken);
        var why = WaitTexts.FailureOf(request.Wait, request.Style);
        await ledger.DecideAsync(
            state => new Decision<bool>(
                true,
                [.. state.Style(request.Style).Beats
                    .Where(b => b.State is BeatState.Pending)
                    .Select(b => new BeatFailed(time.GetUtcNow(), request.Style, b.Beat.Id, null, why, 0))]),
            cancellationToken);
    }

    /// <summary>Records that a style has nothing left to do, and sums it up.</summary>
    public async Task<StyleResult> EndStyleAsync(StyleRef style, CancellationToken cancellationToken)
    {
        var ledger = await ledgers.OpenAsync(style.RunId, cancellationToken);
        return await ledger.DecideAsync(
            state =>
            {
                var s = state.Style(style.Style);
                var result = new StyleResult(style.Style, s.Completed, s.Count(BeatState.Error), s.Beats.Length);
                return s.HasEnded || s.HasWork()
                    ? new Decision<StyleResult>(result)
                    : new Decision<StyleResult>(result, [new StyleEnded(time.GetUtcNow(), style.Style)]);
            },
            cancellationToken);
    }

    private static StyleControl ControlOf(RunState state, StyleState style, ImmutableArray<BeatId> known, int outside)
    {
        var isKnown = known.ToHashSet();
        var elsewhere = style.Todo().Where(b => !isKnown.Contains(b.Beat)).ToList();
        var here = known.Select(style.Find).OfType<BeatRecord>().ToList();
        return new StyleControl(
            state.PausedBy is null ? null : state.Reason ?? "Paused.",
            state.Cancelled is not null || state.IsStopped,
            [.. here.Where(b => b.Priority > 0).OrderBy(b => b.Priority).Select(b => b.Beat.Id)],
            [.. here.Where(b => b.State is BeatState.Skipped).Select(b => b.Beat.Id)],
            elsewhere.Count > outside || elsewhere.Any(b => b.Priority > 0));
    }
}
