namespace ImageGen.Local.Mcp;

/// <summary>Which runs may spend without a limit: what a model may not set going.</summary>
internal sealed class RunActivity(IRunStore store, RunLogs runLogs)
{
    /// <summary>The project's run that is not over and has no cost limit; null: there is none.</summary>
    public async Task<string?> UnlimitedAsync(ProjectName project, CancellationToken cancellationToken)
    {
        var last = await store.LastNumberAsync(project, cancellationToken);
        return last > 0
            && await runLogs.FindAsync(RunIds.Create(project, last), cancellationToken) is { } runLog
            && await runLog.ReadAsync(state => state is { HasEnded: false, MaxCostUsd: null }, cancellationToken)
            ? runLog.Document.Id
            : null;
    }

    /// <summary>Whether the run has a cost limit; null: there is no such run.</summary>
    public async Task<bool?> IsLimitedAsync(string runId, CancellationToken cancellationToken) =>
        RunIds.TryParse(runId, out _, out _) && await runLogs.FindAsync(runId, cancellationToken) is { } runLog
            ? await runLog.ReadAsync(state => state.MaxCostUsd is not null, cancellationToken)
            : null;
}
