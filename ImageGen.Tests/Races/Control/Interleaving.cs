using System.Collections.Concurrent;
using ImageGen.Tests.Support;

namespace ImageGen.Tests.Races.Control;

/// <summary>
/// Runs a scenario so that one operation at a time continues, and a <see cref="Choice"/> says at each point which one. An operation is what
/// product code gives to the thread pool: a body of <c>Task.Run</c>, a work item, a continuation. Points are in the code because
/// <see cref="Rewriter"/> has put them there.
/// </summary>
internal sealed class Interleaving(Choice choice, int seed) : TaskScheduler
{
    private const int MostSteps = 200_000;
    private const int ShownSteps = 60;
    private const ulong Prime = 1099511628211;

    private static readonly DateTimeOffset Start = new(2026, 11, 20, 14, 1, 0, TimeSpan.Zero);
    private static readonly TimeSpan LongestStep = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan LongestUncontrolled = TimeSpan.FromMilliseconds(300);

    [ThreadStatic]
    private static Operation? _mine;

    private readonly object _sync = new();
    private readonly List<Operation> _operations = [];
    private readonly List<Operation> _able = [];
    private readonly Dictionary<Lock, Operation> _owners = [];
    private readonly Queue<(Operation Operation, string At)> _trace = new();
    private readonly ManualResetEventSlim _over = new();
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

    /// <summary>Called before a file is written, cut or flushed, with the name of the member; what it throws is what the disk says.</summary>
    public Action<string> OnDisk { get; set; } = _ => { };

    /// <summary>What a failure says of the scenario.</summary>
    public Func<string>? State { get; set; }

    /// <summary>When the clock has come so far and the scenario has not ended, it waits for what never comes.</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromHours(3);

    /// <summary>Who waits for a semaphore, first come, first served.</summary>
    public Dictionary<SemaphoreSlim, Queue<TaskCompletionSource>> Waits { get; } = [];

    public int Steps { get; private set; }

    /// <summary>How often something continued that nothing here had started: the same seed may take another course.</summary>
    public int Uncontrolled { get; private set; }

    /// <summary>Equal for equal interleavings.</summary>
    public ulong Hash { get; private set; } = 14695981039346656037;

    /// <summary>Null when the scenario ended well; else why not, and the last steps.</summary>
    public string? Run(Func<Interleaving, Task> scenario)
    {
        _scenario = Task.Factory.StartNew(() => scenario(this), CancellationToken.None, TaskCreationOptions.None, this).Unwrap();
        Transfer(Pick(null)!);
        for (var steps = -1; !_over.Wait(LongestStep); steps = Steps)
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

    /// <summary>True while another operation is where it must not be waited for by a thread: in callbacks of a cancellation, or making a lazy value.</summary>
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
        }
    }

    /// <summary>Never: each continuation is an operation.</summary>
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks() => [];

    private void Switch(Operation mine, string at, Func<bool>? until)
    {
        (mine.At, mine.Until) = (at, until);
        if (until is null && _failure is null && Steps < MostSteps && choice.IsToStay(_isNews))
        {
            Count(mine);
            return;
        }

        if (Pick(mine) is not { } next)
        {
            Finish();
            new SemaphoreSlim(0).Wait();
            return;
        }

        if (next != mine)
        {
            Transfer(next);
            mine.Turn.Wait();
        }

        mine.Until = null;
    }

    private Operation? Pick(Operation? current)
    {
        for (var waited = TimeSpan.Zero; ; waited += TimeSpan.FromMilliseconds(1))
        {
            lock (_sync)
            {
                if (_failure is not null)
                {
                    return null;
                }

                if (TryPick(current) is { } next)
                {
                    Uncontrolled += waited > TimeSpan.Zero ? 1 : 0;
                    return next;
                }

                if (_scenario.IsCompleted && _operations.Count == 0)
                {
                    return null;
                }

                if (_failure is not null || waited > LongestUncontrolled)
                {
                    _failure ??= Describe("Nothing can continue, and the scenario has not ended. Waiting: "
                        + string.Join("; ", _operations.Select(o => $"{o.Name} at {o.At}")));
                    return null;
                }
            }

            // Perhaps something that is not controlled is under way.
            Thread.Sleep(1);
        }
    }

    private Operation? TryPick(Operation? current)
    {
        _able.Clear();
        foreach (var operation in _operations)
        {
            if (operation.Until is not { } until || until())
            {
                _able.Add(operation);
            }
        }

        if (!_isTimerDue && !_scenario.IsCompleted && Clock.NextDue is { } due)
        {
            var isTooLate = due > Start + Patience;
            if (isTooLate && _able.Count == 0)
            {
                _failure = Describe($"Only time passes: it is {due:HH:mm:ss}, and the scenario has not ended.");
                return null;
            }

            if (!isTooLate && (_able.Count == 0 || choice.IsTimeForTimer()))
            {
                FireNextTimer();
            }
        }

        if (_able.Count == 0)
        {
            return null;
        }

        if (Steps == MostSteps)
        {
            _failure = Describe($"It has not ended after {MostSteps} steps.");
            return null;
        }

        _isNews = false;
        var next = _able.Count == 1 ? _able[0] : choice.Pick(_able, current);
        _running = next;
        Count(next);
        if (next != current)
        {
            _trace.Enqueue((next, next.At));
            if (_trace.Count > ShownSteps)
            {
                _trace.Dequeue();
            }
        }

        return next;
    }

    private void Count(Operation next)
    {
        Steps++;
        Hash = (Hash ^ (uint)next.Id) * Prime;
        Hash = (Hash ^ ((uint)next.At.Length << 8) ^ next.At[^1]) * Prime;
    }

    private void FireNextTimer()
    {
        _isTimerDue = true;
        Queue("timer", () =>
        {
            _isTimerDue = false;
            Clock.AdvanceToNextTimer();
        });
        _able.Add(_operations[^1]);
    }

    private void Transfer(Operation next)
    {
        if (next.IsStarted)
        {
            next.Turn.Release();
        }
        else
        {
            next.IsStarted = true;
            Worker.Run(next);
        }
    }

    private void Execute(Operation? operation)
    {
        while (operation is not null)
        {
            operation.IsStarted = true;
            _mine = operation;
            operation.Body();
            _mine = null;
            lock (_sync)
            {
                _operations.Remove(operation);
            }

            var next = Pick(null);
            if (next is null)
            {
                Finish();
                return;
            }

            if (next.IsStarted)
            {
                next.Turn.Release();
                return;
            }

            operation = next;
        }
    }

    private void Finish() => _over.Set();

    private string Describe(string what) =>
        $"Seed {seed}: {what}{Environment.NewLine}{State?.Invoke()}{Environment.NewLine}Last switches:{string.Concat(
            _trace.Select(step => $"{Environment.NewLine}  {step.Operation.Name} from {step.At}"))}";

    private sealed class Worker
    {
        private static readonly ConcurrentStack<Worker> Idle = new();

        private readonly SemaphoreSlim _go = new(0);
        private Operation? _operation;

        public static void Run(Operation operation)
        {
            if (!Idle.TryPop(out var worker))
            {
                worker = new Worker();
                new Thread(worker.Loop) { IsBackground = true, Name = "operation" }.Start();
            }

            worker._operation = operation;
            worker._go.Release();
        }

        private void Loop()
        {
            while (true)
            {
                _go.Wait();
                _operation!.Owner.Execute(_operation);
                Idle.Push(this);
            }
        }
    }
}
