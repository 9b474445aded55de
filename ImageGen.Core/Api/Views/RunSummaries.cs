using System.Collections.Concurrent;
using ImageGen.Core.Base;
using ImageGen.Core.Runs;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Api.Views;

/// <summary>
/// What lists show of runs. The summary of a run is kept as long as its log has not grown, so that old runs cost a glance each.
/// </summary>
/// <remarks>Thread-safe.</remarks>
public sealed class RunSummaries(IRunStore store, RunLogs runLogs)
{
    private readonly ConcurrentDictionary<string, Known> _known = new(StringComparer.Ordinal);

    /// <summary>
    /// All runs, the newest first; <paramref name="project"/> null: of every project. At most <paramref name="max"/>. One whose log
    /// cannot be
    /// read is left out, and it is said why.
    /// </summary>
    public async Task<RunList> ListAsync(ProjectName? project, int max, CancellationToken cancellationToken)
    {
        var runs = ImmutableArray.CreateBuilder<RunSummary>();
        var problems = ImmutableArray.CreateBuilder<string>();
        foreach (var header in (await store.ListAsync(project, cancellationToken)).Take(max))
        {
            try
            {
                if (await FindAsync(header.Id, cancellationToken) is { } known)
                {
                    runs.Add(known.Summary);
                }
            }
            catch (UserException e)
            {
                problems.Add($"{header.Id}: {e.Message}");
            }
        }

        return new RunList(runs.ToImmutable()) { Problems = problems.ToImmutable() };
    }

    /// <summary>
    /// The ids of runs that are not over yet, the newest first. Nobody can work on one whose log cannot be read: it is not among them.
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
        return last > 0 && await FindAsync(RunIds.Create(project, last), cancellationToken) is { HasEnded: false };
    }

    private async Task<Known?> FindAsync(string runId, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue(runId, out var known)
            && (await store.ReadAsync(runId, known.Position, 1, cancellationToken)).IsEmpty)
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
