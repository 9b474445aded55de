using ImageGen.Core.Api;
using ImageGen.Core.Api.Requests;
using ImageGen.Core.KeyPools;
using ImageGen.Core.Storyboards;

namespace ImageGen.Hosting.Http;

/// <summary><c>POST /api/estimate</c>: what a storyboard would take.</summary>
internal sealed class EstimateHandler(StoryboardIntake intake, Estimator estimator)
{
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">The client's leaving.</param>
    /// <param name="learned">What the key pools learned of limits, where only the request's host can read it; null (default): the estimator knows.</param>
    public async Task<IResult> EstimateAsync(HttpRequest request, CancellationToken cancellationToken, IRequestLimits? learned = null)
    {
        using var body = await RequestBody.ReadAsync(request, intake.MaxBytes, mayBeEmpty: false, cancellationToken);
        if (body.Problem is { } problem)
        {
            return ApiResults.Problem(problem);
        }

        return intake.Read(body.Bytes) switch
        {
            StoryboardReadResult.Accepted a => ApiResults.Ok(await (learned is null ? estimator : estimator.With(learned)).EstimateAsync(a.Storyboard, cancellationToken)),
            StoryboardReadResult.Refused r => ApiResults.Problem(Problems.Faulty(r.Faults)),
            var other => throw new InvalidOperationException($"{other.GetType().Name} is not an answer to a reading."),
        };
    }
}
