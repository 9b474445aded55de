using ImageGen.Hosting.Http;

namespace ImageGen.Local.Http;

/// <summary>Images: the list of a run's, their bytes, and all of them as a zip.</summary>
internal static class ImageEndpoints
{
    private static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(
            "/api/runs/{id}/images",
            (string id, string? after, string? limit, ImageHandler images, CancellationToken cancellationToken) =>
                images.ListAsync(id, after, limit, cancellationToken));
        routes.MapGet(
            "/api/runs/{id}/images.zip",
            (string id, ImageHandler images, CancellationToken cancellationToken) => images.ZipAsync(id, cancellationToken));
        routes.MapGet(
            "/api/runs/{id}/export",
            (HttpContext context, string id, ExportHandler exports, CancellationToken cancellationToken) =>
                exports.ExportAsync(context, id, cancellationToken));
        routes.MapMethods(
            "/api/projects/{project}/images/{style}/{beat}/thumbnail",
            Reading,
            (
                HttpContext context,
                string project,
                string style,
                string beat,
                string? shot,
                string? version,
                string? v,
                ImageHandler images,
                CancellationToken cancellationToken) =>
                images.ThumbnailAsync(context, new ImageAddress(project, style, beat, shot, version, v), cancellationToken));
        routes.MapMethods(
            "/api/projects/{project}/images/{style}/{beat}",
            Reading,
            (
                HttpContext context,
                string project,
                string style,
                string beat,
                string? shot,
                string? version,
                string? v,
                ImageHandler images,
                CancellationToken cancellationToken) =>
                images.ImageAsync(context, new ImageAddress(project, style, beat, shot, version, v), cancellationToken));
    }
}
