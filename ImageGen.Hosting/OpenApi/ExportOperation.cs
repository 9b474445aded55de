using static ImageGen.Hosting.OpenApi.OperationParts;

namespace ImageGen.Hosting.OpenApi;

/// <summary>The operation that exports a run.</summary>
internal static class ExportOperation
{
    public static Operation Export { get; } = new(
        "get", "/api/runs/{id}/export", "exportRun", "A run's images as contact sheet, animatic, timeline or table",
        "A beat lasts as long as its `seconds` say, else as its script phrase takes to read. Ids in timelines are made of the project and "
            + "the "
        + "storyboard's numbers, so that they stay the same in later exports. The answer has the header `ImageGen-Notes` when a person "
        + "should know "
        + "something of it, such as characters for which the host has no font.")
    {
        Parameters =
        [
            RunId,
            new(
                "query",
                "format",
                "What to make",
                """{"type":"string","enum":["pdf","animatic","otio","fcpxml","csv"]}""") { IsRequired = true },
            new("query", "style", "Styles, separated by commas; default: all of the run, side by side"),
            new("query", "page", "PDF: the page, landscape; with `-portrait` behind it upright",
                """{"type":"string","default":"a4","examples":["a4","a3","letter","tabloid","a4-portrait"]}"""),
            new(
                "query",
                "columns",
                "PDF: beats side by side; default: 1 with several styles, else 3",
                """{"type":"integer","minimum":1,"maximum":8}"""),
            new("query", "fps", "Timelines and animatics: frames a second", """{"type":"integer","minimum":1,"maximum":60,"default":24}"""),
            new("query", "width", "Animatic: its width in pixels", """{"type":"integer","minimum":160,"maximum":3840,"default":960}"""),
            new("query", "container", "Animatic: animated WebP, or MP4, which needs ffmpeg at the host",
                """{"type":"string","enum":["webp","mp4"],"default":"webp"}"""),
            new("query", "media", "Timelines: the folder or URL before the images' paths; default: none, the paths are relative to the "
                + "project's folder",
                """{"type":"string","maxLength":1024}"""),
        ],
        Answers =
        [
            new(200, "The file")
            {
                MediaTypes = ["application/pdf", "image/webp", "video/mp4", "application/json", "application/xml", "text/csv"],
            },
        ],
        Errors = [400, 404, 409, 503],
    };
}
