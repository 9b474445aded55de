using ImageGen.Core.Api.Cast;
using ImageGen.Core.Api.Estimates;
using ImageGen.Core.Api.Projects;
using ImageGen.Core.Api.Requests;
using ImageGen.Core.KeyPools;
using ImageGen.Core.Models;
using ImageGen.Core.Runs;

namespace ImageGen.Hosting.Http;

/// <summary><c>/api/projects/{project}/references/{id}/sheet...</c>: prices and generates the sheet of a reference.</summary>
internal sealed class CastHandler(
    ReferenceHandler references,
    ProjectReferences known,
    StoryboardIntake intake,
    Estimator estimator,
    IApiKeySource keys,
    IProjectFolders folders,
    StartHandler starts,
    StartLimits limits)
{
    /// <summary>Bytes that a request may have.</summary>
    public const int MaxBytes = 64 * 1024;

    /// <param name="request">The request.</param>
    /// <param name="project">The project.</param>
    /// <param name="id">The reference.</param>
    /// <param name="learned">What the key pools learned, where only the request's host can read it; null: the estimator knows.</param>
    /// <param name="cancellationToken">The client's leaving.</param>
    public async Task<IResult> EstimateAsync(
        HttpRequest request, string project, string id, IRequestLimits? learned, CancellationToken cancellationToken)
    {
        var (sheet, _, _, problem) = await ReadAsync(request, project, id, cancellationToken);
        return sheet is null
            ? ApiResults.Problem(problem!)
            : ApiResults.Ok(await (learned is null ? estimator : estimator.With(learned)).EstimateAsync(sheet, cancellationToken));
    }

    public async Task<IResult> StartAsync(
        HttpRequest request,
        string project,
        string id,
        RunService runs,
        Func<string, RunLinks> links,
        CancellationToken cancellationToken)
    {
        var (sheet, place, asked, problem) = await ReadAsync(request, project, id, cancellationToken);
        if (sheet is null)
        {
            return ApiResults.Problem(problem!);
        }

        if (sheet.Options.MaxCostUsd is { } most
            && await estimator.EstimateAsync(sheet, cancellationToken) is { CostUsd: var price } && price > most)
        {
            return ApiResults.Problem(Problems.Faulty(
                "$.options.maxCostUsd",
                string.Create(CultureInfo.InvariantCulture, $"The sheet costs about ${price:0.00##}, which is more than ${most:0.00##}."),
                "Raise the limit, or choose a smaller size or another model."));
        }

        folders.Keep(place!);
        await known.NoteAsync(place!.Name, asked!.Id, await NotesAsync(place.Name, asked, cancellationToken), cancellationToken);
        return await starts.TryStartAsync(runs, sheet, key: null, cancellationToken, besideUnreadable: true) switch
        {
            StartResult.Started { Run.Id: var run } => ApiResults.Accepted(links(run)),
            StartResult.AlreadyActive active => ApiResults.AlreadyActive(links(active.RunId)),
            StartResult.Refused refused => ApiResults.Problem(Problems.Refused(refused.Why)),
            StartResult.TooMany => ApiResults.Problem(Problems.TooManyRuns(limits.MaxActiveRuns)),
            StartResult.Unreadable unreadable => ApiResults.Problem(Problems.UnreadableRun(unreadable.Why)),
            var other => throw new InvalidOperationException($"{other.GetType().Name} is not an answer to a start."),
        };
    }

    /// <summary>What is known of an approved sheet stays true while a new one is generated.</summary>
    private async Task<ReferenceNotes> NotesAsync(ProjectName project, CastRequest asked, CancellationToken cancellationToken) =>
        (await known.NotesAsync(project, asked.Id, cancellationToken) ?? new ReferenceNotes()) with
        {
            Kind = asked.Kind,
            Description = asked.Description,
        };

    private async Task<(Storyboard? Sheet, ProjectPlace? Place, CastRequest? Asked, Problem? Problem)> ReadAsync(
        HttpRequest request, string project, string id, CancellationToken cancellationToken)
    {
        if (await references.LocateAsync(project, cancellationToken) is not { } place)
        {
            return (null, null, null, ReferenceHandler.NoProject());
        }

        if (!ReferenceId.TryParse(id, out var reference))
        {
            return (null, null, null, Problems.Faulty([ReferenceHandler.NoId()]));
        }

        using var body = await RequestBody.ReadAsync(request, MaxBytes, mayBeEmpty: false, cancellationToken);
        if (body.Problem is { } problem)
        {
            return (null, null, null, problem);
        }

        var notes = await known.NotesAsync(place.Name, reference, cancellationToken);
        if (CastRequest.Read(reference, body.Bytes, notes, out var faults) is not { } asked)
        {
            return (null, null, null, Problems.Faulty(faults));
        }

        return intake.Read(asked.ToStoryboard(place.Name, asked.Style ?? await StyleAsync(cancellationToken))) switch
        {
            StoryboardReadResult.Accepted accepted => (
                accepted.Storyboard with { Project = place.Name.Cast }, place, asked, null),
            StoryboardReadResult.Refused refused => (null, null, null, Problems.Faulty(refused.Faults)),
            var other => throw new InvalidOperationException($"Not a result: {other}."),
        };
    }

    /// <summary>The first style that has keys.</summary>
    private async Task<ImageStyle> StyleAsync(CancellationToken cancellationToken)
    {
        foreach (var style in ImageStyles.All)
        {
            if ((await keys.ListAsync(style, cancellationToken)).Any())
            {
                return style;
            }
        }

        return ImageStyles.All[0];
    }
}
