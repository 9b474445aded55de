using ImageGen.Core.KeyPools;
using ImageGen.Core.Models.Catalogue;
using ImageGen.Local.Engine;
using ImageGen.Local.Storage;
using ImageGen.Tests.Local;
using ImageGen.Tests.Local.Engine;
using ImageGen.Tests.Races.Control;

namespace ImageGen.Tests.Races;

/// <summary>A run of one beat under the embedded engine, all real but disk and service; engines come and go as processes do.</summary>
internal sealed class EngineWorld : IAsyncDisposable, IImageModel
{
    public const string RunId = "tale-1";

    private static readonly byte[] Png = TestImage.Png(1);

    private readonly TempFolder _folder = new();
    private readonly Interleaving _world;
    private readonly bool _isSlow;
    private EngineServices _services = null!;
    private bool _isStopped;
    private int _attemptsOfDeleted;

    private EngineWorld(Interleaving world)
    {
        _world = world;
        _isSlow = world.Random.Next(2) == 0;
        Open();
        world.State = () => string.Join(
            Environment.NewLine, [.. Log.Select(e => e.ToString()), .. Logs.Lines.Select(l => l.Text), Engine.Workflows.StatusOf(Current)]);
    }

    public InMemoryRunStore Store { get; } = new();

    public InMemoryImageStore Images { get; } = new();

    public EmbeddedEngine Engine { get; private set; } = null!;

    private ListLogger Logs { get; } = new();

    /// <summary>What people ask goes through here.</summary>
    public RunService People { get; private set; } = null!;

    /// <summary>While it is not complete, the service does not answer.</summary>
    public Task Answers { get; set; } = Task.CompletedTask;

    /// <summary>Attempts that reached the service.</summary>
    public int Paid { get; private set; }

    /// <summary>The run that there is: the first one, until it is deleted.</summary>
    public string Current { get; private set; } = RunId;

    public RunEvent[] Log => [.. Store.Log(Current).Select(e => e.Event)];

    public static async Task<EngineWorld> CreateAsync(Interleaving world)
    {
        var created = new EngineWorld(world);
        await created.Store.CreateAsync(new StoryboardBuilder().Styles(ImageStyles.All[0]).Shots(1, 1).BuildRun(), default);
        return created;
    }

    /// <summary>A new process on the same stores.</summary>
    public void Open()
    {
        var logs = new RunLogs(Store);
        _isStopped = false;
        _services = new EngineServices(
            Store, logs, Images, new FixedKeySource(1), this, ModelCatalogue.BuiltIn, new KeyPoolOptions(), CrashLimit: 3,
            DataFolder.Open(_folder.Path), Logs, _world.Clock);
        Engine = new EmbeddedEngine(_services);
        People = new RunService(Store, logs, Engine, _world.Clock);
    }

    /// <summary>Stops the process; from then on it writes nothing, but for what people ask, and pays nothing.</summary>
    public async Task StopAsync()
    {
        await Engine.StopAsync(default);
        var events = Log.Length;
        _isStopped = true;
        await Task.Delay(TimeSpan.FromMinutes(2), _world.Clock);
        Assert.All(
            Log.Skip(events),
            e => Assert.True(e is RunPaused { By: PausedBy.Person } or RunResumed or RunCancelled, $"after the stop: {e}"));
        await Engine.DisposeAsync();
    }

    /// <summary>Deletes the run as soon as its log says that it has ended, and starts the project again.</summary>
    public async Task DeleteAndStartAsync()
    {
        await UntilLoggedAsync(typeof(RunEnded));
        var (attempts, storyboard) = (Log.Count(e => e is AttemptStarted), (await Store.FindAsync(RunId, default))!.Storyboard);
        Assert.IsType<ControlResult.Done>(await People.DeleteAsync(RunId, default));
        _attemptsOfDeleted = attempts;
        Current = Assert.IsType<StartResult.Started>(await People.StartAsync(storyboard, default)).Run.Id;
    }

    public async Task<bool> HasLogAsync(string runId) => await _services.RunLogs.FindAsync(runId, default) is not null;

    /// <summary>Waits for what must come by itself.</summary>
    public async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
        {
            await Task.Delay(TimeSpan.FromSeconds(1), _world.Clock);
        }
    }

    /// <summary>Waits until the log has such an event, and no longer.</summary>
    public async Task UntilLoggedAsync(Type @event)
    {
        var log = await _services.RunLogs.OpenAsync(RunId, default);
        while (true)
        {
            var growth = log.NextGrowth;
            if (Log.Any(e => e.GetType() == @event))
            {
                return;
            }

            await growth;
        }
    }

    /// <summary>Waits until the run has ended and nothing is left of it; then its log has to add up.</summary>
    public async Task UntilEndAsync()
    {
        await UntilAsync(() => Log.LastOrDefault() is RunEnded && Engine.Workflows.Instances == 0);
        var begun = Log.OfType<AttemptStarted>().ToList();
        Assert.True(begun.Count + _attemptsOfDeleted == Paid, $"{begun.Count} attempts are logged, {Paid} were paid");
        Assert.Equal(begun.Count, begun.Select(a => a.Attempt).Distinct().Count());
        var log = await new RunLogs(Store).OpenAsync(Current, default);
        Assert.Equal(0, await log.ReadAsync(state => state.Styles.Sum(style => style.Count(BeatState.Generating)), default));
    }

    public async Task<ModelAnswer> GenerateAsync(ImageRequest request, ApiKey key, CancellationToken cancellationToken)
    {
        Assert.False(_isStopped, "an attempt after the stop");
        Paid++;
        await Answers.WaitAsync(cancellationToken);
        if (_isSlow)
        {
            await Task.Delay(TimeSpan.FromSeconds(5), _world.Clock, cancellationToken);
        }

        return new ModelAnswer.Image(Png, "image/png", null);
    }

    public async ValueTask DisposeAsync()
    {
        await Engine.DisposeAsync();
        _folder.Dispose();
    }
}
