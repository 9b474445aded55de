using System.Collections.Concurrent;

namespace ImageGen.Tests.Core.Workflows.Replay;

/// <summary>The activities that are under way in the process that there is, and where their continuations go.</summary>
internal sealed class ActivityRuns(WorkflowCatalogue catalogue)
{
    private readonly ConcurrentQueue<Action> _continuations = [];
    private readonly List<ActivityRun> _running = [];

    public IReadOnlyList<ActivityRun> Running => _running;

    public void Begin(ActivityRun run)
    {
        _running.Add(run);
        var context = new Context(run, _continuations);
        context.Run(() => _ = RunAsync(run));
        Drain();
    }

    /// <summary>Runs what can continue now.</summary>
    public void Drain()
    {
        while (_continuations.TryDequeue(out var next)) next();
    }

    /// <summary>The process dies: whatever is under way never continues.</summary>
    public List<ActivityRun> KillAll()
    {
        List<ActivityRun> killed = [.. _running];
        foreach (var run in killed)
        {
            run.IsDead = true;
        }

        _running.Clear();
        return killed;
    }

    private async Task RunAsync(ActivityRun run)
    {
        string? result = null;
        Exception? failure = null;
        try
        {
            result = await catalogue.RunActivityAsync(run.Name, run.Input, run.Cancellation.Token);
        }
        catch (Exception e)
        {
            failure = e;
        }

        _running.Remove(run);
        run.Ended(result, failure);
    }

    private sealed class Context(ActivityRun run, ConcurrentQueue<Action> continuations) : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state) => continuations.Enqueue(() => Run(() => d(state)));

        public override SynchronizationContext CreateCopy() => this;

        public void Run(Action action)
        {
            if (run.IsDead)
            {
                return;
            }

            var before = Current;
            SetSynchronizationContext(this);
            try
            {
                action();
            }
            finally
            {
                SetSynchronizationContext(before);
            }
        }
    }
}

/// <summary>One run of an activity; the same command may be run again when the process dies or the result gets lost.</summary>
internal sealed record ActivityRun(string InstanceId, int Epoch, int Id, string Name, string Input)
{
    public CancellationTokenSource Cancellation { get; } = new();

    public Action<string?, Exception?> Ended { get; set; } = (_, _) => { };

    public bool IsDead { get; set; }
}
