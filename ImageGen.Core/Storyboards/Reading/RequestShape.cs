namespace ImageGen.Core.Storyboards.Reading;

/// <summary>Where the beats of a request are: as the format has it, or as the tools that come before write it.</summary>
internal enum RequestShape
{
    /// <summary><c>{projectPath, promptsByStyle}</c>, and whatever is none of the others.</summary>
    Request,

    /// <summary>The styles stand in the request itself: <c>{illustration: [...], clear: [...]}</c>.</summary>
    Styles,

    /// <summary><c>{storyboard: [...]}</c>: one list of beats.</summary>
    Storyboard,

    /// <summary><c>{prompts: [...]}</c>: one list of beats.</summary>
    Prompts,

    /// <summary>An array: one list of beats.</summary>
    List,
}

/// <summary>Tells the shapes apart.</summary>
internal static class RequestShapes
{
    public static RequestShape Of(JsonElement root)
    {
        if (root.ValueKind == JsonValueKind.Array)
        {
            return RequestShape.List;
        }

        if (root.ValueKind != JsonValueKind.Object || JsonText.Find(root, "promptsByStyle") is not null)
        {
            return RequestShape.Request;
        }

        return IsList(root, "storyboard") ? RequestShape.Storyboard
            : ImageStyles.All.Any(style => IsList(root, style.Name())) ? RequestShape.Styles
            : IsList(root, "prompts") ? RequestShape.Prompts
            : RequestShape.Request;
    }

    private static bool IsList(JsonElement root, string name) => JsonText.Find(root, name) is { ValueKind: JsonValueKind.Array };
}
