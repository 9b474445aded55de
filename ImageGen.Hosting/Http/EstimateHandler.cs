using ImageGen.Core.Api;
using ImageGen.Core.Api.Estimates;
using ImageGen.Core.Api.Requests;

namespace ImageGen.Hosting.Http;

/// <summary><c>POST /api/estimate</c>: what a storyboard would take.</summary>
internal sealed class EstimateHandler(StoryboardIntake intake, RequestStoryboards storyboards, Estimator estimator)
{
    public async Task<IResult> EstimateAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        using var body = await RequestBody.ReadAsync(request, intake.MaxBytes, mayBeEmpty: false, cancellationToken);
        if (body.Problem is { } problem)
        {
            return ApiResults.Problem(problem);
        }

        var (read, faulty) = await storyboards.ReadAsync(body.Bytes, cancellationToken);
        if (read is null)
        {
            return ApiResults.Problem(faulty!);
        }

        var estimate = await estimator.EstimateAsync(read.Storyboard, cancellationToken);
        return ApiResults.Ok(estimate with { ProjectFolder = read.Place.Folder, Warnings = [.. read.Notes, .. estimate.Warnings] });
    }
}
