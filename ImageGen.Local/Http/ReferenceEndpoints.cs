using ImageGen.Hosting.Http;

namespace ImageGen.Local.Http;

/// <summary><c>/api/projects/{project}/references...</c>: reference images and their sheets.</summary>
internal static class ReferenceEndpoints
{
    private const string References = "/api/projects/{project}/references";
    private const string Reference = References + "/{id}";
    private static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(
            References,
            (string project, ReferenceHandler references, CancellationToken cancellationToken) =>
                references.ListAsync(project, cancellationToken));
        routes.MapMethods(
            Reference,
            Reading,
            (HttpContext context, string project, string id, string? v, ReferenceHandler references, CancellationToken cancellationToken) =>
                references.ImageAsync(context, project, id, v, cancellationToken));
        routes.MapPut(
            Reference,
            (HttpRequest request, string project, string id, ReferenceHandler references, CancellationToken cancellationToken) =>
                references.PutAsync(request, project, id, cancellationToken));
        routes.MapDelete(
            Reference,
            (string project, string id, ReferenceHandler references, CancellationToken cancellationToken) =>
                references.DeleteAsync(project, id, cancellationToken));
        routes.MapPost(
            Reference + "/sheet/estimate",
            (HttpRequest request, string project, string id, CastHandler cast, CancellationToken cancellationToken) =>
                cast.EstimateAsync(request, project, id, learned: null, cancellationToken));
        routes.MapPost(
            Reference + "/sheet",
            (HttpRequest request, string project, string id, CastHandler cast, RunService runs, CancellationToken cancellationToken) =>
                cast.StartAsync(request, project, id, runs, run => ApiResults.Links(request, run), cancellationToken));
        routes.MapPost(
            Reference + "/approve",
            (string project, string id, string? sheet, ReferenceHandler references, CancellationToken cancellationToken) =>
                references.ApproveAsync(project, id, sheet, cancellationToken));
    }
}
