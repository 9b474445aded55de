using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using ImageGen.Core.KeyPools;
using ImageGen.Core.Workflows;
using ImageGen.Local.Engine;
using ImageGen.Local.Storage;
using ImageGen.Tests.Local;
using ImageGen.Tests.Races.Control;
using Microsoft.Extensions.Logging.Abstractions;
using static ImageGen.Tests.Local.Engine.Toys;

namespace ImageGen.Tests.Races;

/// <summary>
/// The generic half of the embedded engine without the half that knows runs, which waits for starts before it stops, and so hides what
/// happens between them.
/// </summary>
internal sealed class WorkflowEngineScenarios : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly KeyPools _pools;
    private readonly WorkflowEngine _engine;
    private bool _isStopped;
    private readonly Dictionary<string, int> _atWork = [];
    private bool _movesBehindTheStop;
    private int _mostOfOneId;

    private WorkflowEngineScenarios(Interleaving world)
    {
        _pools = new KeyPools(new KeyPoolOptions(), DataFolder.Open(_folder.Path), world.Clock, NullLogger<KeyPools>.Instance);
        _engine = new WorkflowEngine(Program(), _pools, world.Clock, NullLogger<WorkflowEngine>.Instance);
    }

    /// <summary>Roots are started while the engine stops: behind the stop nothing moves, and no id is at work twice.</summary>
    public static Task StartsAmidStop(Interleaving world) => StopAsync(world, isCancelled: world.Random.Next(2) == 0, "one", "one", "two");

    /// <summary>The smallest case, for every interleaving.</summary>
    public static Task OneStartAmidStop(Interleaving world) => StopAsync(world, isCancelled: false, "one");

    /// <summary>A child may end before its start has returned; its parent keeps nothing of it.</summary>
    public static async Task ChildrenEndAtOnce(Interleaving world)
    {
        await using var scenario = new WorkflowEngineScenarios(world);
        var ended = scenario._engine.Start("Parent", "parent", world.Random.Next(1, 3))!;
        while (scenario._engine.StatusOf("parent") is null)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), world.Clock);
        }

        await scenario._engine.Work.WhenIdleAsync();
        Assert.Equal(1, scenario._engine.Instances);
        Assert.Empty(ChildrenOf(LiveOf(scenario._engine)["parent"]));
        scenario._engine.Signal("parent", "End", true);
        Assert.Null((await ended).Outcome.Failure);
    }

    /// <summary>Signals arrive at once, while the ones before are delivered: the workflow receives every one of them.</summary>
    public static async Task SignalsAtOnce(Interleaving world)
    {
        await using var scenario = new WorkflowEngineScenarios(world);
        var ended = scenario._engine.Start("Counter", "counter", 0)!;
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => scenario._engine.Signal("counter", "Count", true))));
        scenario._engine.Signal("counter", "Count", false);
        Assert.Equal(3, Payload.Read<int>((await ended).Outcome.Result!));
    }

    public async ValueTask DisposeAsync()
    {
        await _engine.StopAsync(new CancellationToken(canceled: true));
        await _pools.DisposeAsync();
        _engine.Dispose();
        _folder.Dispose();
    }

    private static async Task StopAsync(Interleaving world, bool isCancelled, params string[] ids)
    {
        await using var scenario = new WorkflowEngineScenarios(world);
        var started = 0;
        await Task.WhenAll([.. ids.Select(id => Task.Run(() => Start(id))), Task.Run(StopAsync)]);
        await Task.Delay(TimeSpan.FromMinutes(2), world.Clock);
        Assert.False(scenario._movesBehindTheStop, "something moves behind the stop");
        Assert.InRange(started, scenario._engine.Instances, ids.Length);
        Assert.InRange(scenario._mostOfOneId, 0, 1);

        void Start(string id)
        {
            if (scenario._engine.Start("Steps", id, id) is not null)
            {
                started++;
            }
        }

        async Task StopAsync()
        {
            var began = world.Clock.GetUtcNow();
            await scenario._engine.StopAsync(new CancellationToken(isCancelled));

            // Time passes only where the stop leaves behind what does not end in time.
            scenario._isStopped = world.Clock.GetUtcNow() == began;
        }
    }

    private WorkflowProgram Program() => new(
        [
            Workflow<string, int>("Steps", async (context, id) =>
            {
                using var atWork = new AtWork(this, id);
                for (var step = 0; step < 3; step++)
                {
                    Moves();
                    await context.CallActivityAsync<int>("Step", step);
                }

                return 3;
            }),
            Workflow<int, int>("Parent", async (context, children) =>
            {
                await Task.WhenAll(
                    Enumerable.Range(0, children).Select(n => context.CallSubWorkflowAsync<int>("Child", $"child-{n}", n)));
                context.SetStatus("waits");
                await context.WaitForSignalAsync<bool>("End", CancellationToken.None);
                return children;
            }),
            Workflow<int, int>("Child", (_, n) => Task.FromResult(n)),
            Workflow<int, int>("Counter", async (context, count) =>
            {
                while (await context.WaitForSignalAsync<bool>("Count", CancellationToken.None))
                {
                    count++;
                }

                return count;
            }),
        ],
        [
            Activity<int, int>("Step", n =>
            {
                Moves();
                return n;
            }),
        ]);

    /// <summary>One life of a workflow, as its body sees it. The interleavings let one thread continue at a time.</summary>
    private sealed class AtWork : IDisposable
    {
        private readonly WorkflowEngineScenarios _scenario;
        private readonly string _id;

        public AtWork(WorkflowEngineScenarios scenario, string id)
        {
            (_scenario, _id) = (scenario, id);
            var count = scenario._atWork[id] = scenario._atWork.GetValueOrDefault(id) + 1;
            scenario._mostOfOneId = Math.Max(scenario._mostOfOneId, count);
        }

        public void Dispose() => _scenario._atWork[_id]--;
    }

    // An exception here would only be the workflow's end.
    private void Moves() => _movesBehindTheStop |= _isStopped;

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_children")]
    private static extern ref HashSet<WorkflowInstance> ChildrenOf(WorkflowInstance instance);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_live")]
    private static extern ref ConcurrentDictionary<string, WorkflowInstance> LiveOf(WorkflowEngine engine);
}
