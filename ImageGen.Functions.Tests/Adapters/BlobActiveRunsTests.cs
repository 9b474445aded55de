using Azure.Core;
using ImageGen.Functions.Adapters.Blob;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageGen.Functions.Tests.Adapters;

[Collection(AzuriteTests.Name)]
public sealed class BlobActiveRunsTests(AzuriteFixture azurite)
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly BlobSettings _settings = azurite.Fresh();
    private readonly ManualTimeProvider _clock = new();
    private readonly Dictionary<string, bool> _over = [];

    [Fact]
    public async Task TryAdd_SeveralWorkersAtOnce_NeverMoreThanTheLimit()
    {
        var workers = Enumerable.Range(0, 4).Select(_ => Open()).ToArray();

        var added = await Task.WhenAll(Enumerable.Range(0, 20).Select(n => workers[n % 4].TryAddAsync($"tale{n}-1", 5, None)));

        Assert.Equal(5, added.Count(a => a));
    }

    [Fact]
    public async Task TryAdd_FullOfRunsThatHaveEndedUnseen_TakesTheirPlaces()
    {
        var runs = Open();
        Assert.True(await runs.TryAddAsync("a-1", 2, None));
        Assert.True(await runs.TryAddAsync("b-1", 2, None));
        (_over["a-1"], _over["b-1"]) = (false, false);
        Assert.False(await runs.TryAddAsync("c-1", 2, None));

        _over["a-1"] = true;

        Assert.True(await runs.TryAddAsync("c-1", 2, None));
        Assert.False(await runs.TryAddAsync("d-1", 2, None));
    }

    [Fact]
    public async Task TryAdd_RunThatWasNeverStored_KeepsItsPlaceForAWhileOnly()
    {
        var runs = Open();
        Assert.True(await runs.TryAddAsync("lost-1", 1, None));
        Assert.False(await runs.TryAddAsync("b-1", 1, None));

        _clock.Advance(TimeSpan.FromMinutes(3));

        Assert.True(await runs.TryAddAsync("b-1", 1, None));
    }

    [Fact]
    public async Task Remove_RunIsOver_MakesRoomForEveryWorker()
    {
        Assert.True(await Open().TryAddAsync("a-1", 1, None));
        await Open().RemoveAsync("A-1", None);
        await Open().RemoveAsync("nobody-1", None);

        Assert.True(await Open().TryAddAsync("b-1", 1, None));
    }

    [Fact]
    public async Task TryAdd_TwiceForOneRun_CountsOnce()
    {
        Assert.True(await Open().TryAddAsync("a-1", 1, None));
        Assert.True(await Open().TryAddAsync("a-1", 1, None));
    }

    [Fact]
    public async Task TryAdd_NoListYet_CountsTheRunsThatAreThere()
    {
        var runs = Open(active: ["old-7"]);
        _over["old-7"] = false;

        Assert.False(await runs.TryAddAsync("a-1", 1, None));
    }

    /// <summary>However many runs there were: the same requests.</summary>
    [Fact]
    public async Task Start_ManyOldRuns_CostsWhatItCostsWithFew()
    {
        var (few, many) = (await RequestsOfAStartAsync(3), await RequestsOfAStartAsync(200));

        Assert.Equal((12, 12), (few, many));
    }

    private async Task<int> RequestsOfAStartAsync(int old)
    {
        var settings = azurite.Fresh();
        var requests = 0;
        var counter = new AnyRequest(() => Interlocked.Increment(ref requests));
        var containers = new BlobContainers(settings, options => options.AddPolicy(counter, HttpPipelinePosition.PerRetry));
        var store = new BlobRunStore(containers, TimeProvider.System, NullLogger<BlobRunStore>.Instance);
        var storyboard = new StoryboardBuilder().Styles(ImageStyle.Clear).Build();
        var runLogs = new RunLogs(store);
        var active = new BlobActiveRuns(
            containers, _ => Task.FromResult(Enumerable.Empty<string>()), (_, _) => Task.FromResult<bool?>(true), TimeProvider.System);
        var service = new RunService(store, runLogs, new SleepingEngine(), TimeProvider.System, new ActiveRunLimit(active, 20));
        for (var n = 1; n <= old; n++)
        {
            await store.CreateAsync(new RunDocument(RunIds.Create(storyboard.Project, n), DateTimeOffset.UnixEpoch, storyboard), None);
        }

        await store.AppendAsync(
            RunIds.Create(storyboard.Project, old), [new RunEnded(DateTimeOffset.UnixEpoch, RunStatus.Completed)], null, None);
        requests = 0;
        Assert.Equal(
            RunIds.Create(storyboard.Project, old + 1),
            Assert.IsType<StartResult.Started>(await service.StartAsync(storyboard, None)).Run.Id);
        return requests;
    }

    private BlobActiveRuns Open(string[]? active = null) => new(
        new BlobContainers(_settings),
        _ => Task.FromResult<IEnumerable<string>>(active ?? []),
        (id, _) => Task.FromResult<bool?>(_over.TryGetValue(id, out var over) ? over : null),
        _clock);

    private sealed class SleepingEngine : IWorkflowClient
    {
        public Task WakeAsync(string runId, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task DropInFlightAsync(string runId, CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class AnyRequest(Action count) : Azure.Core.Pipeline.HttpPipelineSynchronousPolicy
    {
        public override void OnSendingRequest(HttpMessage message) => count();
    }
}
