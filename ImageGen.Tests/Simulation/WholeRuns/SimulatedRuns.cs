using ImageGen.Core.Base;
using ImageGen.Core.Generation;
using ImageGen.Core.Models;
using ImageGen.Core.Models.Catalogue;
using ImageGen.Core.Runs;
using ImageGen.Core.Storyboards;
using ImageGen.Core.Workflows.Activities;
using ImageGen.Core.Workflows.Contract;
using ImageGen.Core.Workflows.Root;
using ImageGen.Core.Workflows.Styles;
using ImageGen.Tests.Core.Workflows.Replay;
using ImageGen.Tests.Core.Workflows.Runs;
using ImageGen.Tests.Fakes;
using ImageGen.Tests.Support;

namespace ImageGen.Tests.Simulation.WholeRuns;

/// <summary>
/// Several runs over shared key pools: the real workflows, activities, run log and key pool, stores in memory, a Gemini that bills and
/// virtual time. All on the caller's thread; <see cref="SimulatedPieces"/> breaks single pieces on purpose.
/// </summary>
internal sealed partial class SimulatedRuns
{
    private static readonly TimeSpan HostRetry = TimeSpan.FromSeconds(5);

    private readonly SimulatedPieces _pieces;
    private readonly ImmutableArray<RunInvariant> _invariants;
    private readonly IRunStore _runStore;
    private readonly IImageStore _imageStore;
    private readonly IImageModel _model;
    private readonly IApiKeySource _keySource;
    private readonly Waker _waker;
    private readonly Dictionary<string, RunState> _states = [];
    private readonly Dictionary<string, string> _projects = [];
    private Host _host;
    private int _pendingEvents;
    private bool _isFull;

    public SimulatedRuns(
        ulong seed, GeminiFaults faults, ReplayOptions engine, StyleLimits limits, int keysPerStyle, SimulatedPieces pieces,
        ImmutableArray<RunInvariant> invariants)
    {
        (_pieces, _invariants) = (pieces, invariants);
        Images = new InMemoryImageStore(Clock);
        Gemini = new SimulatedGemini(Clock, seed, faults)
        {
            Arrived = call => Check(i => i.OnCall(this, call)),
            Delivered = call => call.IsDelivered = !_isFull,
        };
        _runStore = pieces.Store(Store);
        _imageStore = pieces.Images(Images);
        _model = pieces.Model(Gemini);
        _keySource = pieces.Keys(new SecretKeys(keysPerStyle));
        _host = OpenHost();
        var catalogue = RunWorld.WorkflowsWith(limits);
        foreach (var name in _host.Bodies.Keys)
        {
            catalogue.Activity(name, () => _host.Bodies[name]);
        }

        Engine = new ReplayEngine(catalogue, Clock, seed, engine)
        {
            StatusSet = (instance, json) =>
            {
                Trace.Add($"status {instance.Id} {json}");
                Check(i => i.OnText(this, $"the status of {instance.Id}", json));
            },
            SignalLost = (instance, name) => _waker!.WordLost(instance, name),
        };
        _waker = new Waker(this);
    }

    public ManualTimeProvider Clock { get; } = new();

    public InMemoryRunStore Store { get; } = new();

    public InMemoryImageStore Images { get; }

    public SimulatedGemini Gemini { get; }

    public ReplayEngine Engine { get; }

    public RunTrace Trace { get; } = new();

    public List<string> Runs { get; } = [];

    public List<Acknowledged> Acknowledged { get; } = [];

    public List<string> Breaches { get; } = [];

    /// <summary>
    /// A word that reaches a root which has just ended is dropped, as by Durable Functions, and the run continues with a person's next
    /// word. False: the root is started again behind its end, as by the embedded engine.
    /// </summary>
    public bool DropsLateWords { get; init; }

    public RunService Service => new(_runStore, _host.RunLogs, _waker, Clock);

    /// <summary>The fold of a run's log as it is now.</summary>
    public RunState StateOf(string runId)
    {
        if (!_states.TryGetValue(runId, out var state))
        {
            _states[runId] = state = new RunState(RunWorld.Now(Store.FindAsync(runId, default))!);
        }

        foreach (var e in RunWorld.Now(Store.ReadAsync(runId, state.Position, int.MaxValue, default)))
        {
            state.Apply(e);
        }

        return state;
    }

    public string RunOf(GeminiCall call) => _projects[call.Project];

    public IEnumerable<RunEvent> Log(string runId) => Store.Log(runId).Select(e => e.Event);

    public void Start(string name, Storyboard storyboard)
    {
        var run = Assert.IsType<StartResult.Started>(RunWorld.Now(Service.StartAsync(storyboard, default))).Run.Id;
        Runs.Add(run);
        _projects[name] = run;
    }

    public void After(double seconds, Action action)
    {
        _pendingEvents++;
        Engine.At(Clock.GetUtcNow().AddSeconds(seconds), () =>
        {
            _pendingEvents--;
            action();
        });
    }

    /// <summary>
    /// Lets all runs continue to their end; when nothing else is to come, a person resumes what is paused and asks again for what was
    /// dropped.
    /// </summary>
    public void Finish(int mostSteps)
    {
        for (var steps = 0; _pendingEvents > 0 || Runs.Any(r => Engine.IsRunning(r) || !StateOf(r).HasEnded); steps++)
        {
            if (steps >= mostSteps || !StepOrTend())
            {
                Breaches.Add($"{nameof(EveryRunEnds)}: {(steps >= mostSteps ? "no end" : "nothing will ever happen again")} at step "
                    + $"{steps}: "
                    + string.Join("; ", Runs.Select(r => $"{r} {StateOf(r).Status} {StateOf(r).Reason}")));
                break;
            }

            if (steps % 200 == 199)
            {
                Tend();
            }
        }

        Check(i => i.AtEnd(this));
        Runs.ForEach(r => Store.Log(r).ToList().ForEach(e => Trace.Add(WorkflowCatalogue.Write(e.Event))));
    }

    private bool StepOrTend()
    {
        if (Engine.Step())
        {
            return true;
        }

        Tend();
        return Engine.Step();
    }

    private void Tend()
    {
        foreach (var run in Runs.Where(r => !StateOf(r).HasEnded).ToList())
        {
            if (_pendingEvents == 0 && StateOf(run) is { PausedBy: not null, Cancelled: null })
            {
                Ask(run, Asked.Resume);
            }
            else if (Engine.Instances.GetValueOrDefault(run)?.State is InstanceState.Failed && _pieces.WakesAfterCrash)
            {
                _waker.OpenAgain(run);
            }
            else if (_pendingEvents == 0 && DropsLateWords && Engine.Instances.GetValueOrDefault(run)?.State is InstanceState.Completed)
            {
                RunWorld.Now(_waker.WakeAsync(run, default));
            }
        }
    }

    private void Check(Action<RunInvariant> check)
    {
        foreach (var invariant in _invariants)
        {
            invariant.Report = what => Breaches.Add($"{invariant.GetType().Name}: {what}, at {Clock.GetUtcNow():O}");
            check(invariant);
        }
    }

    private Host OpenHost()
    {
        var runLogs = new RunLogs(_runStore);
        var generator = new BeatGenerator(runLogs, _imageStore, _keySource, _model, ModelCatalogue.BuiltIn, Clock);
        var activities = new RunActivities(runLogs, _imageStore, _keySource, generator, Clock);
        return new Host(runLogs, ActivityTable.Of(activities).ToDictionary(b => b.Name));
    }

    private sealed record Host(RunLogs RunLogs, Dictionary<string, ActivityBody> Bodies);

    private sealed class SecretKeys(int perStyle) : IApiKeySource
    {
        public Task<ImmutableArray<ApiKey>> ListAsync(ImageStyle style, CancellationToken cancellationToken) =>
            Task.FromResult<ImmutableArray<ApiKey>>(
                [.. Enumerable.Range(1, perStyle).Select(n => new ApiKey($"{style.Name()}-{n}", $"KEY-SECRET-{n}"))]);
    }

    /// <summary>A host's way to start and wake workflows; what it cannot log it tries again.</summary>
    private sealed class Waker(SimulatedRuns world) : IWorkflowClient
    {
        private readonly HashSet<string> _started = [];

        public void OpenAgain(string runId)
        {
            try
            {
                RunWorld.Now(world._runStore.AppendAsync(
                    runId, [new RunStarted(world.Clock.GetUtcNow(), world.StateOf(runId).Starts + 1)], null, default));
                RunWorld.Now(WakeAsync(runId, default));
            }
            catch (UserException)
            {
                world.Engine.At(world.Clock.GetUtcNow() + HostRetry, () => OpenAgain(runId));
            }
        }

        public Task WakeAsync(string runId, CancellationToken cancellationToken)
        {
            if (_started.Add(runId))
            {
                RunWorld.Now(world._runStore.AppendAsync(
                    runId, [new RunStarted(world.Clock.GetUtcNow(), 1)], null, cancellationToken));
            }

            if (!world.Engine.Start(StoryboardWorkflow.Name, runId, new StoryboardInput(runId, WorkflowRevisions.Current)))
            {
                world.Engine.Signal(runId, WorkflowNames.Control, true);
            }

            return Task.CompletedTask;
        }

        /// <summary>A word was under way to a root that ended meanwhile.</summary>
        public void WordLost(string instanceId, string name)
        {
            if (!world.DropsLateWords && name == WorkflowNames.Control && world.Runs.Contains(instanceId))
            {
                RunWorld.Now(WakeAsync(instanceId, default));
            }
        }

        public Task DropInFlightAsync(string runId, CancellationToken cancellationToken)
        {
            world.Engine.CancelActivities(
                a => a.Name == WorkflowNames.GenerateBeat && a.InstanceId.StartsWith(runId + ":", StringComparison.Ordinal));
            return Task.CompletedTask;
        }
    }
}
