using ImageGen.Core.Generation;
using ImageGen.Core.Generation.Gemini;
using ImageGen.Core.Generation.Models;
using ImageGen.Core.Ports;
using ImageGen.Core.Runs;
using ImageGen.Core.Storyboards;
using ImageGen.Core.Workflows;
using ImageGen.Functions.Adapters.Blob;
using ImageGen.Functions.Adapters.Gemini;
using ImageGen.Functions.Orchestrations;
using ImageGen.Functions.Tests.Support;
using ImageGen.Hosting.Gemini;
using ImageGen.Simulator;
using ImageGen.Simulator.Faults;
using ImageGen.Tests.Builders;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageGen.Functions.Tests.Orchestrations;

/// <summary>The workflows as orchestrations, with the cloud's own adapters: blobs on Azurite, Google's SDK against the simulator.</summary>
[Collection(AzuriteTests.Name)]
public sealed class WholeRunTests(AzuriteFixture azurite)
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Run_FromStartToEnd_EveryPictureIsStoredAndPaidForOnce()
    {
        await using var simulator = await GeminiSimulator.StartAsync(new SimulatorOptions { Pictures = PictureMode.Tiny, RequestsPerWindow = null });
        simulator.AddFault(ScriptedFault.ForAny(SimulatedFault.Unavailable, 2));
        var containers = new BlobContainers(azurite.Fresh());
        var runs = new BlobRunStore(containers, TimeProvider.System, NullLogger<BlobRunStore>.Instance);
        var images = new BlobImageStore(containers, TimeProvider.System);
        var ledgers = new RunLedgers(runs);
        var keys = new OneKeyEach();
        using var model = new GeminiImageModel(GeminiHttp.Create(), new GeminiOptions { BaseUrl = simulator.BaseUrl }, TimeProvider.System);
        var generator = new BeatGenerator(ledgers, images, keys, model, ModelCatalogue.BuiltIn, TimeProvider.System);
        var program = WorkflowProgram.Of(new RunActivities(ledgers, images, keys, generator, TimeProvider.System));
        await using var engine = await DurableHarness.StartAsync(program.Workflows, program.Activities);
        var roots = new RootWatch(ledgers, TimeProvider.System, NullLogger<RootWatch>.Instance);
        var service = new RunService(runs, ledgers, new DurableWorkflowClient(engine.Client, roots), TimeProvider.System);

        var started = Assert.IsType<StartResult.Started>(await service.StartAsync(new StoryboardBuilder().Shots(2, 2).Build(), None));
        var end = await engine.ResultAsync<RunProgress>(started.Run.Id);

        Assert.Equal((RunStatus.Completed, 12, 12), (end.Status, end.Completed, end.Total));
        Assert.Equal(14, simulator.Calls.Length);
        foreach (var style in ImageStyles.All)
        {
            Assert.Equal(4, (await images.ListAsync(started.Run.Storyboard.Project, style, None)).Count);
        }

        var log = await runs.ReadAsync(started.Run.Id, LogPosition.Start, 1_000, None);
        Assert.Equal(14, log.Count(e => e.Event is AttemptStarted));
        Assert.IsType<RunEnded>(log[^1].Event);
    }

    private sealed class OneKeyEach : IApiKeySource
    {
        public Task<ImmutableArray<ApiKey>> ListAsync(ImageStyle style, CancellationToken cancellationToken) =>
            Task.FromResult(ImmutableArray.Create(new ApiKey($"{style.Name()}-1", $"test-key-{style.Name()}", Requests: 1_000)));
    }
}
