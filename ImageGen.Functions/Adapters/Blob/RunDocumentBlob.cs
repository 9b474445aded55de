using Azure.Storage.Blobs.Models;
using ImageGen.Core.Base;
using ImageGen.Core.Runs;

namespace ImageGen.Functions.Adapters.Blob;

/// <summary>A run's document as a blob: JSON, and in the metadata what lists show.</summary>
internal static class RunDocumentBlob
{
    public static Dictionary<string, string> MetadataOf(RunDocument run) => new()
    {
        ["id"] = run.Id,
        ["version"] = run.Version.ToString(CultureInfo.InvariantCulture),
        ["project"] = run.Storyboard.Project.Value,
        ["created"] = run.CreatedAt.ToString("O", CultureInfo.InvariantCulture),
        ["beats"] = run.Storyboard.BeatCount.ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>What a list shows of the run, and its number; null when it cannot be read.</summary>
    public static (RunHeader Header, int Number)? HeaderOf(IDictionary<string, string> metadata) =>
        NewerVersionOf(metadata) is null
        && metadata.TryGetValue("id", out var id)
        && RunIds.TryParse(id, out var project, out var number)
        && metadata.TryGetValue("created", out var text)
        && DateTimeOffset.TryParseExact(text, "O", CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var created)
        && BlobMetadata.NumberOf(metadata, "beats") is { } beats
            ? (new RunHeader(id, project, created, beats), number)
            : null;

    /// <summary>The document's version when a newer program wrote it; null: it did not. Version 1 has no number.</summary>
    public static int? NewerVersionOf(IDictionary<string, string> metadata) =>
        BlobMetadata.NumberOf(metadata, "version") is > RunDocument.CurrentVersion and var version ? version : null;

    /// <exception cref="UserException">It cannot be read by this program.</exception>
    public static RunDocument Read(string blob, BlobDownloadResult stored)
    {
        try
        {
            if (NewerVersionOf(stored.Details.Metadata) is { } version)
            {
                throw Unreadable(blob, version);
            }

            var run = ImageGenJson.Read<RunDocument>(stored.Content);
            return run.Version <= RunDocument.CurrentVersion ? run : throw Unreadable(blob, run.Version);
        }
        catch (JsonException e)
        {
            throw Unreadable(blob, null, e);
        }
    }

    /// <summary>The message that a document cannot be read.</summary>
    /// <param name="blob">Its name.</param>
    /// <param name="version">Its version when that is newer; null: it was changed by hand, or its version is not known.</param>
    /// <param name="why">What could not be read.</param>
    public static UserException Unreadable(string blob, int? version, JsonException? why = null) => new(
        FormattableString.Invariant($"The run's document {blob} cannot be read: ")
            + (version is { } number
                ? FormattableString.Invariant($"it is of version {number}, and this program reads version {RunDocument.CurrentVersion}. ")
                : "it was changed by hand, or is newer than this program. ")
            + RunEvents.Remedy,
        why)
    {
        Unreadable = new UnreadableData(version),
    };
}
