using ImageGen.Core.Api;
using ImageGen.Core.Storyboards;

namespace ImageGen.Local.Http;

/// <summary><c>POST /api/estimate</c>: what a storyboard would take.</summary>
internal static class EstimateEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/api/estimate", EstimateAsync);

    private static async Task<IResult> EstimateAsync(
        HttpRequest request, StoryboardIntake intake, Estimator estimator, CancellationToken cancellationToken)
    {
        var body = await RequestBody.ReadAsync(request, intake.MaxBytes, mayBeEmpty: false, cancellationToken);
        if (body.Problem is { } problem)
        {
            return ApiResults.Problem(problem);
        }

        return intake.Read(body.Bytes) switch
        {
            StoryboardReadResult.Accepted a => ApiResults.Ok(await estimator.EstimateAsync(a.Storyboard, cancellationToken)),
            StoryboardReadResult.Refused r => ApiResults.Problem(Problems.Faulty(r.Faults)),
            var other => throw new InvalidOperationException($"{other.GetType().Name} is not an answer to a reading."),
        };
    }
}
