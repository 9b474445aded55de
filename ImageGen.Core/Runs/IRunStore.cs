using ImageGen.Core.Base;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Runs;

/// <summary>
/// Where runs are. A run is its document, which never changes, and its log, which only grows: what was asked of it, every paid call
/// before it is made, every outcome. Everything else that is known of a run is computed from the two (the fold of its log).
/// </summary>
/// <remarks>Thread-safe, and safe between processes that share the store.</remarks>
public interface IRunStore
{
    /// <summary>
    /// Stores a new run's document, atomically. Durable once it returns true; false, and nothing changed, when the id is taken.
    /// </summary>
    Task<bool> CreateAsync(RunDocument run, CancellationToken cancellationToken);

    /// <summary>The document of a run; null when there is none of that id.</summary>
    /// <exception cref="UserException">There is one that this version cannot read.</exception>
    Task<RunDocument?> FindAsync(string runId, CancellationToken cancellationToken);

    /// <summary>
    /// All runs, the newest first; <paramref name="project"/> null: of every project. Documents that cannot be read are left out (and
    /// logged).
    /// </summary>
    Task<ImmutableArray<RunHeader>> ListAsync(ProjectName? project, CancellationToken cancellationToken);

    /// <summary>The runs that <see cref="ListAsync"/> leaves out because this version cannot read their documents.</summary>
    Task<ImmutableArray<UnreadableRun>> ListUnreadableAsync(ProjectName? project, CancellationToken cancellationToken) =>
        Task.FromResult<ImmutableArray<UnreadableRun>>([]);

    /// <summary>
    /// The highest number that a run of the project has had; 0: it has had none. Also counts one that was deleted, so that no id is used
    /// twice.
    /// </summary>
    Task<int> LastNumberAsync(ProjectName project, CancellationToken cancellationToken);

    /// <summary>
    /// Appends to a run's log, all or nothing. Survives power loss once it returns. With <paramref name="expected"/> it appends only if
    /// the log still ends there, and otherwise changes nothing and returns null; without, it always appends. The decision and the order
    /// are made before the task is returned; it completes when the events are safe. Several appends may share one flush.
    /// </summary>
    /// <returns>The position behind the appended events, or null.</returns>
    /// <exception cref="UserException">It cannot be stored (disk full, no rights).</exception>
    Task<LogPosition?> AppendAsync(
        string runId, ImmutableArray<RunEvent> events, LogPosition? expected, CancellationToken cancellationToken);

    /// <summary>
    /// The events behind <paramref name="after"/> in order, each with its own position; at most <paramref name="max"/>. A half-written last
    /// line is not an event. Empty at the end of the log.
    /// </summary>
    /// <exception cref="EventsTakenBackException">
    /// <paramref name="after"/> is behind an event that was shown before it was safe, and then could not be stored.
    /// </exception>
    Task<ImmutableArray<LoggedEvent>> ReadAsync(string runId, LogPosition after, int max, CancellationToken cancellationToken);

    /// <summary>Forgets a run: document and log, never its images. No harm if there is none.</summary>
    Task DeleteAsync(string runId, CancellationToken cancellationToken);
}

/// <summary>A place in a run's log: 0 is its beginning, and a larger one lies further on. Opaque otherwise, and never reused.</summary>
public readonly record struct LogPosition(long Value) : IComparable<LogPosition>
{
    /// <summary>Before the first event.</summary>
    public static LogPosition Start => default;

    /// <inheritdoc/>
    public int CompareTo(LogPosition other) => Value.CompareTo(other.Value);
}

/// <summary>An event and the position behind it.</summary>
public readonly record struct LoggedEvent(LogPosition Position, RunEvent Event);
