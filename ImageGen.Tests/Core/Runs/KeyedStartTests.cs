using static ImageGen.Tests.Builders.StoryboardBuilder;

namespace ImageGen.Tests.Core.Runs;

public sealed class KeyedStartTests
{
    private static readonly StartKey Key = new(new string('a', 64), new string('b', 64));

    [Fact]
    public async Task Start_TwiceWithOneKey_StartsOneRun()
    {
        var world = new World();

        var first = await world.StartAsync(Key);
        var second = await world.StartAsync(Key);

        Assert.Equal("tale-1", Assert.IsType<StartResult.Started>(first).Run.Id);
        Assert.Equal("tale-1", Assert.IsType<StartResult.Repeated>(second).RunId);
        Assert.Equal(1, await world.CountAsync());
    }

    [Fact]
    public async Task Start_AnotherBodyWithTheKey_IsRefused()
    {
        var world = new World();
        await world.StartAsync(Key);

        Assert.IsType<StartResult.KeyReused>(await world.StartAsync(Key with { Body = new string('c', 64) }));
    }

    [Fact]
    public async Task Start_KeyOfARunThatEnded_IsAnsweredAsBefore()
    {
        var world = new World();
        await world.StartAsync(Key);
        await world.EndAsync("tale-1");

        Assert.Equal("tale-1", Assert.IsType<StartResult.Repeated>(await world.StartAsync(Key)).RunId);
        Assert.Equal(1, await world.CountAsync());
    }

    [Fact]
    public async Task Start_KeyOfARunThatWasDeleted_StartsNothing()
    {
        var world = new World();
        await world.StartAsync(Key);
        await world.EndAsync("tale-1");
        Assert.IsType<ControlResult.Done>(await world.Service.DeleteAsync("tale-1", default));

        Assert.Equal("tale-1", Assert.IsType<StartResult.Repeated>(await world.StartAsync(Key)).RunId);
        Assert.Equal(0, await world.CountAsync());
    }

    [Fact]
    public async Task Start_KeyOlderThanADay_StartsAgain()
    {
        var world = new World();
        await world.StartAsync(Key);
        await world.EndAsync("tale-1");
        world.Clock.Advance(TimeSpan.FromHours(24));

        Assert.Equal("tale-2", Assert.IsType<StartResult.Started>(await world.StartAsync(Key with { Body = new string('c', 64) })).Run.Id);
    }

    [Fact]
    public async Task Start_ProjectIsActive_DoesNotUseTheKeyUp()
    {
        var world = new World();
        await world.StartAsync(key: null);
        Assert.IsType<StartResult.AlreadyActive>(await world.StartAsync(Key));
        await world.EndAsync("tale-1");

        Assert.Equal("tale-2", Assert.IsType<StartResult.Started>(await world.StartAsync(Key)).Run.Id);
    }

    [Fact]
    public async Task Start_BoundIdTakenByAnotherStart_GetsTheNextOne()
    {
        var world = new World();
        var isFirst = true;
        world.BeforeCreate = async () =>
        {
            if (isFirst)
            {
                isFirst = false;
                Assert.IsType<StartResult.Started>(await world.StartAsync(key: null));
            }
        };
        Assert.IsType<StartResult.AlreadyActive>(await world.StartAsync(Key));
        await world.EndAsync("tale-1");

        Assert.Equal("tale-2", Assert.IsType<StartResult.Started>(await world.StartAsync(Key)).Run.Id);
    }

    [Fact]
    public async Task Start_SentManyTimesAtOnce_StartsOneRunAndAnswersItToAll()
    {
        for (var round = 0; round < 50; round++)
        {
            var world = new World();

            var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => world.StartAsync(Key))));

            Assert.All(
                results,
                result =>
                    Assert.Equal("tale-1", result is StartResult.Started s ? s.Run.Id : Assert.IsType<StartResult.Repeated>(result).RunId));
            Assert.Equal(1, await world.CountAsync());
        }
    }

    /// <summary>Whatever is done for a start, it can be cut off there; the client sends it again until it is answered.</summary>
    [Fact]
    public async Task Start_CutAtAnyPointOf1000SeededStarts_LeavesExactlyOneRun()
    {
        for (var seed = 0; seed < 1000; seed++)
        {
            var world = new World();
            var chance = new Random(seed);
            world.Cut = () => chance.NextDouble() < 0.3;
            StartResult? result = null;
            while (result is null)
            {
                try
                {
                    result = await world.StartAsync(Key);
                }
                catch (IOException)
                {
                    // The connection, or the host, is gone.
                    if (chance.NextDouble() < 0.3)
                    {
                        world.Cut = () => false;
                        await world.EndIfThereAsync("tale-1");
                        world.Cut = () => chance.NextDouble() < 0.3;
                    }
                }
            }

            Assert.Equal("tale-1", result is StartResult.Started s ? s.Run.Id : Assert.IsType<StartResult.Repeated>(result).RunId);
            Assert.True(await world.CountAsync() == 1, $"seed {seed}: {await world.CountAsync()} runs");
            Assert.Contains("tale-1", world.Workflows.Woken);
        }
    }

    private sealed class World : IRunStore, IWorkflowClient
    {
        private readonly InMemoryRunStore _store = new();
        private readonly RunLogs _runLogs;

        public World()
        {
            _runLogs = new RunLogs(this);
            var keys = new InMemoryStartKeys { At = _ => MayCut() };
            Service = new RunService(this, _runLogs, this, Clock, keys: keys);
        }

        public ManualTimeProvider Clock { get; } = new(At(0));

        public RecordingWorkflowClient Workflows { get; } = new();

        public RunService Service { get; }

        public Func<bool> Cut { get; set; } = () => false;

        public Func<Task> BeforeCreate { get; set; } = () => Task.CompletedTask;

        public Task<StartResult> StartAsync(StartKey? key) => Service.StartAsync(new StoryboardBuilder().Build(), key, default);

        public async Task<int> CountAsync() => (await _store.ListAsync(null, default)).Length;

        public async Task EndAsync(string id) =>
            await (await _runLogs.OpenAsync(id, default)).AppendAsync([new RunEnded(Clock.GetUtcNow(), RunStatus.Completed)], default);

        public async Task EndIfThereAsync(string id)
        {
            if (await _store.FindAsync(id, default) is not null)
            {
                await EndAsync(id);
            }
        }

        public async Task<bool> CreateAsync(RunDocument run, CancellationToken cancellationToken)
        {
            MayCut();
            await BeforeCreate();
            var isOurs = await _store.CreateAsync(run, cancellationToken);
            MayCut();
            return isOurs;
        }

        public Task<RunDocument?> FindAsync(string runId, CancellationToken cancellationToken) =>
            Tried(() => _store.FindAsync(runId, cancellationToken));

        public Task<ImmutableArray<RunHeader>> ListAsync(ProjectName? project, CancellationToken cancellationToken) =>
            Tried(() => _store.ListAsync(project, cancellationToken));

        public Task<int> LastNumberAsync(ProjectName project, CancellationToken cancellationToken) =>
            Tried(() => _store.LastNumberAsync(project, cancellationToken));

        public Task<LogPosition?> AppendAsync(
            string runId, ImmutableArray<RunEvent> events, LogPosition? expected, CancellationToken cancellationToken) =>
            _store.AppendAsync(runId, events, expected, cancellationToken);

        public Task<ImmutableArray<LoggedEvent>> ReadAsync(string runId, LogPosition after, int max, CancellationToken cancellationToken) =>
            _store.ReadAsync(runId, after, max, cancellationToken);

        public Task DeleteAsync(string runId, CancellationToken cancellationToken) => _store.DeleteAsync(runId, cancellationToken);

        public Task WakeAsync(string runId, CancellationToken cancellationToken)
        {
            MayCut();
            return Workflows.WakeAsync(runId, cancellationToken);
        }

        public Task DropInFlightAsync(string runId, CancellationToken cancellationToken) => Task.CompletedTask;

        Task<bool> IWorkflowClient.DeleteAsync(string runId, CancellationToken cancellationToken) => Task.FromResult(true);

        private Task<T> Tried<T>(Func<Task<T>> work)
        {
            MayCut();
            return work();
        }

        private void MayCut()
        {
            if (Cut())
            {
                throw new IOException("Cut.");
            }
        }
    }
}
