using Azure.Storage.Blobs.Models;
using ImageGen.Core.Models.Images;
using ImageGen.Core.Workflows.Contract;
using ImageGen.Functions.Orchestrations;
using ImageGen.Simulator;
using ImageGen.Simulator.Faults;

namespace ImageGen.Functions.Tests.Orchestrations;

/// <summary>
/// The app's functions on Durable's own engine, with the cloud's own adapters: blobs on Azurite, the app's client of Gemini against the
/// simulator.
/// </summary>
[Collection(AzuriteRunTests.Name)]
public sealed class WholeRunTests(AzuriteFixture azurite)
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Run_FromStartToEnd_EveryImageIsStoredAndPaidForOnce()
    {
        await using var simulator = await CloudSimulator.StartAsync();
        simulator.AddFault(ScriptedFault.ForAny(SimulatedFault.Unavailable, 2));
        await using var cloud = new CloudHub(azurite, simulator.BaseUrl);
        await cloud.StartWorkerAsync();

        var run = await cloud.StartAsync(new StoryboardBuilder().Shots(2, 2));
        var end = await cloud.EndAsync(run.Id);

        Assert.Equal((RunStatus.Completed, 12, 12), (end.Status, end.Completed, end.Total));
        Assert.Equal(14, simulator.Calls.Length);
        foreach (var style in ImageStyles.All)
        {
            Assert.Equal(4, (await cloud.Get<IImageStore>().ListAsync(run.Storyboard.Project, style, None)).Count);
        }

        var log = await cloud.LogAsync(run.Id);
        Assert.Equal(14, log.Count(e => e is AttemptStarted));
        Assert.IsType<RunEnded>(log[^1]);
    }

    [Fact]
    public async Task Run_LongerThanAnExecution_ContinuesInTheNextOneAndPaysOnce()
    {
        var beats = Orchestrators.Limits.LongestExecution + 5;
        await using var simulator = await CloudSimulator.StartAsync();
        await using var cloud = new CloudHub(azurite, simulator.BaseUrl);
        await cloud.StartWorkerAsync();

        var run = await cloud.StartAsync(new StoryboardBuilder().Styles(ImageStyle.Clear).Shots(beats, 1));
        var end = await cloud.EndAsync(run.Id);

        Assert.Equal((RunStatus.Completed, beats), (end.Status, end.Completed));
        Assert.Equal(beats, simulator.Calls.Length);
        var style = Assert.Single(await cloud.InstancesAsync(run.Id), i => i.InstanceId != run.Id);
        Assert.Equal(1, style.ReadInputAs<StyleInput>()!.Generation);
    }

    /// <summary>One partition, so that no lease has to go from one worker to the other first: that takes half a minute.</summary>
    [Fact]
    public Task Run_TwoWorkers_ShareTheAttemptsAndPayOnce() => ShareAsync(partitions: 1, shots: 4);

    [Fact]
    [Trait("Lane", "second")]
    public Task Run_TwoWorkersAndFourPartitions_ShareTheWorkAndPayOnce() => ShareAsync(partitions: 4, shots: 12);

    /// <summary>
    /// The blob path end to end: what is damaged is never under an image's name, and what a viewer shows is stored as PNG.
    /// </summary>
    [Fact]
    public async Task Run_DamagedImagesComeFirst_NoneIsStoredAsCompleteAndEachIsKeptAtItsPrice()
    {
        await using var simulator = await GeminiSimulator.StartAsync(new SimulatorOptions
        {
            RequestsPerWindow = null,
            Latency = LatencyDistribution.None,
            Format = AnswerFormat.Jpeg,
            Script =
            [
                ScriptedFault.ForAny(SimulatedFault.TruncatedImage, times: 2),
                ScriptedFault.ForAny(SimulatedFault.BrokenImage, times: 2, after: 2),
                ScriptedFault.ForAny(SimulatedFault.NotAnImage, times: 2, after: 4),
            ],
        });
        await using var cloud = new CloudHub(azurite, simulator.BaseUrl);
        await cloud.StartWorkerAsync();

        var run = await cloud.StartAsync(new StoryboardBuilder().Styles(ImageStyle.Clear).Shots(12, 1));
        var end = await cloud.EndAsync(run.Id);

        Assert.Equal((RunStatus.Completed, 12), (end.Status, end.Completed));
        var log = await cloud.LogAsync(run.Id);
        var damaged = log.OfType<AttemptFailed>().Where(e => e.Why.Kind is FailureKind.BrokenImage).ToArray();
        Assert.Equal(6, damaged.Length);
        Assert.All(damaged, e => Assert.True(e.CostUsd >= 0.03m));
        var blobs = AzuriteFixture.Images(cloud.Settings.Storage).GetBlobs(
            new GetBlobsOptions { Prefix = "team-a/tale/" }).Select(b => b.Name).ToArray();
        Assert.Equal(damaged.Length, blobs.Count(b => b.Contains("/.imagegen/rejected/", StringComparison.Ordinal)));
        Assert.Equal(12, blobs.Count(b => b.Contains("/.imagegen/thumbnails/", StringComparison.Ordinal)));
        foreach (var (beat, image) in await cloud.Get<IImageStore>().ListAsync(run.Storyboard.Project, ImageStyle.Clear, None))
        {
            var name = new ImageName(
                run.Storyboard.Project, ImageStyle.Clear, run.Storyboard.Styles[0].Beats.Single(b => b.Id == beat).Shot, beat);
            await using var stream = (await cloud.Get<IImageStore>().OpenAsync(name, null, None))!;
            var bytes = new MemoryStream();
            await stream.CopyToAsync(bytes);
            Assert.IsType<ImageCheck.Whole>(cloud.Get<IImageCodec>().Check(bytes.ToArray()));
            Assert.Equal((ImageFormat.Png, "image/jpeg"), (image.Format, image.Provenance!.Original!.MediaType));
        }
    }

    [Fact]
    public async Task Run_ModelIsGone_StopsWithTheReasonInItsLog()
    {
        await using var simulator = await CloudSimulator.StartAsync();
        await using var cloud = new CloudHub(azurite, simulator.BaseUrl);
        simulator.AddFault(ScriptedFault.ForAny(SimulatedFault.ModelGone, 100));
        await cloud.StartWorkerAsync();

        var run = await cloud.StartAsync(new StoryboardBuilder().Styles(ImageStyle.Clear).Shots(2, 1));
        var end = await cloud.EndAsync(run.Id);

        Assert.Equal(RunStatus.Failed, end.Status);
        Assert.Single((await cloud.LogAsync(run.Id)).OfType<RunStopped>());
    }

    [Fact]
    public async Task Regenerate_OneBeatOfACancelledRun_GeneratesThatOneAndRetryTheRest()
    {
        await using var simulator = await CloudSimulator.StartAsync(TimeSpan.FromSeconds(1));
        await using var cloud = new CloudHub(azurite, simulator.BaseUrl, hub => hub with { Activities = 2 });
        await cloud.StartWorkerAsync();
        var run = await cloud.StartAsync(new StoryboardBuilder().Styles(ImageStyle.Clear).Shots(8, 1));
        await cloud.UntilAsync(run.Id, log => log.OfType<BeatCompleted>().Any());
        await cloud.Service.CancelAsync(run.Id, dropInFlight: false, None);
        await cloud.EndAsync(run.Id);
        var before = simulator.Calls.Length;
        Assert.True(before < 8);

        var first = (await cloud.LogAsync(run.Id)).OfType<BeatCompleted>().First().Beat;
        await cloud.Service.RequestAsync(run.Id, BeatRequestKind.Regenerate, [new BeatRef(ImageStyle.Clear, first)], None);
        await cloud.UntilAsync(run.Id, log => log.OfType<RunEnded>().Count() == 2);
        Assert.Equal(before + 1, simulator.Calls.Length);
        Assert.Equal(RunStatus.Cancelled, (await cloud.LogAsync(run.Id)).OfType<RunEnded>().Last().Status);

        // Its root may be ending at this moment.
        await cloud.Service.RequestAsync(run.Id, BeatRequestKind.Retry, [], None);
        await cloud.UntilAsync(run.Id, log => log.OfType<RunEnded>().Count() == 3);
        Assert.Equal(9, simulator.Calls.Length);
        Assert.Equal(RunStatus.Completed, (await cloud.LogAsync(run.Id)).OfType<RunEnded>().Last().Status);
    }

    [Fact]
    public async Task Delete_RunThatIsOver_LeavesNothingButItsImages()
    {
        await using var simulator = await CloudSimulator.StartAsync(TimeSpan.FromMilliseconds(500));
        await using var cloud = new CloudHub(azurite, simulator.BaseUrl);
        await cloud.StartWorkerAsync();
        var run = await cloud.StartAsync(new StoryboardBuilder().Shots(1, 2));
        Assert.IsType<ControlResult.Refused>(await cloud.Service.DeleteAsync(run.Id, None));
        await cloud.EndAsync(run.Id);
        Assert.Equal(4, (await cloud.InstancesAsync(run.Id)).Count);

        Assert.IsType<ControlResult.Done>(await cloud.Service.DeleteAsync(run.Id, None));

        Assert.Empty(await cloud.InstancesAsync(run.Id));
        Assert.Null(await cloud.Get<IRunStore>().FindAsync(run.Id, None));
        Assert.Empty(await cloud.LogAsync(run.Id));
        Assert.Equal(2, (await cloud.Get<IImageStore>().ListAsync(run.Storyboard.Project, ImageStyle.Clear, None)).Count);
        Assert.IsType<ControlResult.NotFound>(await cloud.Service.DeleteAsync(run.Id, None));
        var next = await cloud.StartAsync(new StoryboardBuilder().Styles(ImageStyle.Clear).Shots(2, 2));
        Assert.NotEqual(run.Id, next.Id);

        // With its images: those that it made, and not the two that it found.
        await cloud.EndAsync(next.Id);
        Assert.IsType<ControlResult.Done>(await cloud.Service.DeleteAsync(next.Id, None, cloud.Get<RunImageDeletion>().DeleteAsync));
        Assert.Equal(
            ["1.1", "1.2"],
            (await cloud.Get<IImageStore>().ListAsync(run.Storyboard.Project, ImageStyle.Clear, None)).Keys.Select(b => b.Value).Order());
        var left = AzuriteFixture.Images(cloud.Settings.Storage).GetBlobs(new GetBlobsOptions { Prefix = "team-a/" }).Select(b => b.Name);
        Assert.DoesNotContain(left, name => name.Contains("clear/Shot_2/", StringComparison.Ordinal));
    }

    private async Task ShareAsync(int partitions, int shots)
    {
        await using var simulator = await CloudSimulator.StartAsync(TimeSpan.FromMilliseconds(300));
        await using var cloud = new CloudHub(
            azurite, simulator.BaseUrl, hub => hub with { Partitions = partitions, Activities = 3, Lease = TimeSpan.FromSeconds(6) });
        var first = await cloud.StartWorkerAsync();
        var second = await cloud.StartWorkerAsync();

        var run = await cloud.StartAsync(new StoryboardBuilder().Shots(shots, 1));
        var end = await cloud.EndAsync(run.Id);

        Assert.Equal((RunStatus.Completed, shots * 3), (end.Status, end.Completed));
        Assert.Equal(shots * 3, simulator.Calls.Length);
        Assert.Contains(WorkflowNames.GenerateBeat, first.Began);
        Assert.Contains(WorkflowNames.GenerateBeat, second.Began);
    }
}
