using System.Collections.Concurrent;
using Azure.Core.Pipeline;
using DurableTask.AzureStorage;
using DurableTask.Core;
using DurableTask.Core.Entities;
using DurableTask.Core.Entities.OperationFormat;
using DurableTask.Core.Middleware;
using DurableTask.Core.Settings;
using Microsoft.DurableTask.Converters;
using Microsoft.DurableTask.Worker;
using Microsoft.DurableTask.Worker.Shims;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageGen.Functions.Tests.Support.Engine;

/// <summary>
/// One worker of a task hub in this process: Durable's own engine for Azure Storage and the shims of the isolated worker, as in a Functions
/// app. Only the process border and the messages across it are missing.
/// </summary>
internal sealed class HubWorker : IAsyncDisposable
{
    private readonly AzureStorageOrchestrationService _service;
    private readonly TaskHubWorker _worker;

    private HubWorker(AzureStorageOrchestrationService service, TaskHubWorker worker) => (_service, _worker) = (service, worker);

    public static async Task<HubWorker> StartAsync(
        HubSettings hub, HubProgram program, string name = "worker", VersioningSettings? versions = null, HttpPipelinePolicy? queues = null)
    {
        var service = hub.Open(name, queues);
        await service.CreateIfNotExistsAsync();
        var options = new DurableTaskWorkerOptions
        {
            DataConverter = new JsonDataConverter(ImageGenJson.Options),
            EnableEntitySupport = true,
        };
        if (hub.Version.Length > 0)
        {
            options.Versioning = new() { DefaultVersion = hub.Version };
        }

        var shims = new DurableTaskShimFactory(options, NullLoggerFactory.Instance);
        var worker = new TaskHubWorker(
            service,
            new Finder<TaskOrchestration>(named => shims.CreateOrchestration(named, program.Orchestrators[named]())),
            new Finder<TaskActivity>(named => shims.CreateActivity(named, program.Activities[named])),
            new Finder<TaskEntity>(named => shims.CreateEntity(named, program.Entity(), new EntityId(named, "of-the-message"))),
            versions,
            NullLoggerFactory.Instance)
        { ErrorPropagationMode = ErrorPropagationMode.UseFailureDetails };
        worker.AddEntityDispatcherMiddleware(new EntityStates().KeepAsync);
        await worker.StartAsync();
        return new HubWorker(service, worker);
    }

    public async ValueTask DisposeAsync()
    {
        await _worker.StopAsync(isForced: true);
        _worker.Dispose();
        _service.Dispose();
    }

    /// <summary>
    /// What the host's dispatcher of entities keeps for the time of an extended session: there the engine hands over an entity's state with
    /// the first batch only.
    /// </summary>
    private sealed class EntityStates
    {
        private readonly ConcurrentDictionary<string, string?> _states = new(StringComparer.Ordinal);

        public async Task KeepAsync(DispatchMiddlewareContext context, Func<Task> next)
        {
            var request = context.GetProperty<EntityBatchRequest>();
            request.EntityState ??= _states.GetValueOrDefault(request.InstanceId!);
            await next();
            _states[request.InstanceId!] = context.GetProperty<EntityBatchResult>().EntityState;
        }
    }

    /// <summary>Everything that is asked for is there; the names come from the messages.</summary>
    private sealed class Finder<T>(Func<string, T> create) : INameVersionObjectManager<T>
    {
        public void Add(ObjectCreator<T> creator) => throw new NotSupportedException();

        public T GetObject(string name, string? version) => create(name);
    }
}
