using ImageGen.Core.Base;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Runs;

/// <summary>
/// What a person may ask for, by API, page or command line: once for both hosts. Everything is in the run's log before it is
/// acknowledged; waking the workflow comes after that and may fail without losing anything.
/// </summary>
/// <remarks>Thread-safe.</remarks>
/// <param name="store">Where runs are.</param>
/// <param name="runLogs">Their logs.</param>
/// <param name="workflows">The engine.</param>
/// <param name="time">The clock.</param>
/// <param name="limit">
/// How many runs may be not over, where the store knows that for all workers; null: the handler of starts checks it.
/// </param>
/// <param name="keys">Where the keys of starts are; null: starts have none.</param>
public sealed class RunService(
    IRunStore store, RunLogs runLogs, IWorkflowClient workflows, TimeProvider time, ActiveRunLimit? limit = null, IStartKeys? keys = null)
{
    /// <summary>What people have said of the images of projects.</summary>
    private ProjectReviews Reviews { get; } = new(store, runLogs);

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
    public async Task<StartResult> StartAsync(
        Storyboard storyboard, StartKey? key, CancellationToken cancellationToken, bool besideUnreadable = false)
    {
        while (true)
        {
            var known = key is null ? new KeyedStart(null, null) : await Starts().FindAsync(key, cancellationToken);
            var result = known.Result ?? await StartNewAsync(storyboard, key, known.Record, besideUnreadable, cancellationToken);
            if (result is not null)
            {
                return result;
            }
        }
    }

    /// <summary>What a start with this key is answered, where that is known already; null: nothing was started with it.</summary>
    public async Task<StartResult?> FindStartAsync(StartKey key, CancellationToken cancellationToken) =>
        (await Starts().FindAsync(key, cancellationToken)).Result;

    private KeyedStarts Starts() =>
        new(store, keys ?? throw new UserException("This host does not take an Idempotency-Key. Leave it out."), workflows, time);

    /// <summary>Null when the key's record has changed meanwhile: look at it again.</summary>
    private async Task<StartResult?> StartNewAsync(
        Storyboard storyboard, StartKey? key, StartRecord? record, bool besideUnreadable, CancellationToken cancellationToken)
    {
        var last = await store.LastNumberAsync(storyboard.Project, cancellationToken);
        try
        {
            if (last > 0 && await ActiveAsync(RunIds.Create(storyboard.Project, last), cancellationToken) is { } active)
            {
                return key is not null && await Starts().IsOfAsync(active.RunId, key, cancellationToken) ? null : active;
            }
        }
        catch (UserException e) when (e.Unreadable is not null)
        {
            if (!besideUnreadable)
            {
                return new StartResult.Unreadable(e.Message);
            }
        }

        var reviews = await Reviews.OfAsync(storyboard, cancellationToken);
        if (ApprovedImages.RefusesOnly(storyboard, reviews) is { } refusal)
        {
            return new StartResult.Refused(refusal);
        }

        var id = RunIds.Create(storyboard.Project, last + 1);
        if (key is not null && await Starts().BindAsync(key, id, record, cancellationToken) is var bound)
        {
            if (bound is null)
            {
                return null;
            }

            record = bound;
        }

        var run = new RunDocument(id, time.GetUtcNow(), storyboard)
        {
            StartKey = key?.Key,
            Reviews = reviews.All.IsEmpty ? null : reviews.All,
        };
        if (limit is not null && !await limit.Runs.TryAddAsync(run.Id, limit.Max, cancellationToken))
        {
            return new StartResult.TooMany(limit.Max);
        }

        var isOurs = await store.CreateAsync(run, cancellationToken);
        if (key is not null && (isOurs || await Starts().IsOfAsync(id, key, cancellationToken)))
        {
            await Starts().ConfirmAsync(record!, cancellationToken);
            isOurs = true;
        }

        await workflows.WakeAsync(run.Id, cancellationToken);
        return isOurs ? new StartResult.Started(run) : new StartResult.AlreadyActive(run.Id);
    }

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

    /// <summary>Deletes a run that is over: its prompts, its log and what the engine keeps of it.</summary>
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
            if (last != id && await ActiveAsync(last, cancellationToken) is not null)
            {
                return new ControlResult.Refused($"Run {last} of the project is not over and may use its images. Wait until it has ended, "
                    + "or delete this run without images.");
            }

            // Before the run itself: what fails here can be asked for again.
            await images(runLog.Document, cancellationToken);
        }

        await store.DeleteAsync(id, cancellationToken);
        runLogs.Forget(id);
        return new ControlResult.Done();
    }

    /// <summary>Asks something of certain beats; none named means all that it can apply to.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="kind">What is asked.</param>
    /// <param name="beats">Of which beats; empty: of all that it can apply to.</param>
    /// <param name="cancellationToken">The caller's.</param>
    /// <param name="includeApproved">
    /// True: approved images, too, are generated again. False (default): they are kept, and naming one is refused.
    /// </param>
    public async Task<ControlResult> RequestAsync(
        string runId,
        BeatRequestKind kind,
        ImmutableArray<BeatRef> beats,
        CancellationToken cancellationToken,
        bool includeApproved = false) =>
        !includeApproved
            && await new BeatRequests(runLogs, Reviews).RefusesApprovedLaterAsync(runId, kind, beats, cancellationToken) is { } later
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

        var result = await runLog.DecideAsync(
            state => decide(state) switch
            {
                { Refusal: { } why } => new Decision<ControlResult>(new ControlResult.Refused(why)),
                { Event: { } e } => new Decision<ControlResult>(new ControlResult.Done(), [e]),
                _ => throw new InvalidOperationException("Neither an event nor a refusal."),
            },
            cancellationToken);
        if (result is ControlResult.Done)
        {
            await workflows.WakeAsync(runLog.Document.Id, cancellationToken);
        }

        return result;
    }

    private async Task<StartResult.AlreadyActive?> ActiveAsync(string runId, CancellationToken cancellationToken)
    {
        if (await runLogs.FindAsync(runId, cancellationToken) is not { } runLog
            || await runLog.ReadAsync(s => s.HasEnded, cancellationToken))
        {
            return null;
        }

        // It may have been created and never woken, and an earlier release may have spelled its id in another case.
        await workflows.WakeAsync(runLog.Document.Id, cancellationToken);
        return new StartResult.AlreadyActive(runLog.Document.Id);
    }
}
