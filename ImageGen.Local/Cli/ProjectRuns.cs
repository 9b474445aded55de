using ImageGen.Core;
using ImageGen.Core.Ports;
using ImageGen.Core.Runs;
using ImageGen.Core.Storyboards;

namespace ImageGen.Local.Cli;

/// <summary>
/// What <c>generate</c> does about a run of the same project that is not over: the same storyboard goes on where it was (also when it was
/// paused, for the person has just asked for it); a changed one ends the old run first, whose pictures stay.
/// </summary>
internal sealed class ProjectRuns(IRunStore store, RunLedgers ledgers, RunService service)
{
    public async Task<ProjectStart> StartAsync(Storyboard storyboard, CancellationToken cancellationToken)
    {
        string? note = null;
        if (await UnfinishedAsync(storyboard.Project, cancellationToken) is { } unfinished)
        {
            var id = unfinished.Document.Id;
            if (ImageGenJson.Write(unfinished.Document.Storyboard).AsSpan().SequenceEqual(ImageGenJson.Write(storyboard)))
            {
                return await GoOnAsync(unfinished, cancellationToken);
            }

            await service.CancelAsync(id, dropInFlight: false, cancellationToken);
            await EndedAsync(unfinished, cancellationToken);
            note = $"{id} was not finished, and the storyboard or its options have changed since: it was ended. What it drew stays.";
        }

        return await service.StartAsync(storyboard, cancellationToken) switch
        {
            StartResult.Started started => new ProjectStart(started.Run.Id, note),
            StartResult.AlreadyActive active => new ProjectStart(active.RunId, $"Going on with {active.RunId}, which was not finished."),
            _ => throw new InvalidOperationException("Not a result of a start."),
        };
    }

    private async Task<ProjectStart> GoOnAsync(RunLedger run, CancellationToken cancellationToken)
    {
        var id = run.Document.Id;
        var (by, reason) = await run.ReadAsync(state => (state.PausedBy, state.Reason), cancellationToken);
        if (by is not (null or PausedBy.CostLimit))
        {
            await service.ResumeAsync(id, maxCostUsd: null, cancellationToken);
            return new ProjectStart(id, $"Going on with {id}, which was paused: {reason}");
        }

        await service.StartAsync(run.Document.Storyboard, cancellationToken);
        return new ProjectStart(id, $"Going on with {id}, which was not finished.");
    }

    private async Task<RunLedger?> UnfinishedAsync(ProjectName project, CancellationToken cancellationToken)
    {
        // A project's run begins only when the one before it is over.
        var newest = (await store.ListAsync(project, cancellationToken)).FirstOrDefault();
        return newest is not null
            && await ledgers.FindAsync(newest.Id, cancellationToken) is { } ledger
            && !await ledger.ReadAsync(state => state.HasEnded, cancellationToken)
                ? ledger
                : null;
    }

    private static async Task EndedAsync(RunLedger run, CancellationToken cancellationToken)
    {
        while (true)
        {
            var growth = run.NextGrowth;
            if (await run.ReadAsync(state => state.HasEnded, cancellationToken))
            {
                return;
            }

            await growth.WaitAsync(cancellationToken);
        }
    }
}

/// <summary>Which run draws a storyboard.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Note">What a person should know of it; null: nothing.</param>
internal sealed record ProjectStart(string RunId, string? Note);
