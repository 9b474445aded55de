using ImageGen.Core.Runs;
using ImageGen.Core.Storyboards;

namespace ImageGen.Bench.Worlds;

/// <summary>A store of one run without events.</summary>
internal sealed class OneRunStore(RunDocument run) : IRunStore
{
    public Task<bool> CreateAsync(RunDocument document, CancellationToken cancellationToken) => Task.FromResult(false);

    public Task<RunDocument?> FindAsync(string runId, CancellationToken cancellationToken) => Task.FromResult(runId == run.Id ? run : null);

    public Task<ImmutableArray<RunHeader>> ListAsync(ProjectName? project, CancellationToken cancellationToken) =>
        Task.FromResult<ImmutableArray<RunHeader>>(
            [new RunHeader(run.Id, run.Storyboard.Project, run.CreatedAt, run.Storyboard.BeatCount)]);

    public Task<int> LastNumberAsync(ProjectName project, CancellationToken cancellationToken) => Task.FromResult(1);

    public Task<LogPosition?> AppendAsync(
        string runId, ImmutableArray<RunEvent> events, LogPosition? expected, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Only read here.");

    public Task<ImmutableArray<LoggedEvent>> ReadAsync(string runId, LogPosition after, int max, CancellationToken cancellationToken) =>
        Task.FromResult<ImmutableArray<LoggedEvent>>([]);

    public Task DeleteAsync(string runId, CancellationToken cancellationToken) => Task.CompletedTask;
}
