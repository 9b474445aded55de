using ImageGen.Core.KeyPools;
using ImageGen.Functions.Entities;
using ImageGen.Hosting.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace ImageGen.Functions.Http;

/// <summary>Starts runs, estimates them beforehand, and checks whether everything they need works.</summary>
internal sealed class StartFunctions(
    StartHandler starts,
    EstimateHandler estimates,
    ModelHandler models,
    CheckHandler checks,
    RunServices services,
    KeyPoolOptions limits,
    TimeProvider time)
{
    [Function("GenerateImages")]
    public Task<IResult> StartAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/generate-images")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) =>
        starts.StartAsync(request, services.With(client), id => DurableLinks.Of(request, client, id), cancellationToken);

    [Function("StartRun")]
    public Task<IResult> StartRunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/runs")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) =>
        starts.StartAsync(request, services.With(client), id => DurableLinks.Of(request, client, id), cancellationToken, asJson: true);

    [Function("Estimate")]
    public Task<IResult> EstimateAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/estimate")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) =>
        estimates.EstimateAsync(request, cancellationToken, new EntityLimits(client.Entities, limits, time));

    [Function("ListModels")]
    public IResult Models([HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/models")] HttpRequest request) => models.List();

    [Function("Check")]
    public Task<IResult> CheckAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/check")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) =>
        checks.CheckAsync(
            request.Query["model"].FirstOrDefault(),
            request.Query["resetLimits"].FirstOrDefault(),
            new EntityLimits(client.Entities, limits, time),
            cancellationToken);
}
