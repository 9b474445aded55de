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
internal sealed partial class BlobRunStore : IRunStore
{
    private readonly BlobPlace _place;
    private readonly string _documents;
    private readonly LastRunNumbers _lastNumbers;
    private readonly BlobLogs _logs;
    private readonly ILogger<BlobRunStore> _logger;

    /// <param name="containers">The containers of the blobs.</param>
    /// <param name="time">The clock of waits between repetitions.</param>
    /// <param name="logger">Logs documents that cannot be read.</param>
    /// <param name="blocksPerFile">How many appends a log's file takes: the service's limit. Tests use a smaller number.</param>
    public BlobRunStore(BlobContainers containers, TimeProvider time, ILogger<BlobRunStore> logger, int blocksPerFile = 50_000)
    {
        (_place, _logger) = (containers.Runs, logger);
        _documents = _place.Prefix + "runs/";
        _lastNumbers = new LastRunNumbers(_place.Prefix);
        _logs = new BlobLogs(id => new BlobLog(containers, id, blocksPerFile, time, token => ExistsAsync(id, token)));
    }

    /// <remarks>
    /// An upload whose answer was lost is repeated and finds its own blob: then this returns that the id is taken, and the caller finds the
    /// run active. Nothing is started twice.
    /// </remarks>
    public Task<bool> CreateAsync(RunDocument run, CancellationToken cancellationToken) => _place.UseAsync(
        async container =>
        {
            var options = new BlobUploadOptions
            {
                Conditions = BlobRequests.Absent,
                HttpHeaders = new BlobHttpHeaders { ContentType = "application/json" },
                Metadata = RunDocumentBlob.MetadataOf(run),
            };
            if (!await Document(container, run.Id).TryUploadAsync(ImageGenJson.Write(run), options, cancellationToken))
            {
                return false;
            }

            await _lastNumbers.NoteAsync(container, run.Id, cancellationToken);
            return true;
        },
        cancellationToken);

    public async Task<RunDocument?> FindAsync(string runId, CancellationToken cancellationToken) =>
        RunIds.TryParse(runId, out _, out _)
            ? await _place.UseAsync(
                async container =>
                {
                    var blob = Document(container, runId);
                    return await blob.DownloadOrNullAsync(cancellationToken) is { } stored ? RunDocumentBlob.Read(blob.Name, stored) : null;
                },
                cancellationToken)
            : null;

    public Task<int> LastNumberAsync(ProjectName project, CancellationToken cancellationToken) => _place.UseAsync(
        async container =>
        {
            var last = await _lastNumbers.FindAsync(container, project, cancellationToken)
                ?? (await ListAsync(project, cancellationToken)).Max(
                    run => RunIds.TryParse(run.Id, out _, out var number) ? number : (int?)null)
                ?? 0;

            // The process that created a run may have died before it noted the number.
            while ((await Document(container, RunIds.Create(project, last + 1)).ExistsAsync(cancellationToken)).Value)
            {
                last++;
            }

            return last;
        },
        cancellationToken);

    public Task<ImmutableArray<RunHeader>> ListAsync(ProjectName? project, CancellationToken cancellationToken) => _place.UseAsync(
        async container =>
        {
            var found = new List<(RunHeader Header, int Number)>();
            await foreach (var blob in container.GetBlobsAsync(DocumentsOf(project), cancellationToken))
            {
                if (RunDocumentBlob.HeaderOf(blob.Metadata) is not { } header)
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
        _place.UseAsync(
            async container =>
            {
                var found = ImmutableArray.CreateBuilder<UnreadableRun>();
                await foreach (var blob in container.GetBlobsAsync(DocumentsOf(project), cancellationToken))
                {
                    if (RunIds.TryParse(Path.GetFileNameWithoutExtension(blob.Name[_documents.Length..]), out var name, out var number)
                        && (project is null || name == project)
                        && RunDocumentBlob.HeaderOf(blob.Metadata) is null)
                    {
                        var newer = RunDocumentBlob.NewerVersionOf(blob.Metadata);
                        var why = RunDocumentBlob.Unreadable(blob.Name, newer).Message;
                        found.Add(new UnreadableRun(RunIds.Create(name, number), name.Value, why, newer));
                    }
                }

                return found.ToImmutable();
            },
            cancellationToken);

    public Task<LogPosition?> AppendAsync(
        string runId, ImmutableArray<RunEvent> events, LogPosition? expected, CancellationToken cancellationToken) =>
        _logs.Of(runId).AppendAsync(events, expected, cancellationToken);

    public async Task<ImmutableArray<LoggedEvent>> ReadAsync(
        string runId, LogPosition after, int max, CancellationToken cancellationToken) =>
        RunIds.TryParse(runId, out _, out _) ? await _logs.Of(runId).ReadAsync(after, max, cancellationToken) : [];

    public async Task DeleteAsync(string runId, CancellationToken cancellationToken)
    {
        // Before the document is gone: an earlier release, or a worker that died, has not noted the last number.
        var last = RunIds.TryParse(runId, out var project, out var number) ? await LastNumberAsync(project, cancellationToken) : 0;
        await _place.UseAsync(
            async container =>
            {
                if (number == last)
                {
                    await _lastNumbers.NoteAsync(container, runId, cancellationToken);
                }

                await Document(container, runId).DeleteIfExistsAsync(cancellationToken: cancellationToken);
            },
            cancellationToken);
        await _logs.Of(runId).DeleteAsync(cancellationToken);
        _logs.Forget(runId);
    }

    private GetBlobsOptions DocumentsOf(ProjectName? project) => new()
    {
        Traits = BlobTraits.Metadata,
        Prefix = _documents + (project is { } only ? $"{only.Value.ToLowerInvariant()}-" : string.Empty),
    };

    private BlobClient Document(BlobContainerClient container, string runId) =>
        container.GetBlobClient($"{_documents}{runId.ToLowerInvariant()}.json");

    private Task<bool> ExistsAsync(string runId, CancellationToken cancellationToken) => _place.UseAsync(
        async container => (await Document(container, runId).ExistsAsync(cancellationToken)).Value, cancellationToken);

    [LoggerMessage(4200, LogLevel.Warning, "{Blob} is no run's document: its metadata cannot be read. It is left out of lists.")]
    private partial void LogUnreadable(string blob);
}
