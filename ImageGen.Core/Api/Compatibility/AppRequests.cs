using ImageGen.Core.Storyboards;
using ImageGen.Core.Storyboards.Reading;

namespace ImageGen.Core.Api.Compatibility;

/// <summary>Reads the bodies that the storyboard app posts.</summary>
public static class AppRequests
{
    private const int MaxPath = 1024;
    private const int MaxLabel = 64;

    /// <summary>The project of a body <c>{projectPath}</c>; null when there is none; <paramref name="fault"/> has the reason.</summary>
    public static string? ProjectOf(ReadOnlyMemory<byte> json, out Fault? fault)
    {
        using var body = Parse(json, out fault);
        return body is null ? null : Text(body.RootElement, "projectPath", MaxPath, "Write the project's folder.", out fault);
    }

    /// <summary>
    /// The project of a start that leaves the prompts to the project's files; null: it brings prompts of its own, or is faulty.
    /// </summary>
    public static string? ProjectWithoutPrompts(ReadOnlyMemory<byte> json)
    {
        using var body = Parse(json, out _);
        return body?.RootElement is { ValueKind: JsonValueKind.Object } root && root.EnumerateObject().All(IsOfNoPrompts)
            ? Text(root, "projectPath", MaxPath, string.Empty, out _)
            : null;
    }

    /// <summary>A selection; null when the body is faulty; <paramref name="fault"/> has the reason.</summary>
    public static AppSelection? SelectionOf(ReadOnlyMemory<byte> json, out Fault? fault)
    {
        using var body = Parse(json, out fault);
        if (body is null)
        {
            return null;
        }

        var root = body.RootElement;
        if (Text(root, "projectPath", MaxPath, "Write the project's folder.", out fault) is not { } project
            || Text(root, "beatNumber", MaxLabel, "Write a beat such as \"1.1\".", out fault) is not { } label
            || Text(root, "style", MaxLabel, "Write a style.", out fault) is not { } name)
        {
            return null;
        }

        if (!BeatId.TryParse(label, out var beat))
        {
            fault = new Fault("$.beatNumber", "This cannot be a beat's name.", "Write one such as \"1.1\" or \"Beat 1.1\".");
            return null;
        }

        if (!ImageStyles.TryParse(name, out var style))
        {
            fault = new Fault("$.style", "This is no style.", $"Write one of {string.Join(", ", ImageStyles.All.Select(s => s.Name()))}.");
            return null;
        }

        return new AppSelection(project, label, beat, style, JsonText.Find(root, "isFlagged") is { ValueKind: JsonValueKind.True });
    }

    private static bool IsOfNoPrompts(JsonProperty property) => JsonText.NameOf(property) switch
    {
        "projectPath" or "options" => true,
        "promptsByStyle" => property.Value.ValueKind is JsonValueKind.Null
            || (property.Value.ValueKind is JsonValueKind.Object
                && property.Value.EnumerateObject().All(style => IsEmptyList(style.Value))),
        _ => false,
    };

    private static bool IsEmptyList(JsonElement value) => value.ValueKind is JsonValueKind.Array && value.GetArrayLength() == 0;

    private static JsonDocument? Parse(ReadOnlyMemory<byte> json, out Fault? fault)
    {
        try
        {
            fault = null;
            return JsonDocument.Parse(json.Span.StartsWith("\uFEFF"u8) ? json[3..] : json, new JsonDocumentOptions { MaxDepth = 32 });
        }
        catch (JsonException)
        {
            fault = new Fault("$", "This is not JSON.", "Send a JSON object.");
            return null;
        }
    }

    private static string? Text(JsonElement root, string name, int max, string remedy, out Fault? fault)
    {
        fault = new Fault($"$.{name}", $"Missing {name}.", remedy);
        if (JsonText.Find(root, name) is not { } value)
        {
            return null;
        }

        var text = value.ValueKind == JsonValueKind.Number ? value.GetRawText()
            : JsonText.TryGet(value, out var written) ? written.Trim()
            : string.Empty;
        if (text.Length == 0 || text.Length > max || text.Any(char.IsControl))
        {
            return null;
        }

        fault = null;
        return text;
    }
}
