using ImageGen.Core.Base;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Runs;

/// <summary>Starts runs: one at a time for each project, and one for each start key.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class RunStarts(
    IRunStore store, RunLogs runLogs, IWorkflowClient workflows, TimeProvider time, ActiveRunLimit? limit, IStartKeys? keys)
{
    private readonly ProjectReviews _reviews = new(store, runLogs);

    public async Task<StartResult> StartAsync(
        Storyboard storyboard, StartKey? key, bool besideUnreadable, CancellationToken cancellationToken)
    {
        while (true)
        {
            var known = key is null ? new KeyedStart(null, null) : await RequireKeys().FindAsync(key, cancellationToken);
            var result = known.Result ?? await StartNewAsync(storyboard, key, known.Record, besideUnreadable, cancellationToken);
            if (result is not null)
            {
                return result;
            }
        }
    }

    public async Task<StartResult?> FindAsync(StartKey key, CancellationToken cancellationToken) =>
        (await RequireKeys().FindAsync(key, cancellationToken)).Result;

    /// <summary>Wakes the run and returns it if it is not over; null when it is over or does not exist.</summary>
    public async Task<StartResult.AlreadyActive?> WakeActiveAsync(string runId, CancellationToken cancellationToken)
    {
        if (await runLogs.FindAsync(runId, cancellationToken) is not { } runLog
            || await runLog.ReadAsync(s => s.HasEnded, cancellationToken))
        {
            return null;
        }

        // It may never have been woken since it was created, and an earlier release may have spelled its id in another case.
        await workflows.WakeAsync(runLog.Document.Id, cancellationToken);
        return new StartResult.AlreadyActive(runLog.Document.Id);
    }

    /// <summary>Null when the key's record has changed since it was read: read it again.</summary>
    private async Task<StartResult?> StartNewAsync(
        Storyboard storyboard, StartKey? key, StartRecord? record, bool besideUnreadable, CancellationToken cancellationToken)
    {
        var last = await store.LastNumberAsync(storyboard.Project, cancellationToken);
        try
        {
            if (last > 0 && await WakeActiveAsync(RunIds.Create(storyboard.Project, last), cancellationToken) is { } active)
            {
                return key is not null && await RequireKeys().IsOfAsync(active.RunId, key, cancellationToken) ? null : active;
            }
        }
        catch (UserException e) when (e.Unreadable is not null)
        {
            if (!besideUnreadable)
            {
                return new StartResult.Unreadable(e.Message);
            }
        }

        var reviews = await _reviews.OfAsync(storyboard, cancellationToken);
        if (ApprovedImages.RefusesOnly(storyboard, reviews) is { } refusal)
        {
            return new StartResult.Refused(refusal);
        }

        var id = RunIds.Create(storyboard.Project, last + 1);
        if (key is not null && await RequireKeys().BindAsync(key, id, record, cancellationToken) is var bound)
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
        if (key is not null && (isOurs || await RequireKeys().IsOfAsync(id, key, cancellationToken)))
        {
            await RequireKeys().ConfirmAsync(record!, cancellationToken);
            isOurs = true;
        }

        await workflows.WakeAsync(run.Id, cancellationToken);
        return isOurs ? new StartResult.Started(run) : new StartResult.AlreadyActive(run.Id);
    }

    private KeyedStarts RequireKeys() =>
        new(store, keys ?? throw new UserException("This host does not take an Idempotency-Key. Leave it out."), workflows, time);
}
