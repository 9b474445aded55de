namespace ImageGen.Core.Storyboards.Reading;

/// <summary>Reads how many images of a beat to choose from.</summary>
internal static class Candidates
{
    private static readonly ImmutableArray<string> Styles = [.. ImageStyles.All.Select(s => s.Name())];

    /// <summary>The number; null where the field is absent or faulty.</summary>
    public static int? Read(JsonFields fields, string name) =>
        (int?)fields.Number(name, 1, StoryboardLimits.MostCandidates, whole: true);

    /// <summary>The number for each style that has one; null where the field is absent, faulty or empty.</summary>
    public static ImmutableDictionary<ImageStyle, int>? ByStyle(JsonFields fields, string name)
    {
        if (fields[name] is not { } value || JsonFields.Of(
            value, fields.Place.Field(name), Styles, strict: true, fields.Faults) is not { } styles)
        {
            return null;
        }

        var read = ImageStyles.All
            .Select(style => (Style: style, Count: Read(styles, style.Name())))
            .Where(style => style.Count is not null)
            .ToImmutableDictionary(style => style.Style, style => style.Count!.Value);
        return read.IsEmpty ? null : read;
    }
}
