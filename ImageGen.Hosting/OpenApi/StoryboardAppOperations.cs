using ImageGen.Core.Api.Compatibility;
using static ImageGen.Hosting.OpenApi.OperationParts;

namespace ImageGen.Hosting.OpenApi;

/// <summary>The calls of the storyboard app's own page, which are there while <c>ImageGen:Compatibility:StoryboardApp</c> is on.</summary>
internal static class StoryboardAppOperations
{
    private const string Switch = "Only with ImageGen:Compatibility:StoryboardApp.";

    private static readonly Parameter Project = new("query", "projectPath", "As in a storyboard") { IsRequired = true };

    public static ImmutableArray<Operation> All { get; } =
    [
        Posted("stop-generation", "appStop", "Pauses the project's run; the next start resumes it", typeof(AppAnswer)),
        Got("get-generation-progress", "appGetProgress", "The beats whose images are there", typeof(AppProgressAnswer)),
        Posted("get-generation-progress", "appProgress", "The beats whose images are there", typeof(AppProgressAnswer)),
        Got("get-generated-images", "appGetImages", "The paths of a project's images", typeof(AppImagesAnswer)),
        Posted("get-generated-images", "appImages", "The paths of a project's images", typeof(AppImagesAnswer)),
        Got("get-image-selections", "appGetSelections", "The images that a person selected", typeof(AppSelectionsAnswer)),
        Posted("get-image-selections", "appSelections", "The images that a person selected", typeof(AppSelectionsAnswer)),
        new(
            "post",
            "/api/save-image-selection",
            "appSelect",
            "Notes a selection beside the project and copies the image to selected_images",
            Switch)
        {
            Body = ["AppSelection"],
            IsBodyRequired = true,
            Answers = [new(200, "The selection is stored", typeof(AppAnswer))],
            Errors = [404, 503],
        },
        new("get", "/api/test-api-keys", "appTestKeys", "Whether the API keys work; costs nothing", Switch)
        {
            Answers = [new(200, "The result", typeof(AppKeyTest))],
            Errors = [404],
        },
        new("get", "/api/ping", "appPing", "Whether this host is there", Switch)
        {
            Answers = [new(200, "It is", typeof(AppAnswer))],
            Errors = [404],
        },
        new("get", "/api/serve-image", "appImage", "An image of a known project by its path", Switch)
        {
            Parameters =
            [
                new("query", "path", "{projectPath}/generated_images/{style}/Shot_{shot}/Beat_{beat}.png") { IsRequired = true },
            ],
            Answers = [new(200, "The image") { MediaTypes = ImageTypes }],
            Errors = [400, 404],
        },
    ];

    private static Operation Got(string name, string id, string summary, Type answer) => new("get", $"/api/{name}", id, summary, Switch)
    {
        Parameters = [Project],
        Answers = [new(200, summary, answer)],
        Errors = [400, 404],
    };

    private static Operation Posted(string name, string id, string summary, Type answer) => new("post", $"/api/{name}", id, summary, Switch)
    {
        Body = ["AppProject"],
        IsBodyRequired = true,
        Answers = [new(200, summary, answer)],
        Errors = [404],
    };
}
