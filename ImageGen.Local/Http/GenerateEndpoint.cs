using ImageGen.Core.Api;
using ImageGen.Core.Api.Events;
using ImageGen.Core.Runs;
using ImageGen.Core.Storyboards;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ImageGen.Local.Http;

/// <summary><c>POST /api/generate-images</c>: starts a run.</summary>
internal static class GenerateEndpoint
{
    // A client that reads the answer of its POST does not come back: it is served to the end.
    private static readonly EventStreamOptions ToTheEnd = new() { LongestConnection = null };

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/api/generate-images", StartAsync);

    private static async Task<IResult> StartAsync(
        HttpRequest request,
        StoryboardIntake intake,
        RunService runs,
        RunSummaries summaries,
        EventStreams events,
        HttpOptions options,
        CancellationToken cancellationToken)
    {
        var body = await RequestBody.ReadAsync(request, intake.MaxBytes, mayBeEmpty: false, cancellationToken);
        if (body.Problem is { } problem)
        {
            return ApiResults.Problem(problem);
        }

        var read = intake.Read(body.Bytes);
        if (read is StoryboardReadResult.Refused refused)
        {
            return ApiResults.Problem(Problems.Faulty(refused.Faults));
        }

        var storyboard = ((StoryboardReadResult.Accepted)read).Storyboard;
        if (await TooManyAsync(storyboard.Project, summaries, options, cancellationToken) is { } tooMany)
        {
            return tooMany;
        }

        // From here on the run is started whether or not the client stays.
        return await runs.StartAsync(storyboard, CancellationToken.None) switch
        {
            StartResult.AlreadyActive active => ApiResults.AlreadyActive(ApiResults.Links(request, active.RunId)),
            StartResult.Started { Run.Id: var id } when WantsEvents(request) =>
                new EventStreamResult((await events.OpenAsync(id, null, ToTheEnd, cancellationToken))!),
            StartResult.Started { Run.Id: var id } => Started(request, id),
            var other => throw new InvalidOperationException($"{other.GetType().Name} is not an answer to a start."),
        };
    }

    private static async Task<IResult?> TooManyAsync(
        ProjectName project, RunSummaries summaries, HttpOptions options, CancellationToken cancellationToken)
    {
        var active = await summaries.ActiveAsync(cancellationToken);
        return active.Length >= options.MaxActiveRuns && active.All(r => r.Project != project)
            ? ApiResults.Problem(Problems.TooManyRuns(options.MaxActiveRuns))
            : null;
    }

    private static JsonHttpResult<RunLinks> Started(HttpRequest request, string runId)
    {
        var links = ApiResults.Links(request, runId);
        request.HttpContext.Response.Headers.Location = links.StatusQueryGetUri;
        request.HttpContext.Response.Headers.RetryAfter = "10";
        return ApiResults.Accepted(links);
    }

    private static bool WantsEvents(HttpRequest request) =>
        request.GetTypedHeaders().Accept.Any(a => a is { Quality: null or > 0 }
            && a.MediaType.Equals("text/event-stream", StringComparison.OrdinalIgnoreCase));
}
