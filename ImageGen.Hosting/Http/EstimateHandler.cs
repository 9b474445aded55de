using ImageGen.Core.Api.Estimates;
using ImageGen.Core.Api.Requests;
using ImageGen.Core.KeyPools;

namespace ImageGen.Hosting.Http;

/// <summary><c>POST /api/estimate</c>: what a storyboard would take.</summary>
internal sealed class EstimateHandler(StoryboardIntake intake, RequestStoryboards storyboards, Estimator estimator)
{
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">The client's leaving.</param>
    /// <param name="learned">
    /// What the key pools learned of limits, where only the request's host can read it; null (default): the estimator knows.
    /// </param>
    public async Task<IResult> EstimateAsync(HttpRequest request, CancellationToken cancellationToken, IRequestLimits? learned = null)
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

        var estimate = await (learned is null ? estimator : estimator.With(learned)).EstimateAsync(read.Storyboard, cancellationToken);
        return ApiResults.Ok(estimate with { ProjectFolder = read.Place.Folder, Warnings = [.. read.Notes, .. estimate.Warnings] });
    }
}
