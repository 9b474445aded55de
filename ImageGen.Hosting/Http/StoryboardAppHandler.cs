using ImageGen.Core.Api.Compatibility;
using ImageGen.Core.Api.Projects;
using ImageGen.Core.Api.Requests;
using ImageGen.Core.Generation;
using ImageGen.Core.Runs;

namespace ImageGen.Hosting.Http;

/// <summary>The other calls of the storyboard app's page, while its switch is on; else there is nothing at their addresses.</summary>
internal sealed class StoryboardAppHandler(
    StoryboardAppOptions options,
    IProjectFolders folders, ProjectPlaces places,
    IProjectFiles files,
    IImageStore images,
    IRunStore runs,
    RunLogs runLogs,
    TimeProvider time) : IDisposable
{
    internal const int MaxBytes = 64 * 1024;

    private readonly SemaphoreSlim _oneSelection = new(1);

    public void Dispose() => _oneSelection.Dispose();

    /// <summary><c>POST stop-generation</c>: pauses the project's run; the next start resumes it.</summary>
    public Task<IResult> StopAsync(HttpRequest request, RunService service, CancellationToken cancellationToken) => OfProjectAsync(
        request,
        async place =>
        {
            var stopped = await ActiveAsync(place.Name, cancellationToken) is { } id
                && await service.PauseAsync(id, "It was stopped in the storyboard app.", cancellationToken) is ControlResult.Done;
            return ApiResults.Ok(stopped
                ? new AppAnswer(true, "Stop signal sent. Images that are being generated are still stored; start again to continue.")
                : new AppAnswer(false, Error: "No active generation found"));
        },
        cancellationToken);

    /// <summary><c>get-generation-progress</c>: the beats whose images are there.</summary>
    public Task<IResult> ProgressAsync(HttpRequest request, CancellationToken cancellationToken) => OfProjectAsync(
        request,
        async place =>
        {
            var labels = await LabelsAsync(place.Name, cancellationToken);
            var progress = ImmutableSortedDictionary.CreateBuilder<string, AppStyleProgress>(StringComparer.Ordinal);
            foreach (var style in ImageStyles.All)
            {
                var file = await files.ReadAsync(place.Name, ProgressFile.PathOf(style), cancellationToken) is { } json
                    ? ProgressFile.TryRead(json)
                    : null;
                progress[style.Name()] = AppImages.ProgressOf(
                    style, await images.ListAsync(place.Name, style, cancellationToken), labels, file);
            }

            return ApiResults.Ok(new AppProgressAnswer(progress.ToImmutable()));
        },
        cancellationToken);

    /// <summary><c>get-generated-images</c>: the paths of a project's images.</summary>
    public Task<IResult> ImagesAsync(HttpRequest request, CancellationToken cancellationToken) => OfProjectAsync(
        request,
        async place =>
        {
            var labels = await LabelsAsync(place.Name, cancellationToken);
            var found = ImmutableSortedDictionary.CreateBuilder<string, ImmutableSortedDictionary<string, string>>(StringComparer.Ordinal);
            foreach (var style in ImageStyles.All)
            {
                found[style.Name()] = AppImages.PathsOf(style, await images.ListAsync(place.Name, style, cancellationToken), labels);
            }

            return ApiResults.Ok(new AppImagesAnswer(found.ToImmutable()));
        },
        cancellationToken);

    /// <summary><c>get-image-selections</c>.</summary>
    public Task<IResult> SelectionsAsync(HttpRequest request, CancellationToken cancellationToken) => OfProjectAsync(
        request,
        async place =>
            ApiResults.Ok(new AppSelectionsAnswer(Selections.Read(await files.ReadAsync(place.Name, Selections.Path, cancellationToken)))),
        cancellationToken);

    /// <summary>
    /// <c>POST save-image-selection</c>: notes a selection beside the project and puts a copy of the image where the next steps look for
    /// it.
    /// </summary>
    public async Task<IResult> SelectAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!options.IsOn)
        {
            return ApiResults.Problem(Problems.NoSuchAddress());
        }

        using var body = await RequestBody.ReadAsync(request, MaxBytes, mayBeEmpty: false, cancellationToken);
        if (body.Problem is { } problem)
        {
            return ApiResults.Problem(problem);
        }

        if (AppRequests.SelectionOf(body.Bytes, out var fault) is not { } selection)
        {
            return ApiResults.Problem(Problems.Faulty([fault!]));
        }

        if (await places.LocateAsync(selection.ProjectPath, cancellationToken) is not { } place
            || !(await images.ListAsync(place.Name, selection.Style, cancellationToken)).TryGetValue(selection.Beat, out var image)
            || ShotOf(image) is not { } shot)
        {
            return ApiResults.Problem(Problems.NotFound("Source image not found"));
        }

        await _oneSelection.WaitAsync(cancellationToken);
        try
        {
            await SaveAsync(place.Name, selection, image, shot, cancellationToken);
        }
        finally
        {
            _oneSelection.Release();
        }

        return ApiResults.Ok(new AppAnswer(true, "Image selection saved"));
    }

    /// <summary><c>test-api-keys</c>: what <c>POST /api/check</c> returns about the keys.</summary>
    public async Task<IResult> TestKeysAsync(Doctor doctor, CancellationToken cancellationToken) => options.IsOn
        ? ApiResults.Ok(AppKeyTest.Of(await doctor.CheckAsync(null, cancellationToken)))
        : ApiResults.Problem(Problems.NoSuchAddress());

    /// <summary><c>ping</c>.</summary>
    public IResult Ping() =>
        options.IsOn ? ApiResults.Ok(new AppAnswer(true, "ImageGen is running.")) : ApiResults.Problem(Problems.NoSuchAddress());

    /// <summary>
    /// <c>serve-image?path=</c>: an image of a known project. The path only names it: bytes come out of the image store, never from the
    /// path.
    /// </summary>
    public async Task<IResult> ImageAsync(HttpContext context, ImageHandler handler, CancellationToken cancellationToken)
    {
        if (!options.IsOn)
        {
            return ApiResults.Problem(Problems.NoSuchAddress());
        }

        if (context.Request.Query["path"].ToString() is not { Length: > 0 } path)
        {
            return ApiResults.Problem(Problems.Faulty("path", "Missing image path.", "Write the image's path, URL-encoded."));
        }

        if (!AppImages.TryParsePath(path, out var parsed)
            || await places.LocateAsync(parsed.ProjectPath, cancellationToken) is not { } place
            || !(folders.Exists(place) || await runs.LastNumberAsync(place.Name, cancellationToken) > 0))
        {
            return ApiResults.Problem(Problems.NoSuchImage());
        }

        var address = new ImageAddress(place.Name.Value, parsed.Style.Name(), parsed.Beat.Value, parsed.Shot.Value);
        return await handler.ImageAsync(context, address, cancellationToken);
    }

    /// <summary>Whether a run of the project is at work: a stopped one is not, so that the page offers to start.</summary>
    public async Task<bool> IsGeneratingAsync(ProjectName project, CancellationToken cancellationToken) =>
        await ActiveAsync(project, cancellationToken) is { } id
        && await (await runLogs.OpenAsync(id, cancellationToken)).ReadAsync(state => state.PausedBy is null, cancellationToken);

    private async Task SaveAsync(
        ProjectName project, AppSelection selection, StoredImage image, ShotId shot, CancellationToken cancellationToken)
    {
        var former = Selections.Read(await files.ReadAsync(project, Selections.Path, cancellationToken));
        var name = new ImageName(project, selection.Style, shot, selection.Beat);
        await using (var bytes = await images.OpenAsync(name, version: null, cancellationToken))
        {
            using var copy = new MemoryStream();
            await (bytes ?? Stream.Null).CopyToAsync(copy, cancellationToken);
            await files.WriteAsync(
                project, Selections.CopyOf(selection.Beat, selection.IsFlagged, image.Format), copy.ToArray(), cancellationToken);
        }

        // One copy for each beat: another one would be another choice.
        foreach (var format in ImageFormats.All)
        {
            await files.DeleteAsync(project, Selections.CopyOf(selection.Beat, !selection.IsFlagged, format), cancellationToken);
            if (format != image.Format)
            {
                await files.DeleteAsync(project, Selections.CopyOf(selection.Beat, selection.IsFlagged, format), cancellationToken);
            }
        }

        await files.WriteAsync(project, Selections.Path, Selections.With(former, selection, time.GetUtcNow()), cancellationToken);
    }

    private static ShotId? ShotOf(StoredImage image) =>
        image.Path.Split('/') is [.., var folder, _] && ShotId.TryParseExact(folder["Shot_".Length..], out var shot) ? shot : null;

    private async Task<IResult> OfProjectAsync(
        HttpRequest request, Func<ProjectPlace, Task<IResult>> answer, CancellationToken cancellationToken)
    {
        if (!options.IsOn)
        {
            return ApiResults.Problem(Problems.NoSuchAddress());
        }

        var (path, problem) = await AppProjectPath.ReadAsync(request, cancellationToken);
        return problem is not null ? ApiResults.Problem(problem)
            : await places.LocateAsync(path!, cancellationToken) is { } place ? await answer(place)
            : ApiResults.Problem(Problems.Faulty("projectPath", "No folder name can be made of it.", "Write the project's folder."));
    }

    /// <summary>How the project's storyboard spells its beats: that of its newest run, else that of its files.</summary>
    private async Task<AppLabels> LabelsAsync(ProjectName project, CancellationToken cancellationToken)
    {
        var last = await runs.LastNumberAsync(project, cancellationToken);
        if (last > 0 && await runLogs.FindAsync(RunIds.Create(project, last), cancellationToken) is { } runLog)
        {
            return new AppLabels(runLog.Document.Storyboard);
        }

        var prompts = await ProjectPrompts.ReadAsync(files, project, cancellationToken);
        return !prompts.IsEmpty
            && StoryboardReader.ReadFiles(project.Value, prompts) is StoryboardReadResult.Accepted { Storyboard: var storyboard }
            ? new AppLabels(storyboard)
            : AppLabels.None;
    }

    private async Task<string?> ActiveAsync(ProjectName project, CancellationToken cancellationToken)
    {
        var last = await runs.LastNumberAsync(project, cancellationToken);
        return last > 0
            && await runLogs.FindAsync(RunIds.Create(project, last), cancellationToken) is { } runLog
            && !await runLog.ReadAsync(state => state.HasEnded, cancellationToken)
                ? runLog.Document.Id
                : null;
    }
}
