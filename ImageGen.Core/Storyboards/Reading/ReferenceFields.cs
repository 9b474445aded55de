namespace ImageGen.Core.Storyboards.Reading;

/// <summary>Reads the fields of one reference; what is wrong goes to the faults.</summary>
internal static class ReferenceFields
{
    /// <summary>The kind; null where it is absent or faulty.</summary>
    public static ReferenceKind? Kind(JsonFields fields, bool required) => fields.Text<ReferenceKind?>(
        "kind",
        $"Write one of {string.Join(", ", ReferenceKinds.All.Select(k => $"\"{k.Name()}\""))}.",
        text => ReferenceKinds.TryParse(text, out var kind) ? kind : null,
        required);

    /// <summary>The path of the image within the project; null: the one that is uploaded.</summary>
    public static string? Image(JsonFields fields)
    {
        const string Remedy =
            "Write a path within the project's folder, such as \"cast/hare.png\", or leave it out for the image that is uploaded under "
                + "the reference's id.";
        if (fields["image"] is not { } value)
        {
            return null;
        }

        if (!JsonText.TryGet(value, out var text))
        {
            fields.WrongType("image", value, Remedy);
            return null;
        }

        var path = ReferencePath.Normalise(text, out var problem);
        if (path is null)
        {
            fields.Faults.Add(fields.Place.Field("image"), $"'image' {problem}.", Remedy);
        }

        return path;
    }

    /// <summary>What the image shows, in words; null: not given.</summary>
    public static string? Description(JsonFields fields, int maxLength)
    {
        const string Remedy = "Say in words what the image shows, or leave it out.";
        if (fields["description"] is not { } value)
        {
            return null;
        }

        if (!JsonText.TryGet(value, out var text))
        {
            fields.WrongType("description", value, Remedy);
            return null;
        }

        if (text.Length > maxLength)
        {
            fields.Faults.Add(
                fields.Place.Field("description"),
                $"'description' is {text.Length} characters long.",
                $"Shorten it to {maxLength} characters.");
        }

        return string.IsNullOrWhiteSpace(text) ? null : text.Trim();
    }

    /// <summary>The styles that it is for; null: all.</summary>
    public static ImmutableArray<ImageStyle>? Styles(JsonFields fields)
    {
        var remedy = $"Write a list such as [\"{ImageStyles.All[0].Name()}\"], or leave it out for all styles.";
        if (fields["styles"] is not { } value)
        {
            return null;
        }

        var styles = new SortedSet<ImageStyle>();
        var isList = value.ValueKind == JsonValueKind.Array && value.GetArrayLength() is > 0 and <= 64;
        foreach (var item in isList ? [.. value.EnumerateArray()] : Array.Empty<JsonElement>())
        {
            isList &= JsonText.TryGet(item, out var name) && ImageStyles.All.Any(s => s.Name() == name);
            if (isList && ImageStyles.TryParse(item.GetString(), out var style))
            {
                styles.Add(style);
            }
        }

        if (!isList)
        {
            fields.WrongType("styles", value, remedy);
            return null;
        }

        return styles.Count == ImageStyles.All.Count ? null : [.. styles];
    }
}
