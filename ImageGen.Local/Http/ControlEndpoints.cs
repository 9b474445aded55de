using ImageGen.Core.Api.Requests;
using ImageGen.Hosting.Http;

namespace ImageGen.Local.Http;

/// <summary><c>POST /api/runs/{id}/pause</c> and its like, and <c>DELETE /api/runs/{id}</c>: what a person asks of a run.</summary>
internal static class ControlEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapDelete(
            "/api/runs/{id}",
            (string id, string? images, ControlHandler controls, RunService runs, CancellationToken cancellationToken) =>
                controls.DeleteAsync(id, images, runs, cancellationToken));
        routes.MapPost(
            "/api/runs/{id}/beats/{style}/{beat}/choose",
            (HttpRequest request, string id, string style, string beat, ControlHandler controls, CancellationToken cancellationToken) =>
                controls.ChooseAsync(request, id, style, beat, cancellationToken));
        routes.MapPost(
            "/api/runs/{id}/beats/{style}/{beat}/restore",
            (HttpRequest request, string id, string style, string beat, ControlHandler controls, CancellationToken cancellationToken) =>
                controls.RestoreAsync(request, id, style, beat, cancellationToken));
        routes.MapPut(
            "/api/runs/{id}/beats/{style}/{beat}/review",
            (HttpRequest request, string id, string style, string beat, ControlHandler controls, CancellationToken cancellationToken) =>
                controls.ReviewAsync(request, id, style, beat, cancellationToken));
        foreach (var name in ControlReader.Names)
        {
            routes.MapPost(
                $"/api/runs/{{id}}/{name}",
                (HttpRequest request, string id, ControlHandler controls, RunService runs, CancellationToken cancellationToken) =>
                    controls.ControlAsync(name, request, id, runs, cancellationToken));
        }
    }
}
