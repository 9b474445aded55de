namespace ImageGen.Local.Simulated;

/// <summary>Tells the simulator of every storyboard that comes by on its way to or from the disk.</summary>
internal sealed class LearningRunStore(IRunStore inner, BuiltInSimulator simulator) : IRunStore
{
    public Task<bool> CreateAsync(RunDocument run, CancellationToken cancellationToken)
    {
        simulator.Learn(run.Storyboard);
        return inner.CreateAsync(run, cancellationToken);
    }

    public async Task<RunDocument?> FindAsync(string runId, CancellationToken cancellationToken)
    {
        var run = await inner.FindAsync(runId, cancellationToken);
        if (run is not null)
        {
            simulator.Learn(run.Storyboard);
        }

        return run;
    }

    public Task<ImmutableArray<RunHeader>> ListAsync(ProjectName? project, CancellationToken cancellationToken) =>
        inner.ListAsync(project, cancellationToken);

    public Task<ImmutableArray<UnreadableRun>> ListUnreadableAsync(ProjectName? project, CancellationToken cancellationToken) =>
        inner.ListUnreadableAsync(project, cancellationToken);

    public Task<int> LastNumberAsync(ProjectName project, CancellationToken cancellationToken) =>
        inner.LastNumberAsync(project, cancellationToken);

    public Task<LogPosition?> AppendAsync(
        string runId, ImmutableArray<RunEvent> events, LogPosition? expected, CancellationToken cancellationToken) =>
        inner.AppendAsync(runId, events, expected, cancellationToken);

    public Task<ImmutableArray<LoggedEvent>> ReadAsync(string runId, LogPosition after, int max, CancellationToken cancellationToken) =>
        inner.ReadAsync(runId, after, max, cancellationToken);

    public Task DeleteAsync(string runId, CancellationToken cancellationToken) => inner.DeleteAsync(runId, cancellationToken);
}
