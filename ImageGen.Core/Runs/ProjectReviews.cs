using ImageGen.Core.Base;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Runs;

/// <summary>
/// The reviews of a project's images: those in the newest run of each style. A run that begins takes them over.
/// </summary>
/// <remarks>Thread-safe.</remarks>
/// <param name="store">Where runs are.</param>
/// <param name="runLogs">Their logs.</param>
public sealed class ProjectReviews(IRunStore store, RunLogs runLogs)
{
    // The most runs that a start reads, however many the project has; deleted ones count.
    private const int MostLookUps = 20;

    /// <summary>The reviews of the project's images in the styles of <paramref name="storyboard"/>.</summary>
    public async Task<KnownReviews> OfAsync(Storyboard storyboard, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(storyboard);
        var reviews = ImmutableArray.CreateBuilder<CarriedReview>();
        var approved = new HashSet<BeatRef>();
        var open = storyboard.Styles.Select(s => s.Style).ToHashSet();
        await foreach (var run in NewestAsync(storyboard.Project, cancellationToken))
        {
            var found = run.Document.Storyboard.Styles.Select(s => s.Style).Where(open.Remove).ToHashSet();
            if (found.Count > 0)
            {
                var (carried, holding) = await run.ReadAsync(
                    state => (
                        state.Reviews.Where(r => found.Contains(r.Style)).ToArray(),
                        state.Reviews.Where(r => r.Approved && state.Find(r.Style, r.Beat) is not { IsApprovalLapsed: true }).ToArray()),
                    cancellationToken);
                reviews.AddRange(carried);
                approved.UnionWith(holding.Where(r => found.Contains(r.Style)).Select(r => new BeatRef(r.Style, r.Beat)));
            }

            if (open.Count == 0)
            {
                break;
            }
        }

        return new KnownReviews(reviews.ToImmutable(), approved);
    }

    /// <summary>The newest run of a project that has a style; null: none that can be read has it.</summary>
    public async Task<string?> NewestAsync(ProjectName project, ImageStyle style, CancellationToken cancellationToken)
    {
        await foreach (var run in NewestAsync(project, cancellationToken))
        {
            if (run.Document.Storyboard.Styles.Any(s => s.Style == style))
            {
                return run.Document.Id;
            }
        }

        return null;
    }

    private async IAsyncEnumerable<RunLog> NewestAsync(
        ProjectName project, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var last = await store.LastNumberAsync(project, cancellationToken);
        for (var number = last; number > Math.Max(0, last - MostLookUps); number--)
        {
            if (await FindAsync(RunIds.Create(project, number), cancellationToken) is { } run)
            {
                yield return run;
            }
        }
    }

    /// <summary>Null also for a run that a newer version has written: its reviews are not known here.</summary>
    private async Task<RunLog?> FindAsync(string runId, CancellationToken cancellationToken)
    {
        try
        {
            if (await runLogs.FindAsync(runId, cancellationToken) is { } run)
            {
                return await run.ReadAsync(_ => run, cancellationToken);
            }
        }
        catch (UserException e) when (e.Unreadable is not null)
        {
        }

        return null;
    }
}

/// <summary>The reviews of a project's images.</summary>
/// <param name="All">Every review.</param>
/// <param name="Approved">The beats whose approved image has not been replaced, as far as the logs know.</param>
public sealed record KnownReviews(ImmutableArray<CarriedReview> All, IReadOnlySet<BeatRef> Approved);
