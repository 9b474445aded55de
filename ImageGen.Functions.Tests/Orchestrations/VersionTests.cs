using System.Collections.Concurrent;
using DurableTask.Core.Settings;
using ImageGen.Core.Workflows.Contract;
using ImageGen.Functions.Tests.Support.Engine;
using Microsoft.DurableTask;

namespace ImageGen.Functions.Tests.Orchestrations;

/// <summary>A new version is deployed while workflows of the old one are under way: both versions are workers of one hub.</summary>
[Collection(AzuriteRunTests.Name)]
public sealed class VersionTests(AzuriteFixture azurite)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    /// <summary>
    /// A partition of the hub has one worker at a time. So a workflow of the new version whose partition an old worker still has waits for
    /// that worker's end; it is never begun by code that does not know it.
    /// </summary>
    [Fact]
    public async Task Deploy_RunOfTheOldVersionUnderWay_NewWorkersFinishItAndOldOnesTakeNoNewOne()
    {
        var ran = new ConcurrentQueue<(string Worker, string Workflow)>();
        var hub = azurite.Hub() with { Partitions = 4, Lease = TimeSpan.FromSeconds(6) };
        await using var client = new HubClient(hub with { Version = "1" });
        await using (await HubWorker.StartAsync(hub with { Version = "1" }, Program("old", ran), "old", Versions("1")))
        {
            await client.ScheduleNewOrchestrationInstanceAsync("Waits", "early", new StartOrchestrationOptions("early"));
            await UntilAsync(() => ran.Contains(("old", "early")));

            await using var newWorker = await HubWorker.StartAsync(hub with { Version = "2" }, Program("new", ran), "new", Versions("2"));
            await using var newClient = new HubClient(hub with { Version = "2" });
            foreach (var id in Late)
            {
                await newClient.ScheduleNewOrchestrationInstanceAsync("Waits", id, new StartOrchestrationOptions(id));
            }

            await UntilAsync(() => ran.Any(r => r.Worker == "new"));
        }

        await using var next = await HubWorker.StartAsync(hub with { Version = "2" }, Program("new", ran), "next", Versions("2"));
        foreach (var id in (string[])[.. Late, "early"])
        {
            // A start that the old worker refused comes again after 2, 4, 8, ... seconds, and an event that arrives before it is discarded.
            await StartedAsync(client, id);
            await client.RaiseEventAsync(id, "go", "go");
            Assert.Equal("new", await ResultAsync(client, id));
        }

        Assert.Equal(["early"], ran.Where(r => r.Worker == "old").Select(r => r.Workflow).Distinct());
    }

    private static string[] Late { get; } = [.. Enumerable.Range(0, 8).Select(n => $"late-{n}")];

    private static HubProgram Program(string worker, ConcurrentQueue<(string Worker, string Workflow)> ran) => HubProgram.Of(
        [
            WorkflowBody.Of<string, string>("Waits", async (context, id) =>
            {
                ran.Enqueue((worker, id));
                await context.WaitForSignalAsync<string>("go", CancellationToken.None);
                return worker;
            }),
        ],
        []);

    private static VersioningSettings Versions(string version) => new()
    {
        Version = version,
        MatchStrategy = VersioningSettings.VersionMatchStrategy.CurrentOrOlder,
        FailureStrategy = VersioningSettings.VersionFailureStrategy.Reject,
    };

    private static async Task StartedAsync(HubClient client, string id)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        await client.WaitForInstanceStartAsync(id, getInputsAndOutputs: false, deadline.Token);
    }

    private static async Task<string?> ResultAsync(HubClient client, string id)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        return (await client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true, deadline.Token)).ReadOutputAs<string>();
    }

    private static async Task UntilAsync(Func<bool> isSo)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        while (!isSo())
        {
            await Task.Delay(50, deadline.Token);
        }
    }
}
