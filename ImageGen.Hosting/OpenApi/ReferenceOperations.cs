using ImageGen.Core.Api.Estimates;
using ImageGen.Core.Api.Views;
using ImageGen.Hosting.Http;
using static ImageGen.Hosting.OpenApi.OperationParts;

namespace ImageGen.Hosting.OpenApi;

/// <summary>The operations on the reference images of projects.</summary>
internal static class ReferenceOperations
{
    private const string References = "/api/projects/{project}/references";
    private const string Reference = References + "/{id}";
    private const string Sheet = Reference + "/sheet";

    private static readonly Parameter Project = new("path", "project", "The project's name, or its path, URL-encoded");

    private static readonly Parameter Id = new(
        "path", "id", "The reference's id", """{"$ref":"#/components/schemas/ReferenceId"}""");

    public static ImmutableArray<Operation> All { get; } =
    [
        new("get", References, "listReferences", "Lists the references of a project",
            "Those that were uploaded or put into its folder `references`, and those whose sheets were generated.")
        {
            Parameters = [Project],
            Answers = [new(200, "The references", typeof(ReferenceList))],
            Errors = [400, 503],
        },
        new("get", Reference, "getReference", "The image of a reference")
        {
            Parameters =
            [
                Project,
                Id,
                new("query", "v", "The version that the client expects, as in its `uri`: then it may be cached for good"),
                new("header", "If-None-Match", "The ETag that the client has"),
            ],
            Answers =
            [
                new(200, "The image") { Headers = ["ETag", "Cache-Control"], MediaTypes = ImageTypes },
                new(304, "The client has it"),
            ],
            Errors = [400, 404],
        },
        new("put", Reference, "putReference", "Uploads the image of a reference",
            "The body is the file itself: a whole PNG, JPEG or WebP of at most 64 MB. A storyboard that declares the reference without an "
                + "`image` takes this one.")
        {
            Parameters =
            [
                Project,
                Id,
                new(
                    "query",
                    "kind",
                    "What it shows, for the page's list; left out: as it was",
                    """{"$ref":"#/components/schemas/ReferenceKindName"}"""),
                new("header", ReferenceHandler.DescriptionHeader, "What it looks like, percent-encoded; left out: as it was"),
            ],
            BodyMediaTypes = [.. ImageTypes, "application/octet-stream"],
            IsBodyRequired = true,
            Answers = [new(200, "It is stored", typeof(ReferenceView))],
            Errors = [503],
        },
        new(
            "delete",
            Reference,
            "deleteReference",
            "Deletes the image of a reference and what is known of it",
            "Sheets that were generated stay.")
        {
            Parameters = [Project, Id],
            Answers = [new(204, "It is deleted")],
            Errors = [400, 404],
        },
        new("post", $"{Sheet}/estimate", "estimateSheet", "Estimates cost and time of a reference's sheet")
        {
            Parameters = [Project, Id],
            Body = ["CastRequest"],
            IsBodyRequired = true,
            Answers = [new(200, "The estimate", typeof(Estimate))],
            Errors = [503],
        },
        new("post", Sheet, "generateSheet", "Generates a reference's sheet from a description",
            "A run of one beat in the project `{project}.cast`, with the budget, log and limits of every run. The sheet is not sent with "
                + "any prompt before it is approved. "
            + "The same description again finds the sheet that exists; `options.overwrite` generates another.")
        {
            Parameters = [Project, Id],
            Body = ["CastRequest"],
            IsBodyRequired = true,
            Answers =
            [
                new(202, "The run is started", typeof(RunLinks)),
                new(409, "A sheet of the project is being generated", typeof(AlreadyActiveProblem)) { OtherType = typeof(Problem) },
            ],
            Errors = [429, 503],
        },
        new("post", $"{Reference}/approve", "approveSheet", "Makes a reference's sheet its image")
        {
            Parameters = [Project, Id, new("query", "sheet", "The ETag of the sheet that was looked at; left out: whichever is there")],
            Answers = [new(200, "It is the reference's image", typeof(ReferenceView))],
            Errors = [400, 404, 409, 503],
        },
    ];
}
