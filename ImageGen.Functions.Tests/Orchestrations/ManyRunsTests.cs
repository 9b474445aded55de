using System.Diagnostics;
using Azure.Core;
using Azure.Core.Pipeline;
using ImageGen.Core.Runs;
using ImageGen.Core.Storyboards;
using ImageGen.Functions.Adapters.Blob;
using ImageGen.Functions.Tests.Support;
using ImageGen.Simulator;
using ImageGen.Simulator.Limits;
using ImageGen.Tests.Builders;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit.Abstractions;

namespace ImageGen.Functions.Tests.Orchestrations;

/// <summary>What the cloud promises of many runs, measured on Durable's own engine; the figures are in docs/deployment.md.</summary>
[Collection(AzuriteTests.Name)]
[Trait("Lane", "second")]
public sealed class ManyRunsTests(AzuriteFixture azurite, ITestOutputHelper output)
{
    private const int Runs = 10;
    private const int Beats = 30;
    private const int Keys = 2;
    private const int RequestsPerMinute = 50;

    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task TenRuns_AtOnce_OneAttemptPerImageInFewRows()
    {
        await using var simulator = await GeminiSimulator.StartAsync(new SimulatorOptions
        {
            Images = ImageMode.Tiny,
            RequestsPerWindow = RequestsPerMinute,
            Keys = [.. from style in ImageStyles.All from n in Enumerable.Range(1, Keys) select new SimulatorKey(
                $"test-key-{style.Name()}-{n}", $"{style.Name()}-{n}")],
            Latency = LatencyDistribution.Fixed(TimeSpan.FromSeconds(1)),
        });
        await using var cloud = new CloudHub(azurite, simulator.BaseUrl) { Keys = new KeysPerStyle(Keys, RequestsPerMinute) };
        await cloud.StartWorkerAsync();
        var watch = Stopwatch.StartNew();

        var runs = await Task.WhenAll(
            Enumerable.Range(1, Runs).Select(n => cloud.StartAsync(new StoryboardBuilder().Project($"tale-{n}").Shots(Beats, 1))));
        var ends = await Task.WhenAll(runs.Select(run => cloud.EndAsync(run.Id)));
        var took = watch.Elapsed;

        Assert.All(ends, end => Assert.Equal((RunStatus.Completed, Beats * 3), (end.Status, end.Completed)));
        Assert.Equal(Runs * Beats * 3, simulator.Calls.Length);
        var rows = 0;
        foreach (var run in runs)
        {
            foreach (var instance in await cloud.InstancesAsync(run.Id))
            {
                rows += await cloud.Client.RowsAsync(instance.InstanceId);
            }
        }

        // 300 images of a style, 100 in each minute: the last of them may leave when the third minute begins.
        var quota = TimeSpan.FromMinutes(((Runs * Beats) - 1) / (Keys * RequestsPerMinute));
        var (pace, rowsPerBeat) = (quota / took, rows / (double)(Runs * Beats * 3));
        output.WriteLine($"{Runs} runs of {Beats} x 3: {took.TotalSeconds:0.0} s, the quota allows {quota.TotalSeconds:0} s: {pace:P0}; {rowsPerBeat:0.0} rows a beat.");
        Assert.InRange(rowsPerBeat, 1, 9);
    }

    [Theory]
    [InlineData(10, 10_000)]
    public async Task Start_TenThousandOldRuns_CostsAtMostTwiceWhatItCostsWithTen(int few, int many)
    {
        var (quick, requests) = await StartsAsync(few);
        var (slow, requestsWithMany) = await StartsAsync(many);

        output.WriteLine($"A start with {few} old runs {quick.TotalMilliseconds:0.0} ms and {requests} requests, with {many} {slow.TotalMilliseconds:0.0} ms and {requestsWithMany} requests (medians).");
        Assert.Equal(requests, requestsWithMany);
    }

    private async Task<(TimeSpan Median, int Requests)> StartsAsync(int oldRuns)
    {
        var counted = new Counted();
        var containers = new BlobContainers(azurite.Fresh(), options => options.AddPolicy(counted, HttpPipelinePosition.PerCall));
        var store = new BlobRunStore(containers, TimeProvider.System, NullLogger<BlobRunStore>.Instance);
        var runLogs = new RunLogs(store);
        var active = new BlobActiveRuns(
            containers, _ => Task.FromResult<IEnumerable<string>>([]), (_, _) => Task.FromResult<bool?>(false), TimeProvider.System);
        var service = new RunService(store, runLogs, new NoEngine(), TimeProvider.System, new ActiveRunLimit(active, 1_000));
        await Parallel.ForEachAsync(Enumerable.Range(0, oldRuns), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (n, _) =>
        {
            // Twenty projects, as a team has them.
            var storyboard = new StoryboardBuilder().Project($"tale-{n % 20}").Shots(1, 1).Build();
            var run = new RunDocument(RunIds.Create(storyboard.Project, (n / 20) + 1), DateTimeOffset.UnixEpoch, storyboard);
            Assert.True(await store.CreateAsync(run, None));
            await store.AppendAsync(run.Id, [new RunEnded(DateTimeOffset.UnixEpoch, RunStatus.Completed)], null, None);
        });

        var times = new List<(TimeSpan Took, int Requests)>();
        for (var n = 0; n < 20; n++)
        {
            var (began, before) = (Stopwatch.GetTimestamp(), counted.Count);
            Assert.IsType<StartResult.Started>(
                await service.StartAsync(new StoryboardBuilder().Project($"new-{n}").Shots(30, 1).Build(), None));
            times.Add((Stopwatch.GetElapsedTime(began), counted.Count - before));
        }

        return (times.Select(t => t.Took).Order().ElementAt(10), times.Select(t => t.Requests).Order().ElementAt(10));
    }

    private sealed class NoEngine : IWorkflowClient
    {
        public Task WakeAsync(string runId, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task DropInFlightAsync(string runId, CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class Counted : HttpPipelinePolicy
    {
        private int _count;

        public int Count => Volatile.Read(ref _count);

        public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => throw new NotSupportedException();

        public override ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
        {
            Interlocked.Increment(ref _count);
            return ProcessNextAsync(message, pipeline);
        }
    }
}
