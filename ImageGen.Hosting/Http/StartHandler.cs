using ImageGen.Core.Api.Events;
using ImageGen.Core.Api.Projects;
using ImageGen.Core.Api.Requests;
using ImageGen.Core.Api.Views;
using ImageGen.Core.Runs;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ImageGen.Hosting.Http;

/// <summary><c>POST /api/generate-images</c>: starts a run.</summary>
internal sealed partial class StartHandler(
    StoryboardIntake intake,
    RequestStoryboards storyboards,
    IProjectFolders folders,
    RunSummaries summaries,
    EventStreams events,
    StartLimits limits,
    StoryboardAppStart app,
    ILogger<StartHandler> logger) : IDisposable
{
    private readonly SemaphoreSlim _oneByOne = new(1);

    // A client that reads the answer of its POST does not come back: it is served as long as the host can.
    private readonly EventStreamOptions _whole = new() { LongestConnection = limits.LongestAnswer };

    public void Dispose() => _oneByOne.Dispose();

    /// <param name="request">The request.</param>
    /// <param name="runs">What may be asked of runs.</param>
    /// <param name="links">The URLs of a run.</param>
    /// <param name="cancellationToken">The client's leaving: a run that has been started continues.</param>
    /// <param name="asJson">True at an address whose answer is never a stream.</param>
    public async Task<IResult> StartAsync(
        HttpRequest request, RunService runs, Func<string, RunLinks> links, CancellationToken cancellationToken, bool asJson = false)
    {
        if (request.Query["newRun"].ToString() is not ("" or "true" or "false"))
        {
            return ApiResults.Problem(Problems.Faulty(
                "newRun", "It is neither true nor false.", "Write newRun=true to continue beside a run that this version cannot read."));
        }

        var (read, key, known, problem) = await ReadAsync(request, runs, cancellationToken);
        if (problem is not null)
        {
            return ApiResults.Problem(problem);
        }

        var isForPage = !asJson && app.IsStreamWanted(request);
        if (known is null)
        {
            folders.Keep(read!.Place);
            LogPlace(read.Storyboard.Project.Value, read.Place.Folder);
            var isBesideUnreadable = request.Query["newRun"] == "true";
            known = await TryStartAsync(runs, read.Storyboard, key, cancellationToken, isBesideUnreadable);
            if (isForPage && known is StartResult.AlreadyActive { RunId: var former })
            {
                var (again, refusal) = await app.ContinueAsync(former, read.Storyboard, runs, cancellationToken);
                if (refusal is not null)
                {
                    return ApiResults.Problem(refusal);
                }

                known = again is { } id
                    ? new StartResult.AlreadyActive(id)
                    : await TryStartAsync(runs, read.Storyboard, key, cancellationToken, isBesideUnreadable);
            }
        }

        return known switch
        {
            StartResult.KeyReused => ApiResults.Problem(Problems.KeyReused()),
            StartResult.Repeated { RunId: var id } when !asJson && WantsEvents(request) =>
                await events.OpenAsync(id, null, _whole, cancellationToken) is { } stream
                    ? new EventStreamResult(stream.WriteToAsync)
                    : ApiResults.Problem(Problems.NoSuchRun(id)),
            StartResult.Repeated { RunId: var id } => Started(request, WithPlace(links(id), read!)),
            StartResult.Unreadable unreadable => ApiResults.Problem(Problems.UnreadableRun(unreadable.Why)),
            StartResult.Refused refused => ApiResults.Problem(Problems.Refused(refused.Why)),
            StartResult.TooMany => ApiResults.Problem(Problems.TooManyRuns(limits.MaxActiveRuns)),
            StartResult.Started { Run.Id: var id } when isForPage =>
                await app.FollowAsync(id, read!, limits.LongestAnswer, cancellationToken),
            StartResult.AlreadyActive { RunId: var id } when isForPage =>
                await app.FollowAsync(id, read!, limits.LongestAnswer, cancellationToken),
            StartResult.AlreadyActive active => ApiResults.AlreadyActive(WithPlace(links(active.RunId), read!)),
            StartResult.Started { Run.Id: var id } when !asJson && WantsEvents(request) =>
                new EventStreamResult((await events.OpenAsync(id, null, _whole, cancellationToken))!.WriteToAsync),
            StartResult.Started { Run.Id: var id } => Started(request, WithPlace(links(id), read!)),
            var other => throw new InvalidOperationException($"{other.GetType().Name} is not an answer to a start."),
        };
    }

    /// <summary>
    /// A storyboard, an answer that is known by the start's key, or a problem. The body is released before the run begins.
    /// </summary>
    private async Task<(PlacedStoryboard? Storyboard, StartKey? Key, StartResult? Known, Problem? Problem)> ReadAsync(
        HttpRequest request, RunService runs, CancellationToken cancellationToken)
    {
        var (name, keyProblem) = IdempotencyKey.Read(request);
        if (keyProblem is not null)
        {
            return (null, null, null, keyProblem);
        }

        using var body = await RequestBody.ReadAsync(request, intake.MaxBytes, mayBeEmpty: false, cancellationToken);
        if (body.Problem is { } problem)
        {
            return (null, null, null, problem);
        }

        var key = name is null ? null : IdempotencyKey.With(name, body.Bytes.Span);
        var known = key is null ? null : await runs.FindStartAsync(key, cancellationToken);
        if (known is StartResult.KeyReused)
        {
            return (null, key, known, null);
        }

        var (storyboard, faulty) = await storyboards.ReadAsync(body.Bytes, cancellationToken, checksReferences: known is null);
        return (storyboard, key, known, faulty);
    }

    private static RunLinks WithPlace(RunLinks links, PlacedStoryboard read) =>
        links with { ProjectFolder = read.Place.Folder, Notes = read.Notes.IsEmpty ? null : read.Notes };

    /// <summary>One start at a time where this process counts, so that what was counted still holds when the run is there.</summary>
    public async Task<StartResult> TryStartAsync(
        RunService runs, Storyboard storyboard, StartKey? key, CancellationToken cancellationToken, bool besideUnreadable = false)
    {
        if (limits.AreKeptByRuns)
        {
            return await runs.StartAsync(storyboard, key, CancellationToken.None, besideUnreadable);
        }

        await _oneByOne.WaitAsync(cancellationToken);
        try
        {
            if (key is not null && await runs.FindStartAsync(key, cancellationToken) is { } known)
            {
                return known;
            }

            var active = await summaries.ActiveAsync(cancellationToken);
            return active.Length >= limits.MaxActiveRuns && active.All(r => r.Project != storyboard.Project)
                ? new StartResult.TooMany(limits.MaxActiveRuns)

                // From here on the run is started whether or not the client stays.
                : await runs.StartAsync(storyboard, key, CancellationToken.None, besideUnreadable);
        }
        finally
        {
            _oneByOne.Release();
        }
    }

    [LoggerMessage(EventId = 3010, Level = LogLevel.Information, Message = "The images of project '{Project}' go to {Folder}.")]
    private static partial void LogPlaceTo(ILogger logger, string project, string folder);

    private void LogPlace(string project, string folder) => LogPlaceTo(logger, project, folder);

    private static JsonHttpResult<RunLinks> Started(HttpRequest request, RunLinks links)
    {
        request.HttpContext.Response.Headers.Location = links.StatusQueryGetUri;
        request.HttpContext.Response.Headers.RetryAfter = "10";
        return ApiResults.Accepted(links);
    }

    private static bool WantsEvents(HttpRequest request) =>
        request.GetTypedHeaders().Accept.Any(a => a is { Quality: null or > 0 }
            && a.MediaType.Equals("text/event-stream", StringComparison.OrdinalIgnoreCase));
}

/// <summary>What a host allows of starts.</summary>
/// <param name="MaxActiveRuns">How many runs may be not over at a time; one more is answered 429.</param>
/// <param name="LongestAnswer">When a start that is answered with events has to be cut off; null: never.</param>
/// <param name="AreKeptByRuns">
/// Whether <see cref="RunService"/> counts the runs that are not over, for all workers; else this process does.
/// </param>
internal sealed record StartLimits(int MaxActiveRuns, TimeSpan? LongestAnswer = null, bool AreKeptByRuns = false);
