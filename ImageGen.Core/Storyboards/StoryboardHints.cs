namespace ImageGen.Core.Storyboards;

/// <summary>What is known of a storyboard besides its text, for texts that leave it out.</summary>
/// <param name="ProjectPath">The project, such as the folder of the file; null: the text has to name it.</param>
/// <param name="Styles">The styles of a list of beats that names none; empty: the list has to name one.</param>
/// <param name="Source">What the text is, for notes: the name of a file; null: the request.</param>
public sealed record StoryboardHints(string? ProjectPath = null, ImmutableArray<ImageStyle> Styles = default, string? Source = null)
{
    /// <summary>Nothing is known.</summary>
    public static StoryboardHints None { get; } = new();

    /// <summary>The styles that a file's name speaks of, such as <c>prompts-clear.json</c>: one or none.</summary>
    public static ImmutableArray<ImageStyle> StylesOf(string fileName)
    {
        var words = fileName.Split(['-', '_', '.', ' '], StringSplitOptions.RemoveEmptyEntries);
        ImageStyle[] named = [.. ImageStyles.All.Where(style => words.Contains(style.Name(), StringComparer.OrdinalIgnoreCase))];
        return named.Length == 1 ? [named[0]] : [];
    }
}
