using ImageGen.Core.Base;

namespace ImageGen.Hosting.Http;

/// <summary>A problem as answer.</summary>
internal sealed class ProblemResult(Problem problem) : IResult
{
    public Problem Problem { get; } = problem;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = Problem.Status;
        response.ContentLength = null;
        if (Problem.RetryAfter is { } seconds)
        {
            response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        if (Problem.Status == StatusCodes.Status401Unauthorized)
        {
            response.Headers.WWWAuthenticate = "Bearer";
        }

        response.Headers.CacheControl = "no-store";
        await response.WriteAsJsonAsync(Problem, ImageGenJson.Answers, Problem.MediaType, httpContext.RequestAborted);
    }
}
