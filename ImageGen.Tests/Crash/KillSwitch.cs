using ImageGen.Tests.Simulation;

namespace ImageGen.Tests.Crash;

/// <summary>Which events are counted towards the instant of a kill.</summary>
internal enum KillEvent
{
    /// <summary>A call reaches the simulator.</summary>
    Call,

    /// <summary>The simulator is about to answer.</summary>
    Answer,

    /// <summary>The log grows by another hundred bytes.</summary>
    Log,

    /// <summary>An image has got its name.</summary>
    Image,

    /// <summary>Any file appears under any name, hidden ones included.</summary>
    File,
}

/// <summary>
/// Kills a process at the n-th event of a kind: inside that event where the simulator sees it, else as soon as the disk tells of it.
/// </summary>
internal sealed class KillSwitch : IDisposable
{
    private readonly CrashWorld _world;
    private readonly FileSystemWatcher _files;
    private readonly TaskCompletionSource _fired = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private readonly string _log;
    private readonly long _logLength;
    private CliProcess? _process;
    private int _left;

    public KillSwitch(CrashWorld world, KillEvent kind, int count)
    {
        (_world, Kind, Count, _left) = (world, kind, count, count);
        _log = world[$".imagegen/runs/{CrashWorld.RunId}/log.jsonl"];
        _logLength = File.Exists(_log) ? new FileInfo(_log).Length : 0;
        Directory.CreateDirectory(world.Data);
        _files = new FileSystemWatcher(world.Data) { IncludeSubdirectories = true, InternalBufferSize = 1 << 16 };
        _files.Created += OnFile;
        _files.Renamed += OnFile;
        _files.Changed += OnChanged;
        world.Watch.Arrived += OnCall;
        world.Watch.Answering += OnAnswer;
        _files.EnableRaisingEvents = kind is KillEvent.Log or KillEvent.Image or KillEvent.File;
    }

    public KillEvent Kind { get; }

    public int Count { get; }

    /// <summary>Completes with the kill.</summary>
    public Task Fired => _fired.Task;

    /// <summary>What was in flight, as the simulator saw it, right before the kill.</summary>
    public ImmutableArray<string> InFlight { get; private set; } = [];

    public static KillSwitch Random(CrashWorld world, ulong seed)
    {
        var dice = new Dice(seed);
        return new KillSwitch(world, dice.Of(Enum.GetValues<KillEvent>()), dice.Int(1, 24));
    }

    /// <summary>Whom to kill; at once, if the count was reached before the process was known.</summary>
    public void Arm(CliProcess process)
    {
        lock (_gate)
        {
            _process = process;
            if (_left <= 0)
            {
                Fire();
            }
        }
    }

    public void Dispose()
    {
        _world.Watch.Arrived -= OnCall;
        _world.Watch.Answering -= OnAnswer;
        _files.Dispose();
    }

    public override string ToString() => $"{Kind} {Count}";

    private void OnCall() => CountOne(KillEvent.Call);

    private void OnAnswer() => CountOne(KillEvent.Answer);

    private void OnFile(object sender, FileSystemEventArgs e)
    {
        CountOne(KillEvent.File);
        if (e.Name!.Contains(
            "generated_images", StringComparison.Ordinal) && Path.GetFileName(e.Name).StartsWith("Beat_", StringComparison.Ordinal))
        {
            CountOne(KillEvent.Image);
        }

        OnChanged(sender, e);
    }

    private void OnChanged(object sender, FileSystemEventArgs e)
    {
        if (Kind is KillEvent.Log && e.FullPath == _log && File.Exists(_log) && new FileInfo(_log).Length >= _logLength + (Count * 100))
        {
            lock (_gate)
            {
                _left = 0;
                Fire();
            }
        }
    }

    private void CountOne(KillEvent kind)
    {
        lock (_gate)
        {
            if (kind == Kind && --_left <= 0)
            {
                Fire();
            }
        }
    }

    private void Fire()
    {
        if (_process is { } process && !_fired.Task.IsCompleted)
        {
            InFlight = _world.Watch.InFlight;
            process.Kill();
            _fired.SetResult();
        }
    }
}
