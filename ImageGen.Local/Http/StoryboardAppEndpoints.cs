using ImageGen.Core.Api.Requests;
using ImageGen.Hosting.Http;

namespace ImageGen.Local.Http;

/// <summary>The calls of the storyboard app's page, beyond those that every client makes.</summary>
internal static class StoryboardAppEndpoints
{
    private static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Post];
    private static readonly string[] Bytes = [HttpMethods.Get, HttpMethods.Head];

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost(
            "/api/stop-generation",
            (HttpRequest request, StoryboardAppHandler app, RunService runs, CancellationToken cancellationToken) =>
                app.StopAsync(request, runs, cancellationToken));
        routes.MapMethods(
            "/api/get-generation-progress",
            Reading,
            (HttpRequest request, StoryboardAppHandler app, CancellationToken cancellationToken) =>
                app.ProgressAsync(request, cancellationToken));
        routes.MapMethods(
            "/api/get-generated-images",
            Reading,
            (HttpRequest request, StoryboardAppHandler app, CancellationToken cancellationToken) =>
                app.ImagesAsync(request, cancellationToken));
        routes.MapMethods(
            "/api/get-image-selections",
            Reading,
            (HttpRequest request, StoryboardAppHandler app, CancellationToken cancellationToken) =>
                app.SelectionsAsync(request, cancellationToken));
        routes.MapPost(
            "/api/save-image-selection",
            (HttpRequest request, StoryboardAppHandler app, CancellationToken cancellationToken) =>
                app.SelectAsync(request, cancellationToken));
        routes.MapMethods(
            "/api/test-api-keys",
            Reading,
            (StoryboardAppHandler app, Doctor doctor, CancellationToken cancellationToken) => app.TestKeysAsync(doctor, cancellationToken));
        routes.MapMethods("/api/ping", Reading, (StoryboardAppHandler app) => app.Ping());
        routes.MapMethods(
            "/api/serve-image",
            Bytes,
            (HttpContext context, StoryboardAppHandler app, ImageHandler images, CancellationToken cancellationToken) =>
                app.ImageAsync(context, images, cancellationToken));
    }
}
