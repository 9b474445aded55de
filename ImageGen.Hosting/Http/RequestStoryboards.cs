using ImageGen.Core.Api.Compatibility;
using ImageGen.Core.Api.Projects;
using ImageGen.Core.Api.Requests;

namespace ImageGen.Hosting.Http;

/// <summary>
/// Makes storyboards of requests: reads them, finds their project's place and, for the storyboard app, the files of its prompts.
/// </summary>
internal sealed class RequestStoryboards(
    StoryboardIntake intake, ProjectPlaces places, IProjectFiles files, StoryboardAppOptions app, ReferenceFaults references)
{
    /// <summary>The storyboard, or the problem: exactly one of the two.</summary>
    /// <param name="json">The request.</param>
    /// <param name="cancellationToken">The client's leaving.</param>
    /// <param name="checksReferences">False for a start that is known already: its answer does not change.</param>
    public async Task<(PlacedStoryboard? Storyboard, Problem? Problem)> ReadAsync(
        ReadOnlyMemory<byte> json, CancellationToken cancellationToken, bool checksReferences = true)
    {
        if (app.IsOn && AppRequests.ProjectWithoutPrompts(json) is { } projectPath)
        {
            return await ReadFilesAsync(projectPath, json, checksReferences, cancellationToken);
        }

        return await PlaceAsync(intake.Read(json), checksReferences, cancellationToken);
    }

    private async Task<(PlacedStoryboard?, Problem?)> ReadFilesAsync(
        string projectPath, ReadOnlyMemory<byte> json, bool checksReferences, CancellationToken cancellationToken)
    {
        if (await places.LocateAsync(projectPath, cancellationToken) is not { } place)
        {
            return (null, NoName());
        }

        var prompts = await ProjectPrompts.ReadAsync(files, place.Name, cancellationToken);
        return prompts.IsEmpty
            ? (null, NoPrompts(place))
            : await PlaceAsync(intake.ReadFiles(projectPath, prompts, json), checksReferences, cancellationToken);
    }

    private static Problem NoPrompts(ProjectPlace place)
    {
        var names = string.Join(", ", ImageStyles.All.Select(style => ProjectPrompts.PathsOf(style).First()));
        var note = place.Note is null ? string.Empty : " " + place.Note;
        return Problems.Faulty(
            "$.promptsByStyle", $"There are no prompts in {place.Folder}.", $"Save {names} there, or send promptsByStyle.{note}");
    }

    private async Task<(PlacedStoryboard?, Problem?)> PlaceAsync(
        StoryboardReadResult read, bool checksReferences, CancellationToken cancellationToken)
    {
        if (read is StoryboardReadResult.Refused refused)
        {
            return (null, Problems.Faulty(refused.Faults));
        }

        var accepted = (StoryboardReadResult.Accepted)read;
        if (await places.LocateAsync(accepted.Storyboard.ProjectPath, cancellationToken) is not { } place)
        {
            return (null, NoName());
        }

        var storyboard = accepted.Storyboard with { Project = place.Name };
        return checksReferences && await references.OfAsync(storyboard, cancellationToken) is { IsEmpty: false } faults
            ? (null, Problems.Faulty(faults))
            : (new PlacedStoryboard(storyboard, place, place.Note is null ? accepted.Notes : [place.Note, .. accepted.Notes]), null);
    }

    private static Problem NoName() => Problems.Faulty(
        "$.projectPath", "No folder name can be made of it.", "Write the project's folder, such as \"projects/tortoise-and-hare\".");
}

/// <summary>A storyboard with the place of its project.</summary>
/// <param name="Storyboard">What is asked for.</param>
/// <param name="Place">Where its images go.</param>
/// <param name="Notes">What a person should know of the request, in sentences.</param>
internal sealed record PlacedStoryboard(Storyboard Storyboard, ProjectPlace Place, ImmutableArray<string> Notes);

/// <summary>Whether the storyboard app's own calls are served.</summary>
/// <param name="IsOn"><c>ImageGen:Compatibility:StoryboardApp</c>.</param>
internal sealed record StoryboardAppOptions(bool IsOn);
