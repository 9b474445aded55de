using ImageGen.Core.KeyPools;
using ImageGen.Functions.Entities;
using ImageGen.Hosting.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace ImageGen.Functions.Http;

/// <summary>Reference images of projects and their sheets.</summary>
internal sealed class ReferenceFunctions(
    ReferenceHandler references, CastHandler cast, RunServices services, KeyPoolOptions limits, TimeProvider time)
{
    private const string References = "api/projects/{project}/references";
    private const string Reference = References + "/{id}";

    [Function("ListReferences")]
    public Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = References)] HttpRequest request,
        string project,
        CancellationToken cancellationToken) => references.ListAsync(project, cancellationToken);

    [Function("ReadReference")]
    public Task<IResult> ImageAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = Reference)] HttpRequest request,
        string project,
        string id,
        CancellationToken cancellationToken) =>
        references.ImageAsync(request.HttpContext, project, id, request.Query["v"].FirstOrDefault(), cancellationToken);

    [Function("PutReference")]
    public Task<IResult> PutAsync(
        [HttpTrigger(AuthorizationLevel.Function, "put", Route = Reference)] HttpRequest request,
        string project,
        string id,
        CancellationToken cancellationToken) => references.PutAsync(request, project, id, cancellationToken);

    [Function("DeleteReference")]
    public Task<IResult> DeleteAsync(
        [HttpTrigger(AuthorizationLevel.Function, "delete", Route = Reference)] HttpRequest request,
        string project,
        string id,
        CancellationToken cancellationToken) => references.DeleteAsync(project, id, cancellationToken);

    [Function("EstimateSheet")]
    public Task<IResult> EstimateAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = Reference + "/sheet/estimate")] HttpRequest request,
        string project,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) =>
        cast.EstimateAsync(request, project, id, new EntityLimits(client.Entities, limits, time), cancellationToken);

    [Function("GenerateSheet")]
    public Task<IResult> GenerateAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = Reference + "/sheet")] HttpRequest request,
        string project,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) =>
        cast.StartAsync(
            request, project, id, services.With(client), run => DurableLinks.Of(request, client, run), cancellationToken);

    [Function("ApproveSheet")]
    public Task<IResult> ApproveAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = Reference + "/approve")] HttpRequest request,
        string project,
        string id,
        CancellationToken cancellationToken) =>
        references.ApproveAsync(project, id, request.Query["sheet"].FirstOrDefault(), cancellationToken);
}
