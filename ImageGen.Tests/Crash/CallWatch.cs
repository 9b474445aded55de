using ImageGen.Simulator.Log;
using ImageGen.Simulator.Requests;

namespace ImageGen.Tests.Crash;

/// <summary>Sees every call that reaches the simulator, and every answer, while it happens.</summary>
internal sealed class CallWatch(SceneLabels labels)
{
    private readonly Lock _gate = new();
    private readonly List<string> _arrived = [];
    private readonly Dictionary<long, string> _open = [];
    private readonly List<(int Count, TaskCompletionSource Reached)> _waiters = [];

    /// <summary>Raised in the midst of a call.</summary>
    public event Action? Arrived;

    /// <summary>Raised before the answer is sent.</summary>
    public event Action? Answering;

    /// <summary>The beats (<c>clear/1.2</c>) of all calls, in the order of their arrival.</summary>
    public ImmutableArray<string> Calls
    {
        get
        {
            lock (_gate) return [.. _arrived];
        }
    }

    /// <summary>The beats of the calls whose answer was not sent yet.</summary>
    public ImmutableArray<string> InFlight
    {
        get
        {
            lock (_gate) return [.. _open.Values];
        }
    }

    /// <summary>Completes when so many calls have come in all.</summary>
    public Task WhenArrivedAsync(int count)
    {
        lock (_gate)
        {
            if (_arrived.Count >= count) return Task.CompletedTask;
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiters.Add((count, reached));
            return reached.Task.WaitAsync(TimeSpan.FromMinutes(2));
        }
    }

    public SceneLabel? Describe(SimulatorRequest request)
    {
        var label = labels.Find(request);
        lock (_gate)
        {
            _arrived.Add($"{label}");
            _open[request.Sequence] = $"{label}";
            foreach (var (_, reached) in _waiters.Where(w => w.Count <= _arrived.Count)) reached.TrySetResult();
        }

        Arrived?.Invoke();
        return label;
    }

    public void OnAnswering(CallRecord call)
    {
        Answering?.Invoke();
        lock (_gate) _open.Remove(call.Sequence);
    }

    /// <summary>True for a call whose answer was a whole image, whether it arrived or not.</summary>
    public static bool GaveImage(CallRecord call) => call.Outcome is Outcomes.Image or "jpeg" or "jpeg-labelled-png";
}
