using ImageGen.Hosting.Http;
using Microsoft.Azure.Functions.Worker;

namespace ImageGen.Functions.Http;

/// <summary>Images: the list of a run's, their bytes, and all of them as a zip.</summary>
internal sealed class ImageFunctions(ImageHandler images, ExportHandler exports)
{
    [Function("ListImages")]
    public Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/runs/{id}/images")] HttpRequest request,
        string id,
        CancellationToken cancellationToken) =>
        images.ListAsync(id, Query(request, "after"), Query(request, "limit"), cancellationToken);

    [Function("ZipImages")]
    public Task<IResult> ZipAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/runs/{id}/images.zip")] HttpRequest request,
        string id,
        CancellationToken cancellationToken) =>
        images.ZipAsync(id, cancellationToken);

    [Function("ExportRun")]
    public Task<IResult> ExportAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/runs/{id}/export")] HttpRequest request,
        string id,
        CancellationToken cancellationToken) =>
        exports.ExportAsync(request.HttpContext, id, cancellationToken);

    [Function("ReadThumbnail")]
    public Task<IResult> ThumbnailAsync(
        [HttpTrigger(
            AuthorizationLevel.Function,
            "get",
            "head",
            Route = "api/projects/{project}/images/{style}/{beat}/thumbnail")] HttpRequest request,
        string project,
        string style,
        string beat,
        CancellationToken cancellationToken) =>
        images.ThumbnailAsync(request.HttpContext, AddressOf(request, project, style, beat), cancellationToken);

    [Function("ReadImage")]
    public Task<IResult> ImageAsync(
        [HttpTrigger(
            AuthorizationLevel.Function, "get", "head", Route = "api/projects/{project}/images/{style}/{beat}")] HttpRequest request,
        string project,
        string style,
        string beat,
        CancellationToken cancellationToken) =>
        images.ImageAsync(request.HttpContext, AddressOf(request, project, style, beat), cancellationToken);

    private static ImageAddress AddressOf(HttpRequest request, string project, string style, string beat) =>
        new(project, style, beat, Query(request, "shot"), Query(request, "version"), Query(request, "v"));

    private static string? Query(HttpRequest request, string name) =>
        request.Query.TryGetValue(name, out var value) ? value.ToString() : null;
}
