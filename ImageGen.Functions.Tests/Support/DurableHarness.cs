using ImageGen.Core.Workflows.Contract;
using ImageGen.Functions.Tests.Support.Engine;
using ImageGen.Tests.Contracts;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace ImageGen.Functions.Tests.Support;

/// <summary>Durable Functions' engine on Azurite: a real clock, real messages, real histories.</summary>
internal sealed class DurableHarness : IEngineHarness
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3);

    private readonly HubWorker _worker;

    private DurableHarness(HubClient client, HubWorker worker) => (Client, _worker) = (client, worker);

    /// <summary>As short as can be told from the engine's own pace: its timers ring on whole seconds.</summary>
    public static TimeSpan ShortTick { get; } = TimeSpan.FromSeconds(1.5);

    public TimeSpan Tick => ShortTick;

    public HubClient Client { get; }

    public static async Task<DurableHarness> StartAsync(HubSettings hub, HubProgram program) =>
        new(new HubClient(hub), await HubWorker.StartAsync(hub, program));

    public Task StartAsync(string workflow, string instanceId, object input) =>
        Client.ScheduleNewOrchestrationInstanceAsync(workflow, input, new StartOrchestrationOptions(instanceId));

    public Task SignalAsync(string instanceId, string name, object payload) => Client.RaiseEventAsync(instanceId, name, payload);

    /// <summary>There is no telling when a real engine is idle: until every instance that runs has waited for a while.</summary>
    public async Task SettleAsync() => await Task.Delay(ShortTick);

    public async Task AdvanceAsync(TimeSpan by) => await Task.Delay(by);

    public async Task<T> ResultAsync<T>(string instanceId)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        var end = await Client.WaitForInstanceCompletionAsync(instanceId, getInputsAndOutputs: true, deadline.Token);
        return end.RuntimeStatus is OrchestrationRuntimeStatus.Completed
            ? end.ReadOutputAs<T>()!
            : throw new WorkflowActivityException(end.FailureDetails?.ErrorMessage ?? $"It is {end.RuntimeStatus}: {end.SerializedOutput}");
    }

    public async Task<string?> StatusAsync(string instanceId) =>
        (await Client.GetInstanceAsync(instanceId, getInputsAndOutputs: true))?.SerializedCustomStatus;

    public async ValueTask DisposeAsync()
    {
        await _worker.DisposeAsync();
        await Client.DisposeAsync();
    }
}
