using ImageGen.Core.Base;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ImageGen.Hosting.Http;

/// <summary>Answers in the API's JSON.</summary>
internal static class ApiResults
{
    public static JsonHttpResult<T> Ok<T>(T value) => TypedResults.Json(value, ImageGenJson.Answers);

    public static JsonHttpResult<T> Accepted<T>(T value) =>
        TypedResults.Json(value, ImageGenJson.Answers, statusCode: StatusCodes.Status202Accepted);

    public static ProblemResult Problem(Problem problem) => new(problem);

    public static JsonHttpResult<AlreadyActiveProblem> AlreadyActive(RunLinks run) =>
        TypedResults.Json(new AlreadyActiveProblem(run), ImageGenJson.Answers, Core.Api.Problem.MediaType, StatusCodes.Status409Conflict);

    /// <summary>The links of a run at the address under which the client reached this host.</summary>
    public static RunLinks Links(HttpRequest request, string runId) =>
        RunLinks.Of($"{request.Scheme}://{request.Host}{request.PathBase}", runId);
}
