using ImageGen.Hosting.Http;

namespace ImageGen.Local.Http;

/// <summary><c>GET /api/runs...</c>: what is known of runs, and what happens; <c>POST /api/check</c>: whether all is in order.</summary>
internal static class RunEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(
            "/api/runs",
            (string? project, string? after, string? limit, RunHandler runs, CancellationToken cancellationToken) =>
                runs.ListAsync(project, after, limit, cancellationToken));
        routes.MapGet(
            "/api/runs/{id}",
            (string id, string? beats, RunHandler runs, CancellationToken cancellationToken) =>
                runs.FindAsync(id, beats, cancellationToken));
        routes.MapGet(
            "/api/runs/{id}/events",
            (HttpRequest request, string id, string? after, RunHandler runs, CancellationToken cancellationToken) =>
                runs.FollowAsync(request, id, after, cancellationToken));
        routes.MapGet(
            "/api/runs/{id}/storyboard",
            (string id, RunHandler runs, CancellationToken cancellationToken) => runs.StoryboardAsync(id, cancellationToken));
        routes.MapGet(
            "/api/runs/{id}/beats/{style}/{beat}",
            (string id, string style, string beat, RunHandler runs, CancellationToken cancellationToken) =>
                runs.BeatAsync(id, style, beat, cancellationToken));
        routes.MapPost(
            "/api/check",
            (string? model, string? resetLimits, CheckHandler checks, CancellationToken cancellationToken) =>
                checks.CheckAsync(model, resetLimits, learned: null, cancellationToken));
        routes.MapGet(
            StatusHandler.Prefix + "{**projectPath}",
            (HttpContext context, StatusHandler status, CancellationToken cancellationToken) =>
                status.FindAsync(context, cancellationToken));
    }
}
