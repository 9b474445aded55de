using ImageGen.Core.Api.Projects;
using ImageGen.Core.Api.Views;
using Microsoft.AspNetCore.Http.Features;

namespace ImageGen.Hosting.Http;

/// <summary><c>GET /api/generation-status/{projectPath}</c>, as the predecessor had it.</summary>
internal sealed class StatusHandler(RunSummaries summaries, ProjectPlaces places, StoryboardAppOptions app, StoryboardAppHandler pages)
{
    /// <summary>What comes before the path.</summary>
    public const string Prefix = "/api/generation-status/";

    public async Task<IResult> FindAsync(HttpContext context, CancellationToken cancellationToken) =>
        await places.LocateAsync(ProjectPath(context), cancellationToken) is { } place
            ? ApiResults.Ok(new GenerationStatus(app.IsOn
                ? await pages.IsGeneratingAsync(place.Name, cancellationToken)
                : await summaries.IsActiveAsync(place.Name, cancellationToken)))
            : ApiResults.Problem(
                Problems.Faulty("projectPath", "No folder name can be made of it.", "Write the project's path, URL-encoded."));

    /// <summary>
    /// The path as the client encoded it, decoded once: routing leaves an encoded slash as it is, and so cannot distinguish it from text.
    /// </summary>
    private static string ProjectPath(HttpContext context)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.Split('?')[0];
        var start = target.IndexOf(Prefix, StringComparison.OrdinalIgnoreCase);
        return start < 0 ? string.Empty : Uri.UnescapeDataString(target[(start + Prefix.Length)..]);
    }
}
