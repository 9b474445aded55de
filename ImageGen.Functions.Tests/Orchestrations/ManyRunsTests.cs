using System.Diagnostics;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Storage.Blobs;
using DurableTask.Core.History;
using ImageGen.Functions.Adapters.Blob;
using ImageGen.Simulator;
using ImageGen.Simulator.Limits;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit.Abstractions;

namespace ImageGen.Functions.Tests.Orchestrations;

/// <summary>What the cloud promises of many runs, measured on Durable's own engine; the figures are in docs/deployment.md.</summary>
[Collection(IndexedAzuriteTests.Name)]
public sealed class ManyRunsTests(IndexedAzuriteFixture azurite, ITestOutputHelper output)
{
    private const int Runs = 10;
    private const int Beats = 30;
    private const int Keys = 2;
    private const int RequestsPerMinute = 50;

    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task FourRuns_AtOnce_OneAttemptPerImage()
    {
        await using var world = await StartAsync();

        await world.RunAsync(runs: 4, beats: 4);

        Assert.Equal(4 * 4 * 3, world.Simulator.Calls.Length);
    }

    [Fact]
    [Trait("Lane", "second")]
    public async Task TenRuns_AtOnce_OneAttemptPerImageInFewRows()
    {
        // A worker that has been at work: compiling its code, well into a run, is no part of the pace.
        await using (var before = await StartAsync())
        {
            await before.RunAsync(Runs, beats: 9);
        }

        await using var world = await StartAsync();
        var began = DateTimeOffset.UtcNow;
        var (runs, ended) = await world.RunAsync(Runs, Beats);
        var took = ended - began;

        var calls = world.Simulator.Calls;
        Assert.Equal(Runs * Beats * 3, calls.Length);
        var (ofRoots, ofStyles) = (new List<EventType>(), new List<EventType>());
        foreach (var run in runs)
        {
            foreach (var instance in await world.Cloud.InstancesAsync(run.Id))
            {
                (instance.InstanceId == run.Id ? ofRoots : ofStyles).AddRange(await world.Cloud.Client.RowsAsync(instance.InstanceId));
            }
        }

        // 300 images of a style, 100 in each minute: the last of them may leave when the third minute begins.
        var quota = TimeSpan.FromMinutes(((Runs * Beats) - 1) / (Keys * RequestsPerMinute));
        const double images = Runs * Beats * 3;
        var rows = (ofRoots.Count + ofStyles.Count) / images;
        output.WriteLine(
            $"{Runs} runs of {Beats} x 3: {took.TotalSeconds:0.0} s, the quota allows {quota.TotalSeconds:0} s: {quota / took:P0}; "
                + $"{rows:0.0} rows a beat, {ofStyles.Count / images:0.0} of them in the styles' histories.");
        output.WriteLine($"Of styles: {PerBeat(ofStyles)}. Of roots: {PerBeat(ofRoots)}.");
        output.WriteLine("A style's attempts of each minute begin, in seconds after the start: " + string.Join("; ", calls
            .GroupBy(call => call.Project[..^2])
            .SelectMany(style => style.OrderBy(call => call.At).Chunk(Keys * RequestsPerMinute).Select((minute, n) => (n, minute)))
            .GroupBy(each => each.n, each => each.minute)
            .Select(each => $"{After(each.Min(minute => minute[0].At)):0.0} to {After(each.Max(minute => minute[^1].At)):0.0}")));

        // An attempt alone is four rows, and four more with an exchange of its own; places are short here, and several attempts share one.
        Assert.InRange(ofStyles.Count / images, 5, 9);

        double After(DateTimeOffset at) => (at - began).TotalSeconds;

        static string PerBeat(List<EventType> all) =>
            string.Join(
                ", ", all.CountBy(row => row).OrderByDescending(row => row.Value).Select(row => $"{row.Key} {row.Value / images:0.00}"));
    }

    [Fact]
    public Task Start_AHundredOldRuns_MakesNoMoreRequestsThanWithTen() => CompareStartsAsync(10, 100);

    [Fact]
    [Trait("Lane", "second")]
    public async Task Start_TenThousandOldRuns_MakesNoMoreRequestsThanWithTen()
    {
        // Compiling is no part of a start.
        await StartsAsync(10);
        await CompareStartsAsync(10, 10_000);
    }

    private async Task CompareStartsAsync(int few, int many)
    {
        var (quick, slow) = (await StartsAsync(few), await StartsAsync(many));

        foreach (var project in quick.Keys)
        {
            var (one, other) = (quick[project], slow[project]);
            output.WriteLine(
                $"{project}: {one.Requests} requests; medians: with {few} old runs {one.Took.TotalMilliseconds:0.0} ms, with {many} "
                    + $"{other.Took.TotalMilliseconds:0.0} ms ({other.Took / one.Took:0.0} x).");
            Assert.Equal(one.Requests, other.Requests);
        }
    }

    /// <summary>
    /// Starts in projects that have run before and in new ones. Beside them one small blob, written and read by its name, in the container
    /// of the runs and in another: what Azurite itself does to the times.
    /// </summary>
    private async Task<Dictionary<string, Start>> StartsAsync(int oldRuns)
    {
        var counted = new Counted();
        var settings = azurite.Fresh();
        BlobContainerClient[] bare = [new(settings.ConnectionString, settings.RunsContainer), AzuriteFixture.Images(azurite.Fresh())];
        var containers = new BlobContainers(settings, options => options.AddPolicy(counted, HttpPipelinePosition.PerCall));
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

        return new()
        {
            ["A project that has run before"] = await StartsInAsync("tale-"),
            ["A new project"] = await StartsInAsync("new-"),
            ["Azurite itself, a blob of the same container"] = await MedianAsync(n => WriteAndReadAsync(bare[0], n)),
            ["Azurite itself, a blob of another container"] = await MedianAsync(n => WriteAndReadAsync(bare[1], n)),
        };

        Task<Start> StartsInAsync(string projects) => MedianAsync(async n => Assert.IsType<StartResult.Started>(
            await service.StartAsync(new StoryboardBuilder().Project($"{projects}{n}").Shots(30, 1).Build(), None)));

        static async Task WriteAndReadAsync(BlobContainerClient container, int n)
        {
            await container.CreateIfNotExistsAsync();
            var blob = container.GetBlobClient($"{n}");
            await blob.UploadAsync(BinaryData.FromString("{}"), overwrite: true);
            await blob.DownloadContentAsync();
        }

        async Task<Start> MedianAsync(Func<int, Task> doAsync)
        {
            var times = new List<Start>();
            for (var n = 0; n < Math.Min(oldRuns, 20); n++)
            {
                counted.Reset();
                var began = Stopwatch.GetTimestamp();
                await doAsync(n);
                times.Add(new Start(Stopwatch.GetElapsedTime(began), counted.Count));
            }

            return new Start(Median(times.Select(t => t.Took)), Median(times.Select(t => t.Requests)));
        }
    }

    private async Task<World> StartAsync()
    {
        var simulator = await GeminiSimulator.StartAsync(new SimulatorOptions
        {
            Images = ImageMode.Tiny,
            RequestsPerWindow = RequestsPerMinute,
            Keys = [.. from style in ImageStyles.All from n in Enumerable.Range(1, Keys) select new SimulatorKey(
                $"test-key-{style.Name()}-{n}", $"{style.Name()}-{n}")],
            Latency = LatencyDistribution.Fixed(TimeSpan.FromSeconds(1)),
        });

        // Looking takes processor time from the worker.
        var cloud = new CloudHub(azurite, simulator.BaseUrl, poll: TimeSpan.FromSeconds(2))
        {
            Keys = new KeysPerStyle(Keys, RequestsPerMinute),
        };
        await cloud.StartWorkerAsync();
        return new World(simulator, cloud);
    }

    private sealed record World(GeminiSimulator Simulator, CloudHub Cloud) : IAsyncDisposable
    {
        /// <summary>Runs of one project each, all at once, and when the last of them ended.</summary>
        public async Task<(RunDocument[] Runs, DateTimeOffset Ended)> RunAsync(int runs, int beats)
        {
            var started = await Task.WhenAll(
                Enumerable.Range(1, runs).Select(n => Cloud.StartAsync(new StoryboardBuilder().Project($"tale-{n}").Shots(beats, 1))));
            var ends = await Task.WhenAll(started.Select(run => Cloud.EndAsync(run.Id)));
            Assert.All(ends, end => Assert.Equal((RunStatus.Completed, beats * 3), (end.Status, end.Completed)));
            var roots = await Task.WhenAll(started.Select(run => Cloud.Client.GetInstanceAsync(run.Id)));
            return (started, roots.Max(root => root!.LastUpdatedAt));
        }

        public async ValueTask DisposeAsync()
        {
            await Cloud.DisposeAsync();
            await Simulator.DisposeAsync();
        }
    }

    private sealed class NoEngine : IWorkflowClient
    {
        public Task WakeAsync(string runId, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task DropInFlightAsync(string runId, CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private static T Median<T>(IEnumerable<T> values) => values.Order().ToList() is var sorted ? sorted[sorted.Count / 2] : default!;

    private sealed record Start(TimeSpan Took, int Requests);

    private sealed class Counted : HttpPipelinePolicy
    {
        private int _count;

        public int Count => Volatile.Read(ref _count);

        public void Reset() => _count = 0;

        public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => throw new NotSupportedException();

        public override ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
        {
            Interlocked.Increment(ref _count);
            return ProcessNextAsync(message, pipeline);
        }
    }
}
