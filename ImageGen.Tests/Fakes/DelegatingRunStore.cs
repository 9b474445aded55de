namespace ImageGen.Tests.Fakes;

/// <summary>Passes everything on to another store, but for what a test overrides.</summary>
internal abstract class DelegatingRunStore(IRunStore inner) : IRunStore
{
    public virtual Task<bool> CreateAsync(RunDocument run, CancellationToken cancellationToken) =>
        inner.CreateAsync(run, cancellationToken);

    public virtual Task<RunDocument?> FindAsync(string runId, CancellationToken cancellationToken) =>
        inner.FindAsync(runId, cancellationToken);

    public virtual Task<ImmutableArray<RunHeader>> ListAsync(ProjectName? project, CancellationToken cancellationToken) =>
        inner.ListAsync(project, cancellationToken);

    public virtual Task<int> LastNumberAsync(ProjectName project, CancellationToken cancellationToken) =>
        inner.LastNumberAsync(project, cancellationToken);

    public virtual Task<LogPosition?> AppendAsync(
        string runId, ImmutableArray<RunEvent> events, LogPosition? expected, CancellationToken cancellationToken) =>
        inner.AppendAsync(runId, events, expected, cancellationToken);

    public virtual Task<ImmutableArray<LoggedEvent>> ReadAsync(
        string runId, LogPosition after, int max, CancellationToken cancellationToken) =>
        inner.ReadAsync(runId, after, max, cancellationToken);

    public virtual Task DeleteAsync(string runId, CancellationToken cancellationToken) => inner.DeleteAsync(runId, cancellationToken);
}
