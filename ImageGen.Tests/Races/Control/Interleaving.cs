namespace ImageGen.Tests.Races.Control;

/// <summary>
/// Runs a scenario so that one operation at a time continues, and a <see cref="Choice"/> says at each point which one. An operation is what
/// product code gives to the thread pool: a body of <c>Task.Run</c>, a work item, a continuation. Points are in the code because
/// <see cref="Rewriter"/> has put them there.
/// </summary>
internal sealed partial class Interleaving(Choice choice, int seed) : TaskScheduler
{
    private const int MostSteps = 200_000;
    private const int ShownSteps = 60;
    private const ulong Prime = 1099511628211;

    private static readonly DateTimeOffset Start = new(2026, 11, 20, 14, 1, 0, TimeSpan.Zero);
    private static readonly TimeSpan LongestStep = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestUncontrolled = TimeSpan.FromMilliseconds(300);

    [ThreadStatic]
    private static Operation? _mine;

    private readonly object _sync = new();
    private readonly List<Operation> _operations = [];
    private readonly List<Operation> _able = [];
    private readonly Dictionary<Lock, Operation> _owners = [];
    private readonly Queue<(Operation Operation, string At)> _trace = new();
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _scenario = Task.CompletedTask;
    private Operation? _running;
    private bool _isTimerDue;
    private bool _isNews;
    private string? _failure;
    private int _count;

    /// <summary>The operation of this thread; null: it has none, and nothing is controlled.</summary>
    public static Operation? Mine => _mine;

    public ManualTimeProvider Clock { get; } = new(Start);

    /// <summary>For what the scenario itself chooses.</summary>
    public Random Random { get; } = new(seed);

    /// <summary>Called before a file is written, cut or flushed, with the member's name; what it throws is what the disk says.</summary>
    public Action<string> OnDisk { get; set; } = _ => { };

    /// <summary>What a failure says of the scenario.</summary>
    public Func<string>? State { get; set; }

    /// <summary>A scenario that lasts longer, on its own clock, waits for what never comes. Default three hours.</summary>
    public TimeSpan TimeLimit { get; set; } = TimeSpan.FromHours(3);

    /// <summary>Who waits for a semaphore, first come, first served.</summary>
    public Dictionary<SemaphoreSlim, Queue<TaskCompletionSource>> Waits { get; } = [];

    public int Steps { get; private set; }

    /// <summary>How often another thread, .NET's own, let something continue: the same seed may take another course.</summary>
    public int Uncontrolled { get; private set; }

    /// <summary>Equal for equal interleavings.</summary>
    public ulong Hash { get; private set; } = 14695981039346656037;

    /// <summary>Null when the scenario ended well; else why not, and the last steps.</summary>
    public string? Run(Func<Interleaving, Task> scenario)
    {
        _scenario = Task.Factory.StartNew(() => scenario(this), CancellationToken.None, TaskCreationOptions.None, this).Unwrap();
        Transfer(Pick(null)!);
        for (var steps = -1; !_over.Task.Wait(LongestStep); steps = Steps)
        {
            if (steps == Steps)
            {
                return Describe($"{_running?.Name} blocks its thread behind {_running?.At}, which is not controlled.");
            }
        }

        return _failure ?? (_scenario.IsFaulted ? Describe(_scenario.Exception.InnerException!.ToString()) : null);
    }

    /// <summary>Runs a body that no task holds: an exception there ends the process.</summary>
    public void Queue(string name, Action body) => _ = Task.Factory.StartNew(
        _ =>
        {
            try
            {
                body();
            }
            catch (Exception e)
            {
                _failure ??= Describe($"{name} failed, which would end the process: {e}");
            }
        },
        name,
        CancellationToken.None,
        TaskCreationOptions.DenyChildAttach,
        this);

    /// <summary>Another operation may continue here.</summary>
    public static void Point(string at)
    {
        if (_mine is { } mine)
        {
            mine.Owner.Switch(mine, at, null);
        }
    }

    /// <summary>The operation of this thread does not continue before <paramref name="until"/> holds.</summary>
    public static void Wait(string at, Func<bool> until)
    {
        if (_mine is { } mine)
        {
            mine.Owner.Switch(mine, at, until);
        }
    }

    public void Enter(Operation operation, Lock door, string at)
    {
        Switch(operation, at, null);
        if (IsOther())
        {
            Switch(operation, at, () => !IsOther());
        }

        _owners[door] = operation;
        operation.Held.Push(door);

        bool IsOther() => _owners.TryGetValue(door, out var owner) && owner != operation;
    }

    public void Exit(Operation operation)
    {
        if (operation.Held.Pop() is { } door && !operation.Held.Contains(door))
        {
            _owners.Remove(door);
            _isNews = true;
        }
    }

    /// <summary>True while another one is in callbacks of a cancellation, or makes a lazy value: a thread must not wait for that.</summary>
    public bool IsOtherClosed(Operation operation)
    {
        lock (_sync)
        {
            return _operations.Any(o => o != operation && o.Closed > 0);
        }
    }

    protected override void QueueTask(Task task)
    {
        lock (_sync)
        {
            _operations.Add(new Operation(this, _count++, task.AsyncState as string ?? "continuation", () => TryExecuteTask(task)));
            _isNews = true;
            Uncontrolled += _mine?.Owner != this && _count > 1 ? 1 : 0;
        }
    }

    /// <summary>Never: each continuation is an operation.</summary>
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks() => [];

    private static void Transfer(Operation next)
    {
        if (next.IsStarted)
        {
            next.Turn.Give();
        }
        else
        {
            next.IsStarted = true;
            Worker.Run(next);
        }
    }

    /// <summary>Runs an operation on this thread, and those after it that have not begun.</summary>
    public void Execute(Operation? operation)
    {
        while (operation is not null)
        {
            operation.IsStarted = true;
            _mine = operation;
            operation.Body();
            lock (_sync)
            {
                _operations.Remove(operation);
            }

            var next = Pick(null);
            _mine = null;
            if (next is null)
            {
                Finish();
                return;
            }

            if (next.IsStarted)
            {
                next.Turn.Give();
                return;
            }

            operation = next;
        }
    }

    private void Finish() => _over.TrySetResult();

    private string Describe(string what)
    {
        // Beside the operations, one of which may hold a lock that this needs.
        var state = State is null ? null : Task.Run(State);
        var isKnown = state is not null && Task.WaitAny([state], TimeSpan.FromSeconds(1)) == 0 && state.IsCompletedSuccessfully;
        string?[] lines =
        [
            $"Seed {seed}: {what}", isKnown ? state!.Result : null, "Last switches:",
            .. _trace.Select(step => $"  {step.Operation.Name} from {step.At}"),
        ];
        return string.Join(Environment.NewLine, lines);
    }
}
