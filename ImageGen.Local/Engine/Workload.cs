namespace ImageGen.Local.Engine;

/// <summary>Counts what is under way in an engine, so that a caller can wait until nothing is. Timers that wait are not work.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class Workload
{
    private readonly Lock _gate = new();
    private int _turns;
    private int _activities;
    private TaskCompletionSource? _idle;

    /// <summary>How many activities are under way.</summary>
    public int Activities
    {
        get
        {
            lock (_gate)
            {
                return _activities;
            }
        }
    }

    /// <summary>Completes when no workflow runs and no activity is under way.</summary>
    public Task WhenIdleAsync()
    {
        lock (_gate)
        {
            return _turns + _activities == 0
                ? Task.CompletedTask
                : (_idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    /// <summary>True when no workflow runs and exactly so many activities are under way.</summary>
    public bool IsSettled(int activities)
    {
        lock (_gate)
        {
            return _turns == 0 && _activities == activities;
        }
    }

    public void BeginTurn() => Change(turns: 1);

    public void EndTurn() => Change(turns: -1);

    public void BeginActivity() => Change(activities: 1);

    public void EndActivity() => Change(activities: -1);

    private void Change(int turns = 0, int activities = 0)
    {
        TaskCompletionSource? idle = null;
        lock (_gate)
        {
            _turns += turns;
            _activities += activities;
            if (_turns + _activities == 0)
            {
                (idle, _idle) = (_idle, null);
            }
        }

        idle?.SetResult();
    }
}
