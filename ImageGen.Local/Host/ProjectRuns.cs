namespace ImageGen.Local.Host;

/// <summary>
/// What <c>generate</c> does about a run of the same project that is not over: the same storyboard continues where it was (also when it was
/// paused, for the person has just asked for it); a changed one ends the old run first, whose images stay.
/// </summary>
internal sealed class ProjectRuns(IRunStore store, RunLogs runLogs, RunService service)
{
    public async Task<ProjectStart> StartAsync(Storyboard storyboard, CancellationToken cancellationToken)
    {
        var notes = new List<string>();
        try
        {
            return await StartAsync(storyboard, notes, cancellationToken);
        }
        catch (UserException e) when (e.Unreadable is not null)
        {
            // Only one process works on a data folder, so no one else is at work on that run.
            notes.Add($"{e.Message} A new run continues.");
            return await BeginAsync(storyboard, notes, cancellationToken);
        }
    }

    private async Task<ProjectStart> StartAsync(Storyboard storyboard, List<string> notes, CancellationToken cancellationToken)
    {
        if (await LastAsync(storyboard.Project, cancellationToken) is { } last)
        {
            var id = last.Document.Id;
            if (!await last.ReadAsync(state => state.HasEnded, cancellationToken))
            {
                if (ImageGenJson.Write(last.Document.Storyboard.WithoutLabels()).AsSpan().SequenceEqual(
                    ImageGenJson.Write(storyboard.WithoutLabels())))
                {
                    return await GoOnAsync(last, cancellationToken);
                }

                await service.CancelAsync(id, dropInFlight: false, cancellationToken);
                await EndedAsync(last, cancellationToken);
                notes.Add(
                    $"{id} was not finished, and the storyboard or its options have changed since: it was ended. What it generated stays.");
            }

            // The program may have been killed between that run's end and its closing words.
            var (attempts, usd) = await last.ReadAsync(state => (state.UnconfirmedCalls, state.UnconfirmedUsd), cancellationToken);
            if (attempts > 0)
            {
                notes.Add(Words.Unconfirmed($"Unconfirmed cost of the last run, {id}", attempts, usd));
            }
        }

        return await BeginAsync(storyboard, notes, cancellationToken);
    }

    private async Task<ProjectStart> BeginAsync(Storyboard storyboard, List<string> notes, CancellationToken cancellationToken) =>
        await service.StartAsync(storyboard, cancellationToken, besideUnreadable: true) switch
        {
            StartResult.Started started => new ProjectStart(started.Run.Id, notes.Count == 0 ? null : string.Join('\n', notes)),
            StartResult.AlreadyActive active => new ProjectStart(active.RunId, $"Continuing {active.RunId}, which was not finished."),
            StartResult.Refused refused => throw new UserException(refused.Why),
            _ => throw new InvalidOperationException("Not a result of a start."),
        };

    private async Task<ProjectStart> GoOnAsync(RunLog run, CancellationToken cancellationToken)
    {
        var id = run.Document.Id;
        var (by, reason) = await run.ReadAsync(state => (state.PausedBy, state.Reason), cancellationToken);
        if (by is not (null or PausedBy.CostLimit))
        {
            await service.ResumeAsync(id, maxCostUsd: null, cancellationToken);
            return new ProjectStart(id, $"Continuing {id}, which was paused: {reason}");
        }

        await service.StartAsync(run.Document.Storyboard, cancellationToken);
        return new ProjectStart(id, $"Continuing {id}, which was not finished.");
    }

    /// <summary>The project's newest run: only that one may be unfinished, because a run begins when the one before it is over.</summary>
    private async Task<RunLog?> LastAsync(ProjectName project, CancellationToken cancellationToken) =>
        (await store.ListAsync(project, cancellationToken)).FirstOrDefault() is { } newest
            ? await runLogs.FindAsync(newest.Id, cancellationToken)
            : null;

    private static async Task EndedAsync(RunLog run, CancellationToken cancellationToken)
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

/// <summary>Which run generates a storyboard.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Note">What a person should know of it; null: nothing.</param>
internal sealed record ProjectStart(string RunId, string? Note);
