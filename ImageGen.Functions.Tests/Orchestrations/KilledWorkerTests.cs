using ImageGen.Core.Api.Views;
using ImageGen.Functions.Http;
using ImageGen.Functions.Workers;

namespace ImageGen.Functions.Tests.Orchestrations;

/// <summary>A worker that is killed in the middle of a run: another one finishes it, and shows until then what it waits for.</summary>
[Collection(AzuriteRunTests.Name)]
public sealed class KilledWorkerTests(AzuriteFixture azurite)
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Run_WorkerIsKilled_TheNextFinishesItAndOnlyCallsInFlightAreRepeated()
    {
        await using var simulator = await CloudSimulator.StartAsync(TimeSpan.FromSeconds(1));
        await using var cloud = new CloudHub(
            azurite, simulator.BaseUrl, hub =>
                hub with { Activities = 4, Lease = TimeSpan.FromSeconds(3), Visibility = TimeSpan.FromSeconds(5) })
        {
            CallLimit = TimeSpan.FromSeconds(12),
        };
        var worker = await cloud.StartWorkerAsync();
        var run = await cloud.StartAsync(new StoryboardBuilder().Styles(ImageStyle.Clear, ImageStyle.Illustration).Shots(10, 1));
        await cloud.UntilAsync(run.Id, log => log.OfType<BeatCompleted>().Count() >= 5);

        await worker.KillAsync();
        await cloud.StartWorkerAsync();
        var end = await cloud.EndAsync(run.Id);

        var log = await cloud.LogAsync(run.Id);
        Assert.True(
            (end.Status, end.Completed) == (RunStatus.Completed, 20),
            $"{end.Status}, {end.Completed}: {string.Join('\n', log.OfType<BeatFailed>())}");
        var attempts = log.OfType<AttemptStarted>().ToArray();
        Assert.Equal(20, log.OfType<BeatCompleted>().DistinctBy(e => (e.Style, e.Beat)).Count());
        Assert.InRange(attempts.Length, 20, 20 + cloud.Hub.Activities);
        Assert.InRange(simulator.Calls.Length, attempts.Length - cloud.Hub.Activities, attempts.Length);
        var state = await (await cloud.Get<RunLogs>().OpenAsync(run.Id, None)).ReadAsync(
            s => (s.CostUsd + s.UnconfirmedUsd, s.UnconfirmedCalls), None);
        Assert.Equal(attempts.Length - 20, state.UnconfirmedCalls);
        Assert.True(state.Item1 >= attempts[0].EstimateUsd * simulator.Calls.Length, $"{state.Item1} for {simulator.Calls.Length} calls");
    }

    [Fact]
    public async Task Status_WorkerWasKilled_WaitsForTheStorageQueueUntilItsWorkComesBack()
    {
        await using var simulator = await CloudSimulator.StartAsync(TimeSpan.FromSeconds(3));
        await using var cloud = new CloudHub(
            azurite, simulator.BaseUrl, hub =>
                hub with { Activities = 6, Lease = TimeSpan.FromSeconds(3), Visibility = TimeSpan.FromSeconds(40) })
        {
            CallLimit = TimeSpan.FromSeconds(15),
            Signs = new SignOptions { Every = TimeSpan.FromMilliseconds(400), LostAfter = TimeSpan.FromSeconds(5) },
        };
        var worker = await cloud.StartWorkerAsync();
        var run = await cloud.StartAsync(new StoryboardBuilder().Styles(ImageStyle.Clear).Shots(4, 1));
        await cloud.UntilAsync(run.Id, log => log.OfType<AttemptStarted>().Count() == 4);

        // Its engine takes seconds to fall silent in this process; a process that is killed takes none.
        var killed = worker.KillAsync();
        await cloud.StartWorkerAsync();

        // As each request for the run's view does.
        var services = cloud.Get<RunServices>();
        await cloud.UntilAsync(run.Id, log => log.OfType<StyleWaiting>().Any(IsQueue));
        await services.RefreshAsync(cloud.Client, run.Id, None);
        var view = await cloud.Get<RunReader>().ViewAsync(run.Id, withBeats: false, None);
        Assert.Contains("storage queue until about", Assert.Single(view!.Styles).WaitingFor, StringComparison.Ordinal);
        await cloud.UntilStatusAsync(run.Id, status => status.Contains("storage queue until about", StringComparison.Ordinal), services);

        await killed;
        var end = await cloud.EndAsync(run.Id);
        Assert.Equal((RunStatus.Completed, 4, null), (end.Status, end.Completed, end.Styles[0].WaitingFor));
        Assert.Single((await cloud.LogAsync(run.Id)).OfType<StyleWaiting>(), IsQueue);

        static bool IsQueue(StyleWaiting wait) =>
            wait.Reason?.StartsWith("the storage queue until about ", StringComparison.Ordinal) is true;
    }
}
