namespace ImageGen.Local.Engine;

/// <summary>Holds back calls whose activity had begun when the engine began to stop, but that had not gone out yet.</summary>
internal sealed class StopGate : IRunGate
{
    private volatile bool _isClosed;

    public void Close() => _isClosed = true;

    public Task<RunGateState> CheckAsync(string runId, CancellationToken cancellationToken) =>
        Task.FromResult(_isClosed ? RunGateState.Held : RunGateState.Open);
}
