using ImageGen.Hosting.Http;

namespace ImageGen.Local.Http;

/// <summary><c>POST /api/generate-images</c>, <c>POST /api/runs</c>, <c>POST /api/estimate</c> and <c>GET /api/models</c>.</summary>
internal static class GenerateEndpoint
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost(
            "/api/generate-images",
            (HttpRequest request, StartHandler starts, RunService runs, CancellationToken cancellationToken) =>
                starts.StartAsync(request, runs, id => ApiResults.Links(request, id), cancellationToken));
        routes.MapPost(
            "/api/runs",
            (HttpRequest request, StartHandler starts, RunService runs, CancellationToken cancellationToken) =>
                starts.StartAsync(request, runs, id => ApiResults.Links(request, id), cancellationToken, asJson: true));
        routes.MapPost(
            "/api/estimate",
            (HttpRequest request, EstimateHandler estimates, CancellationToken cancellationToken) =>
                estimates.EstimateAsync(request, cancellationToken));
        routes.MapGet("/api/models", (ModelHandler models) => models.List());
    }
}
