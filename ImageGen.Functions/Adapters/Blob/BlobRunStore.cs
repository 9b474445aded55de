using System.Globalization;
using System.Text.Json;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using ImageGen.Core.Base;
using ImageGen.Core.Runs;
using ImageGen.Core.Storyboards;

namespace ImageGen.Functions.Adapters.Blob;

/// <summary>
/// Runs in Blob Storage: <c>runs/{id}.json</c> is the document, which never changes and whose metadata is all that a list shows;
/// <c>logs/{id}/{n}.jsonl</c> is the log (<see cref="BlobLog"/>). Names are in lower case, because ids that differ only in case are one.
/// </summary>
/// <param name="containers">Where.</param>
/// <param name="time">The clock of waits between repetitions.</param>
/// <param name="logger">Tells of what cannot be read.</param>
/// <param name="blocksPerFile">How many appends a log's file takes: the service's limit. Another number serves tests.</param>
internal sealed partial class BlobRunStore(
    BlobContainers containers, TimeProvider time, ILogger<BlobRunStore> logger, int blocksPerFile = 50_000) : IRunStore
{
    private const string Documents = "runs/";
    private const int KeptLogs = 256;

    private readonly Lock _guard = new();
    private readonly Dictionary<string, BlobLog> _logs = new(StringComparer.Ordinal);

    /// <remarks>
    /// An upload whose answer was lost is repeated and finds itself there: then this says that the id is taken, and the run is found to be
    /// going. Nothing is started twice.
    /// </remarks>
    public Task<bool> CreateAsync(RunDocument run, CancellationToken cancellationToken) => containers.Runs.UseAsync(
        async container =>
        {
            var options = new BlobUploadOptions
            {
                Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All },
                HttpHeaders = new BlobHttpHeaders { ContentType = "application/json" },
                Metadata = new Dictionary<string, string>
                {
                    ["id"] = run.Id,
                    ["version"] = run.Version.ToString(CultureInfo.InvariantCulture),
                    ["project"] = run.Storyboard.Project.Value,
                    ["created"] = run.CreatedAt.ToString("O", CultureInfo.InvariantCulture),
                    ["beats"] = run.Storyboard.BeatCount.ToString(CultureInfo.InvariantCulture),
                },
            };
            try
            {
                await Document(container, run.Id).UploadAsync(BinaryData.FromBytes(ImageGenJson.Write(run)), options, cancellationToken);
                await NoteLastAsync(container, run.Id, cancellationToken);
                return true;
            }
            catch (RequestFailedException e) when (e.Is(BlobErrorCode.BlobAlreadyExists) || e.Is(BlobErrorCode.ConditionNotMet))
            {
                return false;
            }
        },
        cancellationToken);

    public async Task<RunDocument?> FindAsync(string runId, CancellationToken cancellationToken) =>
        RunIds.TryParse(runId, out _, out _)
            ? await containers.Runs.UseAsync(container => ReadAsync(Document(container, runId), cancellationToken), cancellationToken)
            : null;

    public Task<int> LastNumberAsync(ProjectName project, CancellationToken cancellationToken) => containers.Runs.UseAsync(
        async container =>
        {
            var (isNoted, last) = await NotedLastAsync(container, project, cancellationToken);
            if (!isNoted)
            {
                last = (await ListAsync(project, cancellationToken)).Max(
                    run => RunIds.TryParse(run.Id, out _, out var number) ? number : (int?)null)
                    ?? 0;
            }

            // Who created a run may have died before it was noted.
            while ((await Document(container, RunIds.Create(project, last + 1)).ExistsAsync(cancellationToken)).Value)
            {
                last++;
            }

            return last;
        },
        cancellationToken);

    public Task<ImmutableArray<RunHeader>> ListAsync(ProjectName? project, CancellationToken cancellationToken) => containers.Runs.UseAsync(
        async container =>
        {
            var found = new List<(RunHeader Header, int Number)>();
            var prefix = containers.Runs.Prefix + Documents + (project is { } only ? $"{only.Value.ToLowerInvariant()}-" : string.Empty);
            await foreach (var blob in container.GetBlobsAsync(
                new GetBlobsOptions { Traits = BlobTraits.Metadata, Prefix = prefix }, cancellationToken))
            {
                if (HeaderOf(blob.Metadata) is not { } header || VersionOf(blob.Metadata) > RunDocument.CurrentVersion)
                {
                    LogUnreadable(blob.Name);
                }
                else if (project is null || header.Header.Project == project)
                {
                    found.Add(header);
                }
            }

            return found.OrderByDescending(f => f.Header.CreatedAt)
                .ThenByDescending(f => f.Number)
                .Select(f => f.Header)
                .ToImmutableArray();
        },
        cancellationToken);

    public Task<ImmutableArray<UnreadableRun>> ListUnreadableAsync(ProjectName? project, CancellationToken cancellationToken) =>
        containers.Runs.UseAsync(
        async container =>
        {
            var found = ImmutableArray.CreateBuilder<UnreadableRun>();
            var prefix = containers.Runs.Prefix + Documents;
            var options = new GetBlobsOptions
            {
                Traits = BlobTraits.Metadata,
                Prefix = prefix + (
                project is { } only ? $"{only.Value.ToLowerInvariant()}-" : string.Empty)
            };
            await foreach (var blob in container.GetBlobsAsync(options, cancellationToken))
            {
                var version = VersionOf(blob.Metadata);
                if (RunIds.TryParse(Path.GetFileNameWithoutExtension(blob.Name[prefix.Length..]), out var name, out var number)
                    && (project is null || name == project)
                    && (version > RunDocument.CurrentVersion || HeaderOf(blob.Metadata) is null))
                {
                    var newer = version > RunDocument.CurrentVersion ? version : (int?)null;
                    found.Add(new UnreadableRun(RunIds.Create(name, number), name.Value, Newer(blob.Name, newer, null).Message, newer));
                }
            }

            return found.ToImmutable();
        },
        cancellationToken);

    public Task<LogPosition?> AppendAsync(
        string runId, ImmutableArray<RunEvent> events, LogPosition? expected, CancellationToken cancellationToken) =>
        Log(runId).AppendAsync(events, expected, cancellationToken);

    public async Task<ImmutableArray<LoggedEvent>> ReadAsync(
        string runId, LogPosition after, int max, CancellationToken cancellationToken) =>
        RunIds.TryParse(runId, out _, out _) ? await Log(runId).ReadAsync(after, max, cancellationToken) : [];

    public async Task DeleteAsync(string runId, CancellationToken cancellationToken)
    {
        // Before the document is gone: an earlier release, or a worker that died, has not noted the last number.
        var last = RunIds.TryParse(runId, out var project, out var number) ? await LastNumberAsync(project, cancellationToken) : 0;
        await containers.Runs.UseAsync(
            async container =>
            {
                if (number == last)
                {
                    await NoteLastAsync(container, runId, cancellationToken);
                }

                return await Document(container, runId).DeleteIfExistsAsync(cancellationToken: cancellationToken);
            },
            cancellationToken);
        await Log(runId).DeleteAsync(cancellationToken);
        lock (_guard)
        {
            _logs.Remove(runId.ToLowerInvariant());
        }
    }

    private static async Task<RunDocument?> ReadAsync(BlobClient blob, CancellationToken cancellationToken)
    {
        try
        {
            var stored = (await blob.DownloadContentAsync(cancellationToken)).Value;
            if (VersionOf(stored.Details.Metadata) is > RunDocument.CurrentVersion and var version)
            {
                throw Newer(blob.Name, version, null);
            }

            var run = ImageGenJson.Read<RunDocument>(stored.Content);
            return run.Version <= RunDocument.CurrentVersion ? run : throw Newer(blob.Name, run.Version, null);
        }
        catch (RequestFailedException e) when (e.Is(BlobErrorCode.BlobNotFound))
        {
            return null;
        }
        catch (JsonException e)
        {
            throw Newer(blob.Name, null, e);
        }
    }

    private static UserException Newer(string blob, int? version, JsonException? why) => new(
        FormattableString.Invariant($"The run's document {blob} cannot be read: ")
            + (version is { } number
                ? FormattableString.Invariant($"it is of version {number}, and this program reads version {RunDocument.CurrentVersion}. ")
                : "it was changed by hand, or is newer than this program. ")
            + RunEvents.Remedy,
        why)
    {
        Unreadable = new UnreadableData(version),
    };

    // Without: version 1, by a release that did not say so.
    private static int VersionOf(IDictionary<string, string> metadata) =>
        metadata.TryGetValue("version", out var text)
            && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? version
            : 1;

    private static (RunHeader Header, int Number)? HeaderOf(IDictionary<string, string> metadata) =>
        metadata.TryGetValue("id", out var id)
        && RunIds.TryParse(id, out var project, out var number)
        && metadata.TryGetValue("created", out var text)
        && DateTimeOffset.TryParseExact(text, "O", CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var created)
        && metadata.TryGetValue("beats", out text)
        && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var beats)
            ? (new RunHeader(id, project, created, beats), number)
            : null;

    /// <summary>
    /// The last number of a project, as an empty blob's metadata: a listing would cost more with every run that the project has had.
    /// </summary>
    private BlobClient Last(BlobContainerClient container, ProjectName project) =>
        container.GetBlobClient($"{containers.Runs.Prefix}index/last/{project.Value.ToLowerInvariant()}");

    private async Task NoteLastAsync(BlobContainerClient container, string runId, CancellationToken cancellationToken)
    {
        if (RunIds.TryParse(runId, out var project, out var number))
        {
            var options = new BlobUploadOptions
            {
                Metadata = new Dictionary<string, string> { ["last"] = number.ToString(CultureInfo.InvariantCulture) },
            };
            await Last(container, project).UploadAsync(BinaryData.FromBytes(Array.Empty<byte>()), options, cancellationToken);
        }
    }

    private async Task<(bool IsNoted, int Last)> NotedLastAsync(
        BlobContainerClient container, ProjectName project, CancellationToken cancellationToken)
    {
        try
        {
            var metadata = (await Last(container, project).GetPropertiesAsync(cancellationToken: cancellationToken)).Value.Metadata;
            return metadata.TryGetValue("last", out var text)
                && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var last)
                ? (true, last)
                : (false, 0);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return (false, 0);
        }
    }

    private BlobClient Document(BlobContainerClient container, string runId) =>
        container.GetBlobClient($"{containers.Runs.Prefix}{Documents}{runId.ToLowerInvariant()}.json");

    private BlobLog Log(string runId)
    {
        if (!RunIds.TryParse(runId, out _, out _))
        {
            throw new ArgumentException("This is not the id of a run.", nameof(runId));
        }

        var id = runId.ToLowerInvariant();
        lock (_guard)
        {
            if (_logs.TryGetValue(id, out var log))
            {
                return log;
            }

            // What a log knows by heart saves requests and is found out again; only one that is being written to must stay.
            if (_logs.Count >= KeptLogs)
            {
                foreach (var idle in _logs.Where(l => l.Value.IsIdle).Select(l => l.Key).ToArray())
                {
                    _logs.Remove(idle);
                }
            }

            return _logs[id] = new BlobLog(containers, id, blocksPerFile, time, token => ExistsAsync(runId, token));
        }
    }

    private Task<bool> ExistsAsync(string runId, CancellationToken cancellationToken) => containers.Runs.UseAsync(
        async container => (await Document(container, runId).ExistsAsync(cancellationToken)).Value, cancellationToken);

    [LoggerMessage(4200, LogLevel.Warning, "{Blob} is no run's document: its metadata cannot be read. It is left out of lists.")]
    private partial void LogUnreadable(string blob);
}
