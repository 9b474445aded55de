namespace ImageGen.Local.Engine;

/// <summary>Holds back calls whose activity had begun when the engine began to stop, but that had not gone out yet.</summary>
internal sealed class StopGate : IRunGate
{
    private volatile bool _isShut;

    public void Shut() => _isShut = true;

    public Task<RunGateState> CheckAsync(string runId, CancellationToken cancellationToken) =>
        Task.FromResult(_isShut ? RunGateState.Held : RunGateState.Open);
}
