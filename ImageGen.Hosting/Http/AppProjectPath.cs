using ImageGen.Core.Api.Compatibility;

namespace ImageGen.Hosting.Http;

/// <summary>Which project a request of the storyboard app is about.</summary>
internal static class AppProjectPath
{
    /// <summary>In the body of a POST, in the address of a GET.</summary>
    public static async Task<(string? Path, Problem? Problem)> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!HttpMethods.IsPost(request.Method))
        {
            return request.Query["projectPath"].ToString() is { Length: > 0 } path
                ? (path, null)
                : (
                    null,
                    Problems.Faulty("projectPath", "Missing projectPath.", "Write ?projectPath= with the project's folder, URL-encoded."));
        }

        using var body = await RequestBody.ReadAsync(request, StoryboardAppHandler.MaxBytes, mayBeEmpty: false, cancellationToken);
        return body.Problem is { } problem ? (null, problem)
            : AppRequests.ProjectOf(body.Bytes, out var fault) is { } project ? (project, null)
            : (null, Problems.Faulty([fault!]));
    }
}
