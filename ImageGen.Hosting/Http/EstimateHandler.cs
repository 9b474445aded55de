using ImageGen.Core.Api;
using ImageGen.Core.Api.Requests;
using ImageGen.Core.Storyboards;

namespace ImageGen.Hosting.Http;

/// <summary><c>POST /api/estimate</c>: what a storyboard would take.</summary>
internal sealed class EstimateHandler(StoryboardIntake intake, FormerNames names, Estimator estimator)
{
    public async Task<IResult> EstimateAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        using var body = await RequestBody.ReadAsync(request, intake.MaxBytes, mayBeEmpty: false, cancellationToken);
        if (body.Problem is { } problem)
        {
            return ApiResults.Problem(problem);
        }

        return intake.Read(body.Bytes) switch
        {
            StoryboardReadResult.Accepted a => ApiResults.Ok(await estimator.EstimateAsync(await names.ResolveAsync(a.Storyboard, cancellationToken), cancellationToken)),
            StoryboardReadResult.Refused r => ApiResults.Problem(Problems.Faulty(r.Faults)),
            var other => throw new InvalidOperationException($"{other.GetType().Name} is not an answer to a reading."),
        };
    }
}
