using System.Net;
using System.Net.Sockets;
using ImageGen.Core;
using ImageGen.Core.Scheduling;
using ImageGen.Core.Workflows;
using ImageGen.Functions.Orchestrations;
using ImageGen.Tests.Contracts;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Converters;
using Microsoft.DurableTask.Testing;
using Microsoft.DurableTask.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace ImageGen.Functions.Tests.Support;

/// <summary>
/// Durable Functions' worker and client over its in-process host: a real clock and real messages, no Azure. That host has no entities, so
/// that the key pools are reached by an activity here; the entity has tests of its own.
/// </summary>
internal sealed class DurableHarness : IEngineHarness
{
    private const string Exchange = nameof(Exchange);
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3);

    private static readonly JsonDataConverter Converter = new(ImageGenJson.Options);

    private readonly DurableTaskTestHost _host;

    private DurableHarness(DurableTaskTestHost host) => _host = host;

    /// <summary>As short as can be told from the engine's own pace.</summary>
    public static TimeSpan ShortTick { get; } = TimeSpan.FromMilliseconds(400);

    public TimeSpan Tick => ShortTick;

    public DurableTaskClient Client => _host.Client;

    public static async Task<DurableHarness> StartAsync(IEnumerable<WorkflowBody> workflows, IEnumerable<ActivityBody> activities)
    {
        var pools = new Pools();
        var exchange = new ActivityBody(Exchange, typeof(PoolRequest), typeof(KeyPoolReply), (request, _) => Task.FromResult<object>(pools.Exchange((PoolRequest)request)));
        var host = await DurableTaskTestHost.StartAsync(
            registry =>
            {
                foreach (var workflow in workflows)
                {
                    registry.AddOrchestrator(new TaskName(Orchestrators.NameOf(workflow.Name)), new Orchestrator(workflow));
                }

                foreach (var activity in activities)
                {
                    registry.AddActivity(new TaskName(activity.Name), new Activity(activity));
                }

                registry.AddActivity(new TaskName(Exchange), new Activity(exchange));
            },
            new DurableTaskTestHostOptions
            {
                LoggerFactory = NullLoggerFactory.Instance,
                Port = FreePort(),
                ConfigureServices = services => services
                    .Configure<DurableTaskWorkerOptions>(Options.DefaultName, options => options.DataConverter = Converter)
                    .Configure<DurableTaskClientOptions>(Options.DefaultName, options => options.DataConverter = Converter),
            });
        return new DurableHarness(host);
    }

    public Task StartAsync(string workflow, string instanceId, object input) =>
        Client.ScheduleNewOrchestrationInstanceAsync(workflow, input, new StartOrchestrationOptions(instanceId));

    public Task SignalAsync(string instanceId, string name, object payload) => Client.RaiseEventAsync(instanceId, name, payload);

    /// <summary>There is no telling when a real engine is idle: until every instance that runs has waited for a while.</summary>
    public async Task SettleAsync() => await Task.Delay(ShortTick * 1.5);

    public async Task AdvanceAsync(TimeSpan by) => await Task.Delay(by);

    public async Task<T> ResultAsync<T>(string instanceId)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        var end = await Client.WaitForInstanceCompletionAsync(instanceId, getInputsAndOutputs: true, deadline.Token);
        return end.RuntimeStatus is OrchestrationRuntimeStatus.Completed
            ? end.ReadOutputAs<T>()!
            : throw new WorkflowActivityException(end.FailureDetails?.ErrorMessage ?? $"It is {end.RuntimeStatus}.");
    }

    public async Task<string?> StatusAsync(string instanceId) =>
        (await Client.GetInstanceAsync(instanceId, getInputsAndOutputs: true))?.SerializedCustomStatus;

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private sealed class Orchestrator(WorkflowBody workflow) : ITaskOrchestrator
    {
        public Type InputType => workflow.Input;

        public Type OutputType => workflow.Result;

        public async Task<object?> RunAsync(TaskOrchestrationContext context, object? input) =>
            await new DurableWorkflowContext(context, (pool, request) => context.CallActivityAsync<KeyPoolReply>(Exchange, new PoolRequest(pool, request)))
                .RunAsync(world => workflow.RunAsync(world, input!));
    }

    private sealed class Activity(ActivityBody activity) : ITaskActivity
    {
        public Type InputType => activity.Input;

        public Type OutputType => activity.Result;

        public async Task<object?> RunAsync(TaskActivityContext context, object? input) => await activity.RunAsync(input!, CancellationToken.None);
    }

    private sealed record PoolRequest(string Pool, KeyPoolRequest Request);

    private sealed class Pools
    {
        // As the app's own: a host of real messages is late, and takes so many calls at once.
        private static readonly KeyPoolOptions Limits = new() { Grace = TimeSpan.FromSeconds(15), MaxInFlightInAll = 10 };

        private readonly Lock _guard = new();
        private readonly Dictionary<string, KeyPool> _pools = [];

        public KeyPoolReply Exchange(PoolRequest request)
        {
            lock (_guard)
            {
                if (!_pools.TryGetValue(request.Pool, out var pool))
                {
                    _pools[request.Pool] = pool = new KeyPool(Limits);
                }

                return pool.Exchange(request.Request, TimeProvider.System.GetUtcNow());
            }
        }
    }
}
