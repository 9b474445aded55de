using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using DurableTask.AzureStorage;
using ImageGen.Functions.Adapters.Configuration;

namespace ImageGen.Functions.Tests.Support.Engine;

/// <summary>A task hub on Azure Storage, set up as the Functions host does it for host.json, with shorter waits.</summary>
/// <param name="ConnectionString">The storage account.</param>
/// <param name="Name">The hub's.</param>
internal sealed record HubSettings(string ConnectionString, string Name)
{
    /// <summary>How many workers can run orchestrations and entities at once.</summary>
    public int Partitions { get; init; } = 1;

    /// <summary>After so long without a word of its worker, a message is delivered to another.</summary>
    public TimeSpan Visibility { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>After so long without a word of its worker, a partition goes to another.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How many activities a worker runs at once.</summary>
    public int Activities { get; init; } = Functions("Activity");

    /// <summary>The orchestrations' version that a client and a worker give to those that they start; empty: none.</summary>
    public string Version { get; init; } = string.Empty;

    /// <param name="worker">Its name in the hub.</param>
    /// <param name="queues">Sees each request for the hub's queues; null: none is seen.</param>
    public AzureStorageOrchestrationService Open(string worker, HttpPipelinePolicy? queues = null) =>
        new(new AzureStorageOrchestrationServiceSettings
        {
            StorageAccountClientProvider = new StorageAccountClientProvider(
            StorageServiceClientProvider.ForBlob(ConnectionString, new BlobClientOptions()),
            StorageServiceClientProvider.ForQueue(ConnectionString, Queues(queues)),
            StorageServiceClientProvider.ForTable(ConnectionString, new TableClientOptions())),
            TaskHubName = Name,
            WorkerId = worker,
            PartitionCount = Partitions,
            ControlQueueVisibilityTimeout = Visibility,
            WorkItemQueueVisibilityTimeout = Visibility,
            LeaseInterval = Lease,
            LeaseRenewInterval = Lease / 3,
            LeaseAcquireInterval = Lease / 3,
            MaxQueuePollingInterval = TimeSpan.FromMilliseconds(100),
            MaxConcurrentTaskActivityWorkItems = Activities,
            MaxConcurrentTaskOrchestrationWorkItems = Functions("Orchestrator"),
            MaxConcurrentTaskEntityWorkItems = Functions("Entity"),
            ExtendedSessionsEnabled = true,
            ExtendedSessionIdleTimeout = TimeSpan.FromSeconds(30),
            UseAppLease = false,
            UseSeparateQueueForEntityWorkItems = true,
            ThrowExceptionOnInvalidDedupeStatus = true,
        });

    /// <summary>How many of a kind a worker runs at once, as shipped.</summary>
    private static int Functions(string kind) => int.Parse(
        ActivitySlots.HostJson(AppContext.BaseDirectory)[$"extensions:durableTask:maxConcurrent{kind}Functions"]!,
        CultureInfo.InvariantCulture);

    private static QueueClientOptions Queues(HttpPipelinePolicy? policy)
    {
        var options = new QueueClientOptions();
        if (policy is not null)
        {
            options.AddPolicy(policy, HttpPipelinePosition.PerCall);
        }

        return options;
    }
}
