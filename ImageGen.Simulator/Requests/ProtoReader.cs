namespace ImageGen.Simulator.Requests;

/// <summary>Reads JSON as the service's protocol buffers do: unknown names and wrong types are collected, all of them.</summary>
internal sealed class ProtoReader
{
    private readonly List<(string Field, string Description)> _violations = [];

    public IReadOnlyList<(string Field, string Description)> Violations => _violations;

    /// <summary>The message's fields by their camel-case names; null when <paramref name="element"/> is no message.</summary>
    public Dictionary<string, JsonElement>? Message(JsonElement element, string path, HashSet<string> known)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            Wrong(path, "message", element);
            return null;
        }

        Dictionary<string, JsonElement> fields = new(StringComparer.Ordinal);
        foreach (var property in element.EnumerateObject())
        {
            var name = ProtoMessages.ToCamelCase(property.Name);
            if (!known.Contains(name))
            {
                var at = path.Length == 0 ? "" : $" at '{path}'";
                _violations.Add((path, $"Invalid JSON payload received. Unknown name \"{property.Name}\"{at}: Cannot find field."));
            }
            else if (property.Value.ValueKind != JsonValueKind.Null)
            {
                fields[name] = property.Value;
            }
        }

        return fields;
    }

    public string? String(JsonElement element, string path)
    {
        if (element.ValueKind == JsonValueKind.String) return element.GetString();
        Wrong(path, "TYPE_STRING", element);
        return null;
    }

    public byte[]? Bytes(JsonElement element, string path)
    {
        if (element.ValueKind == JsonValueKind.String && element.TryGetBytesFromBase64(out var bytes)) return bytes;
        if (element.ValueKind != JsonValueKind.String)
        {
            Wrong(path, "TYPE_BYTES", element);
            return null;
        }

        var start = element.GetString()!;
        Add(path, $"Invalid value at '{path}' (TYPE_BYTES), Base64 decoding failed for \"{start[..Math.Min(12, start.Length)]}\"");
        return null;
    }

    /// <summary>The items; a single value stands for a list of one, as in protocol buffers' JSON.</summary>
    public static IEnumerable<(JsonElement Item, string Path)> List(JsonElement element, string path) =>
        element.ValueKind == JsonValueKind.Array
            ? element.EnumerateArray().Select((item, i) => (item, $"{path}[{i}]"))
            : [(element, path)];

    public void Add(string path, string description) => _violations.Add((path, description));

    private void Wrong(string path, string type, JsonElement element)
    {
        var shown = element.ValueKind is JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False ? element.GetRawText() : "...";
        _violations.Add((path, path.Length == 0
            ? "Invalid JSON payload received. Unknown name \"\": Root element must be a message."
            : $"Invalid value at '{path}' ({type}), {shown}"));
    }
}
