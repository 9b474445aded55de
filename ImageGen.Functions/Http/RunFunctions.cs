using ImageGen.Hosting.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace ImageGen.Functions.Http;

/// <summary>What is known of runs, and what happens.</summary>
internal sealed class RunFunctions(RunHandler runs, StatusHandler status, RunServices services)
{
    [Function("ListRuns")]
    public Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/runs")] HttpRequest request, CancellationToken cancellationToken) =>
        runs.ListAsync(Query(request, "project"), Query(request, "after"), Query(request, "limit"), cancellationToken);

    [Function("ReadRun")]
    public async Task<IResult> FindAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/runs/{id}")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        await services.RefreshAsync(client, id, cancellationToken);
        return await runs.FindAsync(id, Query(request, "beats"), cancellationToken);
    }

    [Function("FollowRun")]
    public Task<IResult> FollowAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/runs/{id}/events")] HttpRequest request,
        string id,
        CancellationToken cancellationToken) =>
        runs.FollowAsync(request, id, Query(request, "after"), cancellationToken);

    [Function("ReadStoryboard")]
    public Task<IResult> StoryboardAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/runs/{id}/storyboard")] HttpRequest request,
        string id,
        CancellationToken cancellationToken) =>
        runs.StoryboardAsync(id, cancellationToken);

    [Function("ReadBeat")]
    public Task<IResult> BeatAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/runs/{id}/beats/{style}/{beat}")] HttpRequest request,
        string id,
        string style,
        string beat,
        CancellationToken cancellationToken) =>
        runs.BeatAsync(id, style, beat, cancellationToken);

    [Function("GenerationStatus")]
    public Task<IResult> StatusAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/generation-status/{*projectPath}")] HttpRequest request,
        CancellationToken cancellationToken) =>
        status.FindAsync(request.HttpContext, cancellationToken);

    private static string? Query(HttpRequest request, string name) =>
        request.Query.TryGetValue(name, out var value) ? value.ToString() : null;
}
