using System.Collections.Concurrent;
using ImageGen.Core.Generation;
using ImageGen.Core.Generation.Gemini;
using ImageGen.Core.Generation.Models;
using ImageGen.Core.Ports;
using ImageGen.Core.Runs;
using ImageGen.Core.Storyboards;
using ImageGen.Core.Workflows;
using ImageGen.Functions.Adapters;
using ImageGen.Functions.Adapters.Blob;
using ImageGen.Functions.Orchestrations;
using ImageGen.Functions.Tests.Support;
using ImageGen.Functions.Tests.Support.Engine;
using ImageGen.Simulator;
using ImageGen.Simulator.Faults;
using ImageGen.Tests.Builders;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageGen.Functions.Tests.Orchestrations;

/// <summary>The workflows as orchestrations, with the cloud's own adapters: blobs on Azurite, the app's client of Gemini against the simulator.</summary>
[Collection(AzuriteTests.Name)]
public sealed class WholeRunTests(AzuriteFixture azurite)
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Run_FromStartToEnd_EveryPictureIsStoredAndPaidForOnce()
    {
        await using var simulator = await SimulatorAsync();
        simulator.AddFault(ScriptedFault.ForAny(SimulatedFault.Unavailable, 2));
        await using var cloud = await Cloud.StartAsync(azurite.Hub(), azurite.Fresh(), simulator.BaseUrl);

        var (run, end) = await cloud.DrawAsync(new StoryboardBuilder().Shots(2, 2));

        Assert.Equal((RunStatus.Completed, 12, 12), (end.Status, end.Completed, end.Total));
        Assert.Equal(14, simulator.Calls.Length);
        foreach (var style in ImageStyles.All)
        {
            Assert.Equal(4, (await cloud.Images.ListAsync(run.Storyboard.Project, style, None)).Count);
        }

        var log = await cloud.Runs.ReadAsync(run.Id, LogPosition.Start, 1_000, None);
        Assert.Equal(14, log.Count(e => e.Event is AttemptStarted));
        Assert.IsType<RunEnded>(log[^1].Event);
        Assert.Equal([0], cloud.Generations);
    }

    [Fact]
    public async Task Run_LongerThanAnExecution_GoesOnInTheNextOneAndPaysOnce()
    {
        var beats = Orchestrators.Limits.LongestExecution + 5;
        await using var simulator = await SimulatorAsync();
        await using var cloud = await Cloud.StartAsync(azurite.Hub(), azurite.Fresh(), simulator.BaseUrl);

        var (_, end) = await cloud.DrawAsync(new StoryboardBuilder().Styles(ImageStyle.Clear).Shots(beats, 1));

        Assert.Equal((RunStatus.Completed, beats), (end.Status, end.Completed));
        Assert.Equal(beats, simulator.Calls.Length);
        Assert.Equal([0, 1], cloud.Generations);
    }

    private static Task<GeminiSimulator> SimulatorAsync() =>
        GeminiSimulator.StartAsync(new SimulatorOptions { Pictures = PictureMode.Tiny, RequestsPerWindow = null });

    private sealed class Cloud : IAsyncDisposable
    {
        private readonly ConcurrentDictionary<int, bool> _generations = [];
        private readonly IImageModel _model;
        private DurableHarness _engine = null!;
        private RunService _service = null!;

        private Cloud(BlobSettings storage, string gemini)
        {
            var containers = new BlobContainers(storage);
            Runs = new BlobRunStore(containers, TimeProvider.System, NullLogger<BlobRunStore>.Instance);
            Images = new BlobImageStore(containers, TimeProvider.System);
            _model = GeminiClient.Create(new GeminiOptions { BaseUrl = gemini }, TimeProvider.System);
        }

        public BlobRunStore Runs { get; }

        public BlobImageStore Images { get; }

        /// <summary>Which executions of a style there were.</summary>
        public IEnumerable<int> Generations => _generations.Keys.Order();

        public static async Task<Cloud> StartAsync(HubSettings hub, BlobSettings storage, string gemini)
        {
            var cloud = new Cloud(storage, gemini);
            var ledgers = new RunLedgers(cloud.Runs);
            var keys = new OneKeyEach();
            var generator = new BeatGenerator(ledgers, cloud.Images, keys, cloud._model, ModelCatalogue.BuiltIn, TimeProvider.System);
            var program = WorkflowProgram.Of(new RunActivities(ledgers, cloud.Images, keys, generator, TimeProvider.System));
            cloud._engine = await DurableHarness.StartAsync(hub, HubProgram.Of(
                [program.Workflow(StoryboardWorkflow.Name), WorkflowBody.Of<StyleInput, StyleResult>(StyleWorkflow.Name, cloud.DrawStyleAsync)], program.Activities));
            var roots = new RootWatch(ledgers, TimeProvider.System, NullLogger<RootWatch>.Instance);
            cloud._service = new RunService(cloud.Runs, ledgers, new DurableWorkflowClient(cloud._engine.Client, roots), TimeProvider.System);
            return cloud;
        }

        public async Task<(RunDocument Run, RunProgress End)> DrawAsync(StoryboardBuilder storyboard)
        {
            var started = Assert.IsType<StartResult.Started>(await _service.StartAsync(storyboard.Build(), None));
            return (started.Run, await _engine.ResultAsync<RunProgress>(started.Run.Id));
        }

        public async ValueTask DisposeAsync()
        {
            await _engine.DisposeAsync();
            (_model as IDisposable)?.Dispose();
        }

        private Task<StyleResult> DrawStyleAsync(IWorkflowContext world, StyleInput input)
        {
            _generations[input.Generation] = true;
            return Orchestrators.DrawStyleAsync(world, input);
        }
    }

    private sealed class OneKeyEach : IApiKeySource
    {
        public Task<ImmutableArray<ApiKey>> ListAsync(ImageStyle style, CancellationToken cancellationToken) =>
            Task.FromResult(ImmutableArray.Create(new ApiKey($"{style.Name()}-1", $"test-key-{style.Name()}", Requests: 1_000)));
    }
}
