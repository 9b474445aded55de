using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Runs;

/// <summary>
/// The requests of people, by API, page or command line, once for both hosts. Each is in the run's log before it is acknowledged; the
/// workflow is woken after that, and nothing is lost when this fails.
/// </summary>
/// <remarks>Thread-safe.</remarks>
/// <param name="store">The store of runs.</param>
/// <param name="runLogs">The logs of the runs.</param>
/// <param name="workflows">The engine.</param>
/// <param name="time">The clock.</param>
/// <param name="limit">
/// The limit of runs that are not over, where the store counts them for all workers; null: the handler of starts checks it.
/// </param>
/// <param name="keys">The store of start keys; null: starts have none.</param>
public sealed class RunService(
    IRunStore store, RunLogs runLogs, IWorkflowClient workflows, TimeProvider time, ActiveRunLimit? limit = null, IStartKeys? keys = null)
{
    private readonly ProjectReviews _reviews = new(store, runLogs);
    private readonly RunStarts _starts = new(store, runLogs, workflows, time, limit, keys);

    /// <summary>Starts a run, unless one of the same project is not over yet.</summary>
    /// <param name="storyboard">What to generate.</param>
    /// <param name="cancellationToken">Ends the start before the run is stored.</param>
    /// <param name="besideUnreadable">
    /// True: also when the project's last run cannot be read by this version, and so may not be over.
    /// </param>
    public Task<StartResult> StartAsync(Storyboard storyboard, CancellationToken cancellationToken, bool besideUnreadable = false) =>
        StartAsync(storyboard, key: null, cancellationToken, besideUnreadable);

    /// <summary>
    /// The same with a key: however often it is sent, and wherever it was cut off, it starts one run. Only a start that creates a run
    /// uses the key up.
    /// </summary>
    public Task<StartResult> StartAsync(
        Storyboard storyboard, StartKey? key, CancellationToken cancellationToken, bool besideUnreadable = false) =>
        _starts.StartAsync(storyboard, key, besideUnreadable, cancellationToken);

    /// <summary>The result of an earlier start with this key; null: there was none.</summary>
    public Task<StartResult?> FindStartAsync(StartKey key, CancellationToken cancellationToken) =>
        _starts.FindAsync(key, cancellationToken);

    /// <summary>No paid call begins until the run is resumed.</summary>
    public Task<ControlResult> PauseAsync(string runId, string reason, CancellationToken cancellationToken) =>
        ControlAsync(runId, state => state switch
        {
            { HasEnded: true } => "It has ended; there is nothing to pause.",
            { Cancelled: not null } => "It was cancelled; there is nothing to pause.",
            _ => new RunPaused(time.GetUtcNow(), PausedBy.Person, reason),
        }, cancellationToken);

    /// <summary>Paid calls may begin again; <paramref name="maxCostUsd"/> raises the cost limit.</summary>
    public Task<ControlResult> ResumeAsync(string runId, decimal? maxCostUsd, CancellationToken cancellationToken) =>
        ControlAsync(runId, state => state switch
        {
            { HasEnded: true } => "It has ended; retry its failed beats or start a new run instead.",
            { Cancelled: not null } => "It was cancelled; retry its beats or start a new run instead.",
            { PausedBy: PausedBy.CostLimit } when CostLimits.RefusesResume(state, maxCostUsd ?? state.MaxCostUsd) is { } why => why,
            _ => new RunResumed(time.GetUtcNow(), maxCostUsd),
        }, cancellationToken);

    /// <summary>No paid call begins any more; calls under way are finished, or dropped (and may be billed).</summary>
    public async Task<ControlResult> CancelAsync(string runId, bool dropInFlight, CancellationToken cancellationToken)
    {
        var result = await ControlAsync(runId, state => state switch
        {
            { HasEnded: true } => "It has ended; there is nothing to cancel.",
            _ => new RunCancelled(time.GetUtcNow(), dropInFlight),
        }, cancellationToken);
        if (dropInFlight && result is ControlResult.Done && await runLogs.FindAsync(runId, cancellationToken) is { } runLog)
        {
            await workflows.DropInFlightAsync(runLog.Document.Id, cancellationToken);
        }

        return result;
    }

    /// <summary>Deletes a run that is over: its prompts, its log and what the engine stores of it.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="cancellationToken">The caller's.</param>
    /// <param name="images">Deletes the images that it made, too; null (default): they stay.</param>
    public async Task<ControlResult> DeleteAsync(
        string runId, CancellationToken cancellationToken, Func<RunDocument, CancellationToken, Task>? images = null)
    {
        if (!RunIds.TryParse(runId, out _, out _) || await runLogs.FindAsync(runId, cancellationToken) is not { } runLog)
        {
            return new ControlResult.NotFound();
        }

        var id = runLog.Document.Id;
        if (!await runLog.ReadAsync(state => state.HasEnded, cancellationToken) || !await workflows.DeleteAsync(id, cancellationToken))
        {
            return new ControlResult.Refused("It is not over yet. Cancel it, wait until it has ended, and delete it then.");
        }

        if (images is not null)
        {
            var last = RunIds.Create(
                runLog.Document.Storyboard.Project, await store.LastNumberAsync(runLog.Document.Storyboard.Project, cancellationToken));
            if (last != id && await _starts.WakeActiveAsync(last, cancellationToken) is not null)
            {
                return new ControlResult.Refused($"Run {last} of the project is not over and may use its images. Wait until it has ended, "
                    + "or delete this run without images.");
            }

            // Before the run itself: a request that fails here can be repeated.
            await images(runLog.Document, cancellationToken);
        }

        await store.DeleteAsync(id, cancellationToken);
        runLogs.Forget(id);
        return new ControlResult.Done();
    }

    /// <summary>Logs a request for beats.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="kind">The request.</param>
    /// <param name="beats">The beats; empty: all to which it can apply.</param>
    /// <param name="cancellationToken">The caller's.</param>
    /// <param name="includeApproved">
    /// True: approved images are generated again, too. False (default): they are kept, and a request that names one is refused.
    /// </param>
    public async Task<ControlResult> RequestAsync(
        string runId,
        BeatRequestKind kind,
        ImmutableArray<BeatRef> beats,
        CancellationToken cancellationToken,
        bool includeApproved = false) =>
        !includeApproved
            && await new BeatRequests(runLogs, _reviews).RefusesApprovedLaterAsync(runId, kind, beats, cancellationToken) is { } later
            ? new ControlResult.Refused(later)
            : await ControlAsync(
                runId,
                state =>
                {
                    var isExcept = kind is BeatRequestKind.Regenerate && !includeApproved && state.Styles.Any(s => s.Approved > 0);
                    return (BeatRequests.Refuses(state, kind, beats)
                        ?? (isExcept ? ApprovedImages.RefusesRegenerate(state, beats) : null)) is { } refusal
                        ? refusal
                        : new BeatsRequested(time.GetUtcNow(), kind, beats, isExcept && beats.IsEmpty);
                },
                cancellationToken);

    private async Task<ControlResult> ControlAsync(string runId, Func<RunState, Refusable> decide, CancellationToken cancellationToken)
    {
        if (!RunIds.TryParse(runId, out _, out _) || await runLogs.FindAsync(runId, cancellationToken) is not { } runLog)
        {
            return new ControlResult.NotFound();
        }

        var (result, hadEnded) = await runLog.DecideAsync(
            state => decide(state) switch
            {
                { Refusal: { } why } => new Decision<(ControlResult, bool)>((new ControlResult.Refused(why), state.HasEnded)),
                { Event: { } e } => new Decision<(ControlResult, bool)>((new ControlResult.Done(), state.HasEnded), [e]),
                _ => throw new InvalidOperationException("Neither an event nor a refusal."),
            },
            cancellationToken);
        if (result is ControlResult.Done)
        {
            await (hadEnded
                ? workflows.WakeReopenedAsync(runLog.Document.Id, cancellationToken)
                : workflows.WakeAsync(runLog.Document.Id, cancellationToken));
        }

        return result;
    }
}
