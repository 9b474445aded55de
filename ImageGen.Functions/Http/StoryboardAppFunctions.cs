using ImageGen.Core.Api.Requests;
using ImageGen.Hosting.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace ImageGen.Functions.Http;

/// <summary>The calls of the storyboard app's page, while <c>ImageGen:Compatibility:StoryboardApp</c> is true.</summary>
internal sealed class StoryboardAppFunctions(StoryboardAppHandler app, ImageHandler images, Doctor doctor, RunServices services)
{
    [Function("AppStop")]
    public Task<IResult> StopAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/stop-generation")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) =>
        app.StopAsync(request, services.With(client), cancellationToken);

    [Function("AppProgress")]
    public Task<IResult> ProgressAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", "post", Route = "api/get-generation-progress")] HttpRequest request,
        CancellationToken cancellationToken) =>
        app.ProgressAsync(request, cancellationToken);

    [Function("AppImages")]
    public Task<IResult> ImagesAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", "post", Route = "api/get-generated-images")] HttpRequest request,
        CancellationToken cancellationToken) =>
        app.ImagesAsync(request, cancellationToken);

    [Function("AppSelections")]
    public Task<IResult> SelectionsAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", "post", Route = "api/get-image-selections")] HttpRequest request,
        CancellationToken cancellationToken) =>
        app.SelectionsAsync(request, cancellationToken);

    [Function("AppSelect")]
    public Task<IResult> SelectAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/save-image-selection")] HttpRequest request,
        CancellationToken cancellationToken) =>
        app.SelectAsync(request, cancellationToken);

    [Function("AppTestKeys")]
    public Task<IResult> TestKeysAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", "post", Route = "api/test-api-keys")] HttpRequest request,
        CancellationToken cancellationToken) =>
        app.TestKeysAsync(doctor, cancellationToken);

    [Function("AppPing")]
    public IResult Ping([HttpTrigger(AuthorizationLevel.Function, "get", "post", Route = "api/ping")] HttpRequest request) => app.Ping();

    [Function("AppImage")]
    public Task<IResult> ImageAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "api/serve-image")] HttpRequest request,
        CancellationToken cancellationToken) =>
        app.ImageAsync(request.HttpContext, images, cancellationToken);
}
