using System.Collections.Concurrent;
using Azure.Core;
using Azure.Core.Pipeline;
using ImageGen.Core.Models.Catalogue;
using ImageGen.Functions.Adapters.Blob;
using ImageGen.Functions.Tests.Support.Engine;
using ImageGen.Functions.Workers;
using Microsoft.Extensions.DependencyInjection;

namespace ImageGen.Functions.Tests.Support;

/// <summary>
/// A worker process of the app, as far as that can be had inside the test's: services of its own over the shared storage, hub and
/// model.
/// </summary>
internal sealed class CloudWorker : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly Mortality _mortality;
    private HubWorker _worker = null!;

    private CloudWorker(ServiceProvider services, Mortality mortality) => (_services, _mortality) = (services, mortality);

    /// <summary>The names of the activities that it has begun.</summary>
    public ConcurrentQueue<string> Began { get; } = new();

    public IServiceProvider Services => _services;

    public static async Task<CloudWorker> StartAsync(CloudHub cloud, string name)
    {
        var mortality = new Mortality();
        var collection = new ServiceCollection().AddLogging().AddImageGenCore(cloud.Settings, TimeProvider.System)
            .AddSingleton(
                new BlobContainers(cloud.Settings.Storage, options => options.AddPolicy(mortality, HttpPipelinePosition.PerRetry)))
            .AddSingleton(cloud.Signs with { VisibleAfter = cloud.Hub.Visibility })
            .AddSingleton<IApiKeySource>(cloud.Keys);
        if (cloud.CallLimit is { } limit)
        {
            collection.AddSingleton(s => new BeatGenerator(
                s.GetRequiredService<RunLogs>(),
                s.GetRequiredService<IImageStore>(),
                s.GetRequiredService<IApiKeySource>(),
                s.GetRequiredService<IImageModel>(),
                s.GetRequiredService<ModelCatalogue>(),
                TimeProvider.System,
                s.GetRequiredService<IRunGate>(),
                limit,
                handling: s.GetRequiredService<ImageHandling>()));
        }

        var worker = new CloudWorker(collection.BuildServiceProvider(), mortality);
        await worker._services.GetRequiredService<WorkerSigns>().StartAsync(CancellationToken.None);
        worker._worker = await HubWorker.StartAsync(
            cloud.Hub, AppProgram.Of(worker._services, cloud.Client, worker.Began.Enqueue), name, queues: new NoSignOfLife(mortality));
        return worker;
    }

    /// <summary>From here on nothing that it does reaches anybody but the service that generates images.</summary>
    public async Task KillAsync()
    {
        _mortality.IsDead = true;
        await _worker.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_mortality.IsDead)
        {
            await _worker.DisposeAsync();
        }

        await _services.DisposeAsync();
    }

    private sealed class Mortality : HttpPipelinePolicy
    {
        public volatile bool IsDead;

        public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => throw new NotSupportedException();

        public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
        {
            if (IsDead)
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, CancellationToken.None);
            }

            await ProcessNextAsync(message, pipeline);
        }
    }

    /// <summary>
    /// A dead process renews no message that it had. Here its engine's loop would, for as long as the activity hangs, and the next worker
    /// would get the message after minutes, whenever a renewal happens to be late.
    /// </summary>
    private sealed class NoSignOfLife(Mortality mortality) : HttpPipelinePolicy
    {
        public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
        {
            ThrowIfDead();
            ProcessNext(message, pipeline);
        }

        public override ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
        {
            ThrowIfDead();
            return ProcessNextAsync(message, pipeline);
        }

        private void ThrowIfDead()
        {
            if (mortality.IsDead)
            {
                throw new InvalidOperationException("This worker was killed.");
            }
        }
    }
}
