using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using ImageGen.Core.Runs;
using ImageGen.Core.Storyboards;

namespace ImageGen.Functions.Adapters.Blob;

/// <summary>
/// The number of each project's last run, as the metadata of an empty blob <c>index/last/{project}</c>: a listing would cost more with
/// every run of the project.
/// </summary>
internal sealed class LastRunNumbers(string prefix)
{
    private const string Number = "last";

    /// <summary>The number as it was noted; null: none was.</summary>
    public async Task<int?> FindAsync(BlobContainerClient container, ProjectName project, CancellationToken cancellationToken) =>
        await Blob(container, project).PropertiesOrNullAsync(cancellationToken) is { } properties
            ? BlobMetadata.NumberOf(properties.Metadata, Number)
            : null;

    public async Task NoteAsync(BlobContainerClient container, string runId, CancellationToken cancellationToken)
    {
        if (RunIds.TryParse(runId, out var project, out var number))
        {
            var options = new BlobUploadOptions
            {
                Metadata = new Dictionary<string, string> { [Number] = number.ToString(CultureInfo.InvariantCulture) },
            };
            await Blob(container, project).UploadAsync(BinaryData.Empty, options, cancellationToken);
        }
    }

    private BlobClient Blob(BlobContainerClient container, ProjectName project) =>
        container.GetBlobClient($"{prefix}index/last/{project.Value.ToLowerInvariant()}");
}
