using ImageGen.Core.Api.Estimates;
using ImageGen.Core.Api.Views;

namespace ImageGen.Hosting.Http;

/// <summary><c>GET /api/models</c>: the models that may be used.</summary>
internal sealed class ModelHandler(EstimatorOptions options)
{
    public IResult List() =>
        ApiResults.Ok(ModelList.Of(options.Models, options.DefaultModel, DateOnly.FromDateTime(options.Time.GetUtcNow().UtcDateTime)));
}
