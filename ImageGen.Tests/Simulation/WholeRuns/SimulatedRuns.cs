using ImageGen.Core.Workflows.Styles;
using ImageGen.Tests.Core.Workflows.Replay;
using ImageGen.Tests.Core.Workflows.Runs;

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
    private readonly Dictionary<string, (ImmutableArray<LoggedEvent> Log, bool ImagesToo)> _deleted = [];
    private Host _host;
    private int _pendingEvents;
    private bool _isFull;
    private readonly bool _isCloud;

    public SimulatedRuns(
        ulong seed, GeminiFaults faults, ReplayOptions engine, StyleLimits limits, int keysPerStyle, SimulatedPieces pieces,
        ImmutableArray<RunInvariant> invariants, bool isCloud)
    {
        (_pieces, _invariants, _isCloud) = (pieces, invariants, isCloud);
        Wall = new SetBackClock(Clock);
        Images = new InMemoryImageStore(Clock);
        Gemini = new SimulatedGemini(Clock, seed, faults)
        {
            Arrived = call =>
            {
                call.Run = RunOf(call.Project);
                Check(i => i.OnCall(this, call));
            },
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
            Now = () => _host.Time.GetUtcNow(),
            StatusSet = (instance, json) =>
            {
                Trace.Add($"status {instance.Id} {json}");
                Check(i => i.OnText(this, $"the status of {instance.Id}", json));
            },
            SignalLost = (instance, name) => _waker!.SignalLost(instance, name),
        };
        _waker = new Waker(this);
    }

    public ManualTimeProvider Clock { get; } = new();

    /// <summary>What the machine's clock says.</summary>
    public SetBackClock Wall { get; }

    public InMemoryRunStore Store { get; } = new();

    public InMemoryImageStore Images { get; }

    public SimulatedGemini Gemini { get; }

    public ReplayEngine Engine { get; }

    public RunTrace Trace { get; } = new();

    public List<string> Runs { get; } = [];

    public List<Acknowledged> Acknowledged { get; } = [];

    public List<string> Breaches { get; } = [];

    public RunService Service => new(_runStore, _host.RunLogs, _waker, Wall);

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

    /// <summary>The last run of a project.</summary>
    public string RunOf(string project) => _projects[project];

    public bool IsDeleted(string runId) => _deleted.ContainsKey(runId);

    public bool HasImages(string runId) => !_deleted.TryGetValue(runId, out var deleted) || !deleted.ImagesToo;

    /// <summary>Of a run that was deleted: as it was then.</summary>
    public IEnumerable<RunEvent> Log(string runId) =>
        (_deleted.TryGetValue(runId, out var deleted) ? deleted.Log : Store.Log(runId)).Select(e => e.Event);

    public void Start(string project, Storyboard storyboard)
    {
        // A start that failed behind its creation is answered so, when it comes again.
        var run = RunWorld.Now(Service.StartAsync(storyboard, default)) switch
        {
            StartResult.Started started => started.Run.Id,
            StartResult.AlreadyActive active => active.RunId,
            var other => throw new InvalidOperationException($"{project} cannot be started: {other}"),
        };
        Runs.Add(run);
        _projects[project] = run;
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
        Runs.ForEach(r => Log(r).ToList().ForEach(e => Trace.Add(WorkflowCatalogue.Write(e))));
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
            else if (_pendingEvents == 0 && _isCloud && Engine.Instances.GetValueOrDefault(run)?.State is InstanceState.Completed)
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
}
