using ImageGen.Core.KeyPools;
using ImageGen.Core.Workflows;
using ImageGen.Core.Workflows.Contract;
using ImageGen.Tests.Contracts;

namespace ImageGen.Tests.Core.Workflows.Replay;

/// <summary>
/// The replaying engine keeps every promise of <see cref="IWorkflowContext"/> that hosts keep, so what passes on it means something.
/// </summary>
public sealed class ReplayEngineContractTests : WorkflowEngineContract
{
    protected override Task<IEngineHarness> OpenAsync(WorkflowProgram program) => Task.FromResult<IEngineHarness>(new Harness(program));

    private sealed class Harness : IEngineHarness
    {
        private readonly ManualTimeProvider _clock = new();
        private readonly ReplayEngine _engine;

        public Harness(WorkflowProgram program)
        {
            var options = new ReplayOptions
            {
                IsExpected = _ => true,
                Keys = new KeyPoolOptions { Requests = 5 },
                SignalLatency = _ => TimeSpan.Zero,
            };
            _engine = new ReplayEngine(new WorkflowCatalogue(program), _clock, 11, options);
        }

        public TimeSpan Tick => TimeSpan.FromMinutes(1);

        public Task StartAsync(string workflow, string instanceId, object input)
        {
            Assert.True(_engine.Start(workflow, instanceId, input));
            return Task.CompletedTask;
        }

        // Comes at once, so that words that are sent one after the other also arrive so.
        public Task SignalAsync(string instanceId, string name, object payload)
        {
            _engine.Signal(instanceId, name, payload);
            return AdvanceAsync(TimeSpan.FromMilliseconds(1));
        }

        public Task SettleAsync() => AdvanceAsync(Tick / 4);

        public Task AdvanceAsync(TimeSpan by)
        {
            var isThere = false;
            _engine.At(_clock.GetUtcNow() + by, () => isThere = true);
            while (!isThere) Assert.True(_engine.Step());
            return Task.CompletedTask;
        }

        public Task<T> ResultAsync<T>(string instanceId)
        {
            while (_engine.IsRunning(instanceId)) Assert.True(_engine.Step(), "Nothing will ever happen again.");
            var instance = _engine.Instances[instanceId];
            return instance.State is InstanceState.Completed
                ? Task.FromResult(WorkflowCatalogue.Read<T>(instance.Output!))
                : throw new WorkflowActivityException(instance.Output!);
        }

        public Task<string?> StatusAsync(string instanceId) => Task.FromResult(_engine.Instances[instanceId].Status);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
