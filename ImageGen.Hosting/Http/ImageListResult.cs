using ImageGen.Core.Api.Views;
using ImageGen.Core.Base;

namespace ImageGen.Hosting.Http;

/// <summary>
/// The images of a run as JSON, written page by page as the client takes them: a client that stops reading holds a page and no more.
/// </summary>
internal sealed class ImageListResult : IResult
{
    private const int Page = 200;

    private readonly ImagePages _pages;
    private readonly int? _limit;
    private readonly ImmutableArray<FoundImage> _first;

    private ImageListResult(ImagePages pages, int? limit, ImmutableArray<FoundImage> first) =>
        (_pages, _limit, _first) = (pages, limit, first);

    /// <summary>Reads the first page, so that what cannot be read is reported before the answer begins.</summary>
    public static async Task<ImageListResult> BeginAsync(ImagePages pages, int? limit, CancellationToken cancellationToken) =>
        new(pages, limit, await pages.NextAsync(Math.Min(limit ?? Page, Page), cancellationToken));

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (response, cancellationToken) = (httpContext.Response, httpContext.RequestAborted);
        var time = httpContext.RequestServices.GetRequiredService<TimeProvider>();
        response.ContentType = "application/json; charset=utf-8";
        var output = response.BodyWriter;
        await using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteStartArray("images");
        FoundImage? last = null;
        var left = _limit;
        var page = _first;
        while (!page.IsEmpty)
        {
            foreach (var found in page)
            {
                var view = RunImages.Of(found.Name, found.Image, found.Beat) with { ChangedReferences = found.ChangedReferences };
                JsonSerializer.Serialize(json, view, ImageGenJson.Answers);
            }

            await json.FlushAsync(cancellationToken);
            (last, left) = (page[^1], left - page.Length);
            page = default;
            if (!await SlowClients.FlushAsync(output, _pages.Forget, time, cancellationToken))
            {
                return;
            }

            page = await _pages.NextAsync(Math.Min(left is > 0 ? left.Value : left is null ? Page : 1, Page), cancellationToken);
            if (left is <= 0)
            {
                break;
            }
        }

        json.WriteEndArray();
        if (!page.IsDefaultOrEmpty && last is { } end)
        {
            json.WriteString("next", $"{end.Name.Style.Name()}/{end.Name.Beat.Value}");
        }

        json.WriteEndObject();
        await json.FlushAsync(cancellationToken);
    }
}
