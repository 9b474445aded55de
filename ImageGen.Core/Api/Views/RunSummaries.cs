using System.Collections.Concurrent;
using ImageGen.Core.Base;
using ImageGen.Core.Runs;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Api.Views;

/// <summary>
/// What lists show of runs. The summary of a run is kept as long as its log has not grown, so that old runs cost a glance each.
/// </summary>
/// <remarks>Thread-safe.</remarks>
/// <param name="store">Where runs are.</param>
/// <param name="runLogs">Their logs.</param>
/// <param name="held">Runs that this host could not begin to work on; null: not known.</param>
public sealed class RunSummaries(IRunStore store, RunLogs runLogs, HeldRuns? held = null)
{
    private const int MostUnreadable = 1_000;

    private readonly ConcurrentDictionary<string, Known> _known = new(StringComparer.Ordinal);

    /// <summary>
    /// All runs, the newest first; <paramref name="project"/> null: of every project. At most <paramref name="max"/>. One whose log
    /// cannot be read is listed as that, with the reason.
    /// </summary>
    /// <param name="project">The project; null: all.</param>
    /// <param name="max">How many at most.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <param name="after">
    /// The run behind which the list continues; null: the newest is the first. An id that is not there gives none.
    /// </param>
    public async Task<RunList> ListAsync(ProjectName? project, int max, CancellationToken cancellationToken, string? after = null)
    {
        var runs = ImmutableArray.CreateBuilder<RunSummary>();
        var unreadable = (after is null ? await store.ListUnreadableAsync(project, cancellationToken) : []).Take(MostUnreadable)
            .ToImmutableArray()
            .ToBuilder();
        var headers = (await store.ListAsync(project, cancellationToken)).SkipWhile(
            h => after is not null && h.Id != after).Skip(after is null ? 0 : 1).ToList();
        foreach (var header in headers.Take(max))
        {
            try
            {
                if (await FindAsync(header.Id, cancellationToken) is { } known)
                {
                    var isHeld = held?.ReasonOf(header.Id) is not null && !known.HasEnded;
                    runs.Add(isHeld ? known.Summary with { Status = RunStatus.Paused } : known.Summary);
                }
            }
            catch (UserException e)
            {
                unreadable.Add(new UnreadableRun(header.Id, header.Project.Value, e.Message, e.Unreadable?.Version));
            }
        }

        return new RunList(runs.ToImmutable())
        {
            Unreadable = unreadable.Count == 0 ? null : unreadable.ToImmutable(),
            Next = headers.Count > max ? headers[max - 1].Id : null,
        };
    }

    /// <summary>
    /// The ids of runs that are not over yet, the newest first. No one can work on one whose log cannot be read: it is not among them.
    /// </summary>
    public async Task<ImmutableArray<RunHeader>> ActiveAsync(CancellationToken cancellationToken)
    {
        var active = ImmutableArray.CreateBuilder<RunHeader>();
        foreach (var header in await store.ListAsync(null, cancellationToken))
        {
            try
            {
                if (await FindAsync(header.Id, cancellationToken) is { HasEnded: false })
                {
                    active.Add(header);
                }
            }
            catch (UserException)
            {
            }
        }

        return active.ToImmutable();
    }

    /// <summary>True while a run of the project is not over.</summary>
    public async Task<bool> IsActiveAsync(ProjectName project, CancellationToken cancellationToken)
    {
        // A project's run begins only when the one before it is over.
        var last = await store.LastNumberAsync(project, cancellationToken);
        return last > 0
            && await runLogs.FindAsync(RunIds.Create(project, last), cancellationToken) is { } runLog
            && await FindAsync(runLog.Document.Id, cancellationToken) is { HasEnded: false };
    }

    private async Task<Known?> FindAsync(string runId, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue(runId, out var known) && await IsNewestAsync(runId, known.Position, cancellationToken))
        {
            return known;
        }

        if (await runLogs.FindAsync(runId, cancellationToken) is not { } runLog)
        {
            _known.TryRemove(runId, out _);
            return null;
        }

        return _known[runId] = await runLog.ReadAsync(Known.Of, cancellationToken);
    }

    private async Task<bool> IsNewestAsync(string runId, LogPosition position, CancellationToken cancellationToken)
    {
        try
        {
            return (await store.ReadAsync(runId, position, 1, cancellationToken)).IsEmpty;
        }
        catch (EventsTakenBackException)
        {
            return false;
        }
    }

    private sealed record Known(LogPosition Position, bool HasEnded, RunSummary Summary)
    {
        public static Known Of(RunState state) => new(
            state.Position,
            state.HasEnded,
            new RunSummary(
                state.Document.Id,
                state.Document.Storyboard.Project.Value,
                state.Status,
                state.Document.CreatedAt,
                state.Styles.Sum(s => s.Completed),
                state.Document.Storyboard.BeatCount,
                state.Styles.Sum(s => s.Count(BeatState.Error)),
                state.CostUsd,
                state.UnconfirmedUsd));
    }
}
