namespace ImageGen.Local.Engine;

/// <content>How it stops: no attempt begins, those in flight end or are dropped, and the logs say that the host stopped.</content>
internal sealed partial class EmbeddedEngine
{
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        Task stopping;
        lock (_guard)
        {
            stopping = _stopping ??= Task.Run(StopAsync, CancellationToken.None);
        }

        await using (cancellationToken.Register(_dropAll.Cancel))
        {
            await stopping;
        }

        if (_dropAll.IsCancellationRequested)
        {
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None);
        await _pools.DisposeAsync();
        _engine.Dispose();
        _stopped.Dispose();
        _dropAll.Dispose();
    }

    private async Task StopAsync()
    {
        _gate.Close();
        Task[] starts;
        lock (_guard)
        {
            starts = [.. _starts.Values];
        }

        await _stopped.CancelAsync();
        await Task.WhenAny(Task.WhenAll(starts));
        await _engine.StopAsync(_dropAll.Token);
        foreach (var runId in OpenRuns())
        {
            await RecordStopAsync(runId);
        }

        await _pools.SaveAsync();
    }

    private async Task RecordStopAsync(string runId)
    {
        try
        {
            if (await _services.RunLogs.FindAsync(runId, CancellationToken.None) is { } runLog)
            {
                await runLog.DecideAsync(
                    state => state.HasEnded ? new Decision<bool>(false) : new Decision<bool>(true, [new HostStopped(_time.GetUtcNow())]),
                    CancellationToken.None);
            }
        }
        catch (UserException e)
        {
            LogStopNotRecorded(_logger, runId, e.Message);
        }
    }

    private string[] OpenRuns()
    {
        lock (_guard)
        {
            return [.. _open.Order(StringComparer.Ordinal)];
        }
    }

    [LoggerMessage(4021, LogLevel.Warning, "The log of run {RunId} does not say that the host stopped cleanly: {Message}")]
    private static partial void LogStopNotRecorded(ILogger logger, string runId, string message);
}
