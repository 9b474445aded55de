using ImageGen.Core.Api;
using ImageGen.Core.Api.Events;
using ImageGen.Core.Api.Requests;
using ImageGen.Core.Api.Views;
using ImageGen.Core.Runs;
using ImageGen.Core.Storyboards;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ImageGen.Hosting.Http;

/// <summary><c>POST /api/generate-images</c>: starts a run.</summary>
internal sealed class StartHandler(StoryboardIntake intake, RunSummaries summaries, EventStreams events, StartLimits limits) : IDisposable
{
    private readonly SemaphoreSlim _oneByOne = new(1);

    // A client that reads the answer of its POST does not come back: it is served as long as the host can.
    private readonly EventStreamOptions _whole = new() { LongestConnection = limits.LongestAnswer };

    public void Dispose() => _oneByOne.Dispose();

    /// <param name="request">The request.</param>
    /// <param name="runs">What may be asked of runs.</param>
    /// <param name="links">The URLs of a run.</param>
    /// <param name="cancellationToken">The client's leaving: a run that has been started goes on.</param>
    public async Task<IResult> StartAsync(HttpRequest request, RunService runs, Func<string, RunLinks> links, CancellationToken cancellationToken)
    {
        var (storyboard, start, known, problem) = await ReadAsync(request, runs, cancellationToken);
        if (problem is not null)
        {
            return ApiResults.Problem(problem);
        }

        return (known ?? await TryStartAsync(runs, storyboard!, start, cancellationToken)) switch
        {
            StartResult.KeyReused => ApiResults.Problem(Problems.KeyReused()),
            StartResult.Repeated { RunId: var id } when WantsEvents(request) =>
                await events.OpenAsync(id, null, _whole, cancellationToken) is { } stream ? new EventStreamResult(stream) : ApiResults.Problem(Problems.NoSuchRun(id)),
            StartResult.Repeated { RunId: var id } => Started(request, links(id)),
            StartResult.TooMany => ApiResults.Problem(Problems.TooManyRuns(limits.MaxActiveRuns)),
            StartResult.AlreadyActive active => ApiResults.AlreadyActive(links(active.RunId)),
            StartResult.Started { Run.Id: var id } when WantsEvents(request) =>
                new EventStreamResult((await events.OpenAsync(id, null, _whole, cancellationToken))!),
            StartResult.Started { Run.Id: var id } => Started(request, links(id)),
            var other => throw new InvalidOperationException($"{other.GetType().Name} is not an answer to a start."),
        };
    }

    /// <summary>
    /// A storyboard, an answer that is known by the start's key, or a problem. The body is let go of before the run begins.
    /// </summary>
    private async Task<(Storyboard? Storyboard, StartKey? Start, StartResult? Known, Problem? Problem)> ReadAsync(
        HttpRequest request, RunService runs, CancellationToken cancellationToken)
    {
        var (key, keyProblem) = IdempotencyKey.Read(request);
        if (keyProblem is not null)
        {
            return (null, null, null, keyProblem);
        }

        using var body = await RequestBody.ReadAsync(request, intake.MaxBytes, mayBeEmpty: false, cancellationToken);
        if (body.Problem is { } problem)
        {
            return (null, null, null, problem);
        }

        var start = key is null ? null : IdempotencyKey.With(key, body.Bytes.Span);
        if (start is not null && await runs.FindStartAsync(start, cancellationToken) is { } known)
        {
            return (null, start, known, null);
        }

        return intake.Read(body.Bytes) switch
        {
            StoryboardReadResult.Accepted accepted => (accepted.Storyboard, start, null, null),
            StoryboardReadResult.Refused refused => (null, start, null, Problems.Faulty(refused.Faults)),
            var other => throw new InvalidOperationException($"{other.GetType().Name} is not an answer to a reading."),
        };
    }

    /// <summary>One start at a time where this process counts, so that what was counted still holds when the run is there.</summary>
    public async Task<StartResult> TryStartAsync(RunService runs, Storyboard storyboard, StartKey? start, CancellationToken cancellationToken)
    {
        if (limits.AreKeptByRuns)
        {
            return await runs.StartAsync(storyboard, start, CancellationToken.None);
        }

        await _oneByOne.WaitAsync(cancellationToken);
        try
        {
            if (start is not null && await runs.FindStartAsync(start, cancellationToken) is { } known)
            {
                return known;
            }

            var active = await summaries.ActiveAsync(cancellationToken);
            return active.Length >= limits.MaxActiveRuns && active.All(r => r.Project != storyboard.Project)
                ? new StartResult.TooMany(limits.MaxActiveRuns)

                // From here on the run is started whether or not the client stays.
                : await runs.StartAsync(storyboard, start, CancellationToken.None);
        }
        finally
        {
            _oneByOne.Release();
        }
    }

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
