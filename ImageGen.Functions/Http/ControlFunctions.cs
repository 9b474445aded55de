using ImageGen.Core.Api.Requests;
using ImageGen.Hosting.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace ImageGen.Functions.Http;

/// <summary>What a person asks of a run.</summary>
internal sealed class ControlFunctions(ControlHandler controls, RunServices services)
{
    [Function("DeleteRun")]
    public async Task<IResult> DeleteAsync(
        [HttpTrigger(AuthorizationLevel.Function, "delete", Route = "api/runs/{id}")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        await services.RefreshAsync(client, id, cancellationToken);
        return await controls.DeleteAsync(id, request.Query["images"].FirstOrDefault(), services.With(client), cancellationToken);
    }

    [Function("ChooseCandidate")]
    public Task<IResult> ChooseAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/runs/{id}/beats/{style}/{beat}/choose")] HttpRequest request,
        string id,
        string style,
        string beat,
        CancellationToken cancellationToken) =>
        controls.ChooseAsync(request, id, style, beat, cancellationToken);

    [Function("RestoreVersion")]
    public Task<IResult> RestoreAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/runs/{id}/beats/{style}/{beat}/restore")] HttpRequest request,
        string id,
        string style,
        string beat,
        CancellationToken cancellationToken) =>
        controls.RestoreAsync(request, id, style, beat, cancellationToken);

    [Function("ReviewBeat")]
    public Task<IResult> ReviewAsync(
        [HttpTrigger(AuthorizationLevel.Function, "put", Route = "api/runs/{id}/beats/{style}/{beat}/review")] HttpRequest request,
        string id,
        string style,
        string beat,
        CancellationToken cancellationToken) =>
        controls.ReviewAsync(request, id, style, beat, cancellationToken);

    /// <param name="request">The request.</param>
    /// <param name="id">The run.</param>
    /// <param name="name">One of <see cref="ControlReader.Names"/>; the route takes no others.</param>
    /// <param name="client">Of this call.</param>
    /// <param name="cancellationToken">The client's leaving.</param>
    [Function("ControlRun")]
    public async Task<IResult> ControlAsync(
        [HttpTrigger(
            AuthorizationLevel.Function,
            "post",
            Route = "api/runs/{id}/{name:regex(^(pause|resume|cancel|retry|regenerate|first|skip)$)}")] HttpRequest request,
        string id,
        string name,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        await services.RefreshAsync(client, id, cancellationToken);
        return await controls.ControlAsync(name, request, id, services.With(client), cancellationToken);
    }
}
