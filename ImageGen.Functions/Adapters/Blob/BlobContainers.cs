using Azure.Core;
using Azure.Identity;
using Azure.Storage.Blobs;
using ImageGen.Core.Base;

namespace ImageGen.Functions.Adapters.Blob;

/// <summary>The containers of images and runs.</summary>
internal sealed class BlobContainers
{
    /// <param name="settings">Where they are.</param>
    /// <param name="configure">Changes how the service is called.</param>
    public BlobContainers(BlobSettings settings, Action<BlobClientOptions>? configure = null)
    {
        var retrying = Service(settings, retries: 4, configure);
        Images = new BlobPlace(retrying.GetBlobContainerClient(settings.ImagesContainer), settings.Prefix);
        Runs = new BlobPlace(retrying.GetBlobContainerClient(settings.RunsContainer), settings.Prefix);
        Appends = new BlobPlace(Service(settings, retries: 0, configure).GetBlobContainerClient(settings.RunsContainer), settings.Prefix);
    }

    /// <summary>For images.</summary>
    public BlobPlace Images { get; }

    /// <summary>For runs.</summary>
    public BlobPlace Runs { get; }

    /// <summary>
    /// For appends to logs: each request is sent once, because a hidden repetition would leave open which of the two was taken.
    /// </summary>
    public BlobPlace Appends { get; }

    private static BlobServiceClient Service(BlobSettings settings, int retries, Action<BlobClientOptions>? configure)
    {
        var options = new BlobClientOptions();
        options.Retry.MaxRetries = retries;
        options.Retry.Mode = RetryMode.Exponential;
        options.Retry.Delay = TimeSpan.FromMilliseconds(400);
        options.Retry.MaxDelay = TimeSpan.FromSeconds(10);
        options.Retry.NetworkTimeout = TimeSpan.FromSeconds(60);
        configure?.Invoke(options);
        return settings.ServiceUri is { } uri
            ? new BlobServiceClient(uri, new DefaultAzureCredential(), options)
            : new BlobServiceClient(
                settings.ConnectionString
                    ?? throw new UserException("There is no storage. Set ImageGen:Storage:ServiceUri, or AzureWebJobsStorage."), options);
    }
}

/// <summary>A folder in a container, which is created when it is first used.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class BlobPlace(BlobContainerClient container, string prefix)
{
    private volatile bool _isMade;

    public string Prefix => prefix;

    /// <summary>Runs requests to the container. Faults of the storage become messages that a person can act on.</summary>
    /// <exception cref="UserException">The storage does not answer or refuses.</exception>
    public Task UseAsync(Func<BlobContainerClient, Task> work, CancellationToken cancellationToken) => UseAsync(
        async container =>
        {
            await work(container);
            return true;
        },
        cancellationToken);

    /// <inheritdoc cref="UseAsync(Func{BlobContainerClient, Task}, CancellationToken)"/>
    public Task<T> UseAsync<T>(Func<BlobContainerClient, Task<T>> work, CancellationToken cancellationToken) =>
        BlobFaults.ExplainedAsync(container.Uri, async () =>
        {
            if (!_isMade)
            {
                await container.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
                _isMade = true;
            }

            return await work(container);
        });
}
