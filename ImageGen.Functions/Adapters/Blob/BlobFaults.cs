using Azure;
using Azure.Identity;
using Azure.Storage.Blobs.Models;
using ImageGen.Core.Base;

namespace ImageGen.Functions.Adapters.Blob;

/// <summary>Faults of Blob Storage as messages for the person who runs the app.</summary>
internal static class BlobFaults
{
    /// <summary>The role that the app's identity needs.</summary>
    public const string Role = "Storage Blob Data Contributor";

    /// <summary>Runs requests to a container, and turns its faults into messages that a person can act on.</summary>
    public static async Task<T> ExplainedAsync<T>(Uri container, Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception e) when (Explain(e, container) is { } fault)
        {
            throw fault;
        }
    }

    /// <summary>Null for what is none of the storage's faults.</summary>
    public static UserException? Explain(Exception fault, Uri container)
    {
        var place = $"{container.Host}{container.AbsolutePath}";
        return fault switch
        {
            RequestFailedException { Status: 401 or 403 } e => new UserException(
                $"The app may not use the container {place} ({e.ErrorCode}). Give its identity the role '{Role}' on the storage account, "
                + "or fix ImageGen:Storage:ConnectionString; check the account's firewall, too.",
                e),
            RequestFailedException { Status: 404, ErrorCode: "ContainerNotFound" } e => new UserException(
                $"The container {place} is gone. Make it again, or restart the app, which does.", e),
            RequestFailedException { Status: 409, ErrorCode: "ContainerBeingDeleted" } e => new UserException(
                $"The container {place} is being deleted. Wait half a minute, or name another one (ImageGen:Storage).", e),
            RequestFailedException { Status: 0 or 408 or 429 or >= 500 } e => new UserException(
                $"The storage {place} does not answer ({(e.Status == 0 ? "no connection" : e.Status)}). Check ImageGen:Storage, the "
                    + "network and the account's state.",
                e),
            AggregateException { InnerExceptions: [RequestFailedException { Status: 0 } e, ..] } => new UserException(
                $"The storage {place} cannot be reached. Is Azurite running, or the account's name right (ImageGen:Storage)?", e),
            AuthenticationFailedException e => new UserException(
                $"The app has no identity to use the container {place} with. Turn on its managed identity and give it the role '{Role}', "
                    + "or sign in (az login).", e),
            _ => null,
        };
    }

    public static bool Is(this RequestFailedException e, BlobErrorCode code) => e.ErrorCode == code.ToString();
}
