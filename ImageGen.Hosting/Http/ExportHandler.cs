using ImageGen.Core.Api.Exports;
using ImageGen.Export;

namespace ImageGen.Hosting.Http;

/// <summary><c>GET /api/runs/{id}/export</c>: a run's images as a contact sheet, animatic, timeline or table.</summary>
internal sealed class ExportHandler(ExportSheets sheets, Exporter exporter)
{
    /// <summary>What a person should know of the export, in sentences.</summary>
    public const string NotesHeader = "ImageGen-Notes";

    public async Task<IResult> ExportAsync(HttpContext context, string id, CancellationToken cancellationToken)
    {
        var (options, faults) = ExportOptionsReader.Read(name => context.Request.Query[name].FirstOrDefault());
        if (options is null)
        {
            return ApiResults.Problem(Problems.Faulty(faults));
        }

        if (await sheets.OfRunAsync(id, options.Styles, cancellationToken) is not { } sheet)
        {
            return ApiResults.Problem(Problems.NoSuchRun(id));
        }

        if (sheet.Styles.IsEmpty)
        {
            return ApiResults.Problem(
                Problems.Faulty("style", "The run does not have this style.", "Name one of its styles, or leave it out for all."));
        }

        if (options.Format is ExportFormat.Animatic && sheet.ImageCount == 0)
        {
            return ApiResults.Problem(
                Problems.Refused("There is no image yet that an animatic could show. Wait until some are generated."));
        }

        // Written whole before it is sent, so that what goes wrong is answered and not cut off.
        var path = Path.Combine(Path.GetTempPath(), $"imagegen-export-{Guid.NewGuid():N}");
        var notes = await exporter.WriteAsync(sheet, options, path, progress: null, cancellationToken);
        var file = new FileStream(path, new FileStreamOptions { Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous });
        if (!notes.IsEmpty)
        {
            context.Response.Headers[NotesHeader] = string.Concat(
                string.Join(' ', notes).Select(c => char.IsAscii(c) && !char.IsControl(c) ? c : '?'));
        }

        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Stream(file, options.MediaType(), $"{sheet.Project.Value}{options.Extension()}");
    }
}
