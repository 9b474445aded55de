using ImageGen.Core.Models.Catalogue;
using ImageGen.Core.Workflows.Activities;
using ImageGen.Core.Workflows.Contract;
using ImageGen.Core.Workflows.Root;
using ImageGen.Core.Workflows.Status;
using ImageGen.Core.Workflows.Styles;
using ImageGen.Tests.Core.Workflows.Replay;

namespace ImageGen.Tests.Core.Workflows.Runs;

/// <summary>
/// The real workflows and activities over stores in memory, a scripted model and virtual time. All on the caller's thread.
/// </summary>
internal sealed class RunWorld
{
    private readonly WorldOptions _options;
    private readonly RootWaker _waker;
    private Host _host;
    private int _pendingControls;

    public RunWorld(WorldOptions options)
    {
        _options = options;
        Images = new InMemoryImageStore(Clock);
        Model = new VirtualTimeModel(Clock, options.Seed, options.Faults);
        Keys = new ChangingKeys(options.KeysPerStyle);
        _host = OpenHost();
        Engine = new ReplayEngine(Catalogue(), Clock, options.Seed, options.Engine);
        _waker = new RootWaker(this);
    }

    public ManualTimeProvider Clock { get; } = new();

    public InMemoryRunStore Store { get; } = new();

    public InMemoryImageStore Images { get; }

    public VirtualTimeModel Model { get; }

    public ChangingKeys Keys { get; }

    public ReplayEngine Engine { get; }

    public string RunId { get; private set; } = "";

    public ImmutableArray<RunEvent> Log => [.. Store.Log(RunId).Select(e => e.Event)];

    public RunService Service => new(Store, _host.RunLogs, _waker, Clock);

    /// <summary>The fold of the log.</summary>
    public RunState State
    {
        get
        {
            var state = new RunState(Now(Store.FindAsync(RunId, default))!);
            foreach (var e in Store.Log(RunId)) state.Apply(e);
            return state;
        }
    }

    public void Start(Storyboard storyboard) =>
        RunId = Assert.IsType<StartResult.Started>(Now(Service.StartAsync(storyboard, default))).Run.Id;

    /// <summary>Does something to the run that many seconds from now; the run is not over before that.</summary>
    public void After(double seconds, Action action)
    {
        _pendingControls++;
        Engine.At(Clock.GetUtcNow().AddSeconds(seconds), () =>
        {
            _pendingControls--;
            action();
        });
    }

    /// <summary>Lets the run continue to its end, and every part of it that is still on its way.</summary>
    public void Finish(int mostSteps = 4_000)
    {
        for (var steps = 0; _pendingControls > 0 || Engine.IsRunning(RunId) || !State.HasEnded; steps++)
        {
            Assert.True(steps < mostSteps, "The run does not come to an end.");
            if (!Engine.Step())
            {
                Assert.Fail("Nothing will ever happen again, but the run is not over.");
            }

            if (steps % Math.Max(50, mostSteps / 50) == 49 && _pendingControls == 0
                && State is { PausedBy: not null, HasEnded: false, Cancelled: null } paused)
            {
                Now(Service.ResumeAsync(RunId, paused.MaxCostUsd is { } limit ? limit + 1 : null, default));
            }
        }
    }

    /// <summary>
    /// The process dies and another takes over. In the cloud histories outlive it; on one machine nothing but the stores does.
    /// </summary>
    public void Crash(bool keepsHistories)
    {
        _host = OpenHost();
        Engine.Crash(_ => !keepsHistories, TimeSpan.FromSeconds(2));
        if (!keepsHistories && !State.HasEnded)
        {
            Now(Store.AppendAsync(RunId, [new RunStarted(Clock.GetUtcNow(), State.Starts + 1)], null, default));
            Now(_waker.WakeAsync(RunId, default));
        }
    }

    /// <summary>One child loses its history, and what it had under way.</summary>
    public void LoseStyle(ImageStyle style)
    {
        _host = OpenHost();
        Engine.Crash(i => i.Id.Contains($":{style.Name()}:", StringComparison.Ordinal), TimeSpan.FromSeconds(1));
    }

    /// <summary>The workflows alone, as a replay needs them.</summary>
    public static WorkflowCatalogue WorkflowsWith(StyleLimits limits) => new WorkflowCatalogue()
        .Workflow<StoryboardInput, RunProgress>(StoryboardWorkflow.Name, StoryboardWorkflow.RunAsync)
        .Workflow<StyleInput, StyleResult>(StyleWorkflow.Name, (context, input) => StyleWorkflow.RunAsync(context, input, limits));

    public static T Now<T>(Task<T> task)
    {
        Assert.True(task.IsCompleted, "In memory nothing takes time.");
        return task.GetAwaiter().GetResult();
    }

    public static void Now(Task task)
    {
        Assert.True(task.IsCompleted, "In memory nothing takes time.");
        task.GetAwaiter().GetResult();
    }

    private WorkflowCatalogue Catalogue()
    {
        var catalogue = WorkflowsWith(_options.Limits);
        foreach (var name in ActivityTable.Of(_host.Activities).Select(b => b.Name))
        {
            catalogue.Activity(name, () => _host.Bodies[name]);
        }

        return catalogue;
    }

    private Host OpenHost()
    {
        var runLogs = new RunLogs(Store);
        var keys = _options.ApiKeys ?? Keys;
        var model = _options.Service?.Invoke(Clock) ?? Model;
        var generator = new BeatGenerator(runLogs, Images, keys, model, _options.Models, Clock);
        var activities = new RunActivities(runLogs, Images, keys, generator, Clock);
        return new Host(runLogs, activities, ActivityTable.Of(activities).ToDictionary(b => b.Name));
    }

    private sealed record Host(RunLogs RunLogs, RunActivities Activities, Dictionary<string, ActivityBody> Bodies);

    private sealed class RootWaker(RunWorld world) : IWorkflowClient
    {
        private readonly HashSet<string> _started = [];

        public Task WakeAsync(string runId, CancellationToken cancellationToken)
        {
            if (_started.Add(runId))
            {
                Now(world.Store.AppendAsync(runId, [new RunStarted(world.Clock.GetUtcNow(), 1)], null, cancellationToken));
            }

            if (!world.Engine.Start(StoryboardWorkflow.Name, runId, new StoryboardInput(runId, WorkflowRevisions.Current)))
            {
                world.Engine.Signal(runId, WorkflowNames.Control, true);
            }

            return Task.CompletedTask;
        }

        public Task DropInFlightAsync(string runId, CancellationToken cancellationToken)
        {
            world.Engine.CancelActivities(a => a.Name == WorkflowNames.GenerateBeat);
            return Task.CompletedTask;
        }
    }
}

/// <summary>A world's dimensions.</summary>
internal sealed record WorldOptions(ulong Seed)
{
    public FaultShares Faults { get; init; } = FaultShares.None;

    public int KeysPerStyle { get; init; } = 2;

    /// <summary>The models that may be used.</summary>
    public ModelCatalogue Models { get; init; } = ModelCatalogue.BuiltIn;

    /// <summary>Makes the model that answers in place of the scripted one; null: the scripted one.</summary>
    public Func<TimeProvider, IImageModel>? Service { get; init; }

    /// <summary>The keys in place of <see cref="KeysPerStyle"/>; null: those.</summary>
    public IApiKeySource? ApiKeys { get; init; }

    public ReplayOptions Engine { get; init; } = new();

    public StyleLimits Limits { get; init; } = StyleLimits.Default;
}
