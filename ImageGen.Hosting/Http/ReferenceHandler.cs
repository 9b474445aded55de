using ImageGen.Core.Api.Cast;
using ImageGen.Core.Api.Projects;
using ImageGen.Core.Generation;
using Microsoft.Net.Http.Headers;

namespace ImageGen.Hosting.Http;

/// <summary><c>/api/projects/{project}/references...</c>: the reference images of a project.</summary>
internal sealed class ReferenceHandler(ProjectReferences references, ProjectPlaces places, IProjectFolders folders)
{
    /// <summary>What an uploaded reference looks like, percent-encoded.</summary>
    public const string DescriptionHeader = "ImageGen-Description";

    public async Task<IResult> ListAsync(string project, CancellationToken cancellationToken) =>
        await LocateAsync(project, cancellationToken) is { } place
            ? ApiResults.Ok(await references.ListAsync(place.Name, cancellationToken))
            : ApiResults.Problem(NoProject());

    public async Task<IResult> ImageAsync(HttpContext context, string project, string id, string? v, CancellationToken cancellationToken)
    {
        if (await LocateAsync(project, cancellationToken) is not { } place)
        {
            return ApiResults.Problem(NoProject());
        }

        if (!ReferenceId.TryParse(id, out var reference) || await references.OpenAsync(
            place.Name, reference, cancellationToken) is not { } found)
        {
            return ApiResults.Problem(Problems.NoSuchReference(id));
        }

        context.Response.Headers.CacheControl = v == found.ETag ? "private, max-age=31536000, immutable" : "private, no-cache";
        return TypedResults.Bytes(
            found.Image.Bytes, found.Image.Format.MediaType(), entityTag: new EntityTagHeaderValue($"\"{found.ETag}\""));
    }

    public async Task<IResult> PutAsync(HttpRequest request, string project, string id, CancellationToken cancellationToken)
    {
        var faults = new List<Fault>();
        if (!ReferenceId.TryParse(id, out var reference))
        {
            faults.Add(NoId());
        }

        var notes = NotesOf(request, faults);
        var place = await LocateAsync(project, cancellationToken);
        if (place is null || faults.Count > 0)
        {
            return ApiResults.Problem(place is null ? NoProject() : Problems.Faulty([.. faults]));
        }

        using var body = await RequestBody.ReadBytesAsync(request, IReferenceFiles.MaxBytes, cancellationToken);
        if (body.Problem is { } problem)
        {
            return ApiResults.Problem(problem.Status == StatusCodes.Status413PayloadTooLarge
                ? Problems.ImageTooLarge(IReferenceFiles.MaxBytes)
                : problem);
        }

        folders.Keep(place);
        if (body.Bytes.IsEmpty)
        {
            return ApiResults.Problem(Problems.Faulty("body", "It is empty.", SendBytes));
        }

        return await references.PutAsync(place.Name, reference, body.Bytes, notes, cancellationToken) is { } flaw
            ? ApiResults.Problem(Problems.Faulty("body", flaw, SendBytes))
            : ApiResults.Ok(await references.FindAsync(place.Name, reference, cancellationToken));
    }

    public async Task<IResult> DeleteAsync(string project, string id, CancellationToken cancellationToken) =>
        await LocateAsync(project, cancellationToken) is not { } place ? ApiResults.Problem(NoProject())
        : ReferenceId.TryParse(id, out var reference) && await references.DeleteAsync(place.Name, reference, cancellationToken)
            ? TypedResults.NoContent()
            : ApiResults.Problem(Problems.NoSuchReference(id));

    public async Task<IResult> ApproveAsync(string project, string id, string? sheet, CancellationToken cancellationToken)
    {
        if (await LocateAsync(project, cancellationToken) is not { } place)
        {
            return ApiResults.Problem(NoProject());
        }

        if (!ReferenceId.TryParse(id, out var reference))
        {
            return ApiResults.Problem(Problems.NoSuchReference(id));
        }

        return await references.ApproveAsync(
            place.Name, reference, string.IsNullOrEmpty(sheet) ? null : sheet, cancellationToken) is { } why
            ? ApiResults.Problem(Problems.Refused(why))
            : ApiResults.Ok(await references.FindAsync(place.Name, reference, cancellationToken));
    }

    /// <summary>The place of a project in an address: its name, or its path, URL-encoded.</summary>
    public Task<ProjectPlace?> LocateAsync(string project, CancellationToken cancellationToken) =>
        places.LocateAsync(project.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase), cancellationToken);

    internal static Problem NoProject() => Problems.Faulty(
        "project", "No folder name can be made of it.", "Write the project's name, such as tortoise-and-hare, or its path, URL-encoded.");

    internal static Fault NoId() => new(
        "id",
        "This is no reference's id.",
        $"Write a name such as hare or old-mill: letters (a to z), digits, hyphens and underscores, at most {ReferenceId.MaxLength}.");

    private const string SendBytes = "Send the bytes of a PNG, JPEG or WebP file as the body, such as with curl -T hare.png.";

    private static ReferenceNotes NotesOf(HttpRequest request, List<Fault> faults)
    {
        ReferenceKind? kind = null;
        if (request.Query["kind"].ToString() is { Length: > 0 } named)
        {
            if (ReferenceKinds.TryParse(named, out var known))
            {
                kind = known;
            }
            else
            {
                faults.Add(new Fault(
                    "kind", "There is no such kind.", $"Write one of {string.Join(", ", ReferenceKinds.All.Select(k => k.Name()))}."));
            }
        }

        // In a header, because addresses are logged by whatever is between.
        var description = Uri.UnescapeDataString(request.Headers[DescriptionHeader].ToString()).Trim();
        var most = StoryboardLimits.Default.MaxReferenceDescription;
        if (description.Length > most)
        {
            faults.Add(new Fault(DescriptionHeader, $"It is {description.Length} characters long.", $"Shorten it to {most} characters."));
        }

        return new ReferenceNotes(kind, description.Length == 0 ? null : description);
    }
}
