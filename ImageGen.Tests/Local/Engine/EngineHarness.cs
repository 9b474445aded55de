using ImageGen.Core.KeyPools;
using ImageGen.Core.Workflows;
using ImageGen.Core.Workflows.Contract;
using ImageGen.Local.Engine;
using ImageGen.Local.Storage;
using ImageGen.Tests.Contracts;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageGen.Tests.Local.Engine;

/// <summary>The generic half of the embedded engine, in virtual time.</summary>
internal sealed class EngineHarness : IEngineHarness
{
    private readonly TempFolder _folder = new();
    private readonly Dictionary<string, Task<WorkflowEnd>> _ends = [];

    public EngineHarness(WorkflowProgram program, KeyPoolOptions? limits = null)
    {
        Pools = new KeyPools(limits ?? new KeyPoolOptions(), DataFolder.Open(_folder.Path), Clock, NullLogger<KeyPools>.Instance);
        Engine = new WorkflowEngine(program, Pools, Clock, NullLogger<WorkflowEngine>.Instance);
    }

    public ManualTimeProvider Clock { get; } = new();

    public KeyPools Pools { get; }

    public WorkflowEngine Engine { get; }

    public TimeSpan Tick => TimeSpan.FromMinutes(1);

    public Task StartAsync(string workflow, string instanceId, object input)
    {
        _ends[instanceId] = Engine.Start(workflow, instanceId, input) ?? throw new InvalidOperationException($"'{instanceId}' is live.");
        return Task.CompletedTask;
    }

    public Task SignalAsync(string instanceId, string name, object payload)
    {
        Engine.Signal(instanceId, name, payload);
        return Task.CompletedTask;
    }

    public Task SettleAsync() => Engine.Work.WhenIdleAsync();

    public async Task AdvanceAsync(TimeSpan by)
    {
        var until = Clock.GetUtcNow() + by;
        await SettleAsync();
        while (Clock.NextDue is { } due && due <= until)
        {
            Clock.AdvanceToNextTimer();
            await SettleAsync();
        }

        Clock.AdvanceTo(until);
        await SettleAsync();
    }

    public async Task<T> ResultAsync<T>(string instanceId)
    {
        var end = await EndAsync(instanceId);
        return end.Failure is { } failure
            ? throw new WorkflowActivityException(failure.Message, failure)
            : ImageGenJson.Read<T>(end.Result);
    }

    /// <summary>Lets time pass until the instance has ended.</summary>
    public async Task<Outcome> EndAsync(string instanceId)
    {
        await SettleAsync();
        while (!_ends[instanceId].IsCompleted && Clock.AdvanceToNextTimer())
        {
            await SettleAsync();
        }

        return (await _ends[instanceId]).Outcome;
    }

    public Task<string?> StatusAsync(string instanceId) => Task.FromResult(Engine.StatusOf(instanceId));

    public async ValueTask DisposeAsync()
    {
        await Engine.StopAsync(new CancellationToken(canceled: true));
        await Pools.DisposeAsync();
        Engine.Dispose();
        _folder.Dispose();
    }
}
