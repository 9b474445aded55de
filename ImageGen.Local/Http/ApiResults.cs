using ImageGen.Core;
using ImageGen.Core.Api;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ImageGen.Local.Http;

/// <summary>Answers in the API's JSON.</summary>
internal static class ApiResults
{
    public static JsonHttpResult<T> Ok<T>(T value) => TypedResults.Json(value, ImageGenJson.Options);

    public static JsonHttpResult<T> Accepted<T>(T value) => TypedResults.Json(value, ImageGenJson.Options, statusCode: StatusCodes.Status202Accepted);

    public static ProblemResult Problem(Problem problem) => new(problem);

    public static JsonHttpResult<AlreadyActiveProblem> AlreadyActive(RunLinks run) =>
        TypedResults.Json(new AlreadyActiveProblem(run), ImageGenJson.Options, Core.Api.Problem.MediaType, StatusCodes.Status409Conflict);

    /// <summary>The links of a run at the address under which the client reached this host.</summary>
    public static RunLinks Links(HttpRequest request, string runId) => RunLinks.Of($"{request.Scheme}://{request.Host}{request.PathBase}", runId);
}

/// <summary>A problem as answer.</summary>
internal sealed class ProblemResult(Problem problem) : IResult
{
    public Problem Problem { get; } = problem;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = Problem.Status;
        if (Problem.RetryAfter is { } seconds)
        {
            response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        if (Problem.Status == StatusCodes.Status401Unauthorized)
        {
            response.Headers.WWWAuthenticate = "Bearer";
        }

        response.Headers.CacheControl = "no-store";
        await response.WriteAsJsonAsync(Problem, ImageGenJson.Options, Problem.MediaType, httpContext.RequestAborted);
    }
}
