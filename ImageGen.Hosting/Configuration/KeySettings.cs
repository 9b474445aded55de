using ImageGen.Core.KeyPools;
using ImageGen.Core.Models;

namespace ImageGen.Hosting.Configuration;

/// <summary>Reads <c>ImageGen:Styles:{style}:Keys:{n}</c>.</summary>
internal static class KeySettings
{
    private const string Path = $"{GenerationSettings.Root}:Styles";

    public static (
        ImmutableDictionary<ImageStyle,
        ImmutableArray<ApiKey>> Keys,
        ImmutableArray<string> Notes) Read(SettingsReader settings, KeyPoolOptions limits)
    {
        var keys = new List<(ImageStyle Style, ApiKey Key)>();
        foreach (var (name, path) in settings.Children(Path))
        {
            if (ImageStyles.TryParse(name, out var style))
            {
                keys.AddRange(OfStyle(settings, style, path, keys.ConvertAll(k => k.Key)).Select(key => (style, key)));
            }
            else
            {
                settings.Add(path, "There is no such style.", $"The styles are {string.Join(", ", ImageStyles.All.Select(s => s.Name()))}");
                MarkAll(settings, path);
            }
        }

        var (divided, notes) = KeyShares.Divide([.. keys.OrderBy(k => k.Style)], limits);
        return (divided.GroupBy(k => k.Style).ToImmutableDictionary(g => g.Key, g => g.Select(k => k.Key).ToImmutableArray()), notes);
    }

    private static List<ApiKey> OfStyle(SettingsReader settings, ImageStyle style, string stylePath, List<ApiKey> elsewhere)
    {
        var keys = new List<ApiKey>();
        foreach (var (name, path) in settings.Children($"{stylePath}:Keys").OrderBy(child => child.Name.Length).ThenBy(
            child => child.Name, StringComparer.Ordinal))
        {
            settings.Children(path);
            var number = int.TryParse(name, out var index) ? $"{index + 1}" : name;
            var value = settings.Text($"{path}:Value");
            var id = settings.Text($"{path}:Id") ?? $"{style.Name()}-{number}";
            var key = new ApiKey(
                id, value ?? string.Empty, settings.Text($"{path}:Project"), settings.Whole($"{path}:Requests", 1, 100_000));
            if (Problem(key, keys, elsewhere) is var (at, problem, remedy))
            {
                settings.Add($"{path}:{at}", problem, remedy);
            }
            else
            {
                keys.Add(key);
            }
        }

        return keys;
    }

    private static (string At, string Problem, string Remedy)? Problem(ApiKey key, List<ApiKey> others, List<ApiKey> elsewhere) =>
        key.Value.Length == 0 ? ("Value", "The key has no value.", "Write the API key, or remove the entry")
        : key.Value.Any(c => c is <= ' ' or > '~') ? (
            "Value", "The key has characters that no API key has.", "Copy the key again, without blanks and line ends")
        : key.Id.Length > 64 || !key.Id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')
            ? ("Id", "The id is not a name.", "Use letters, digits, '-', '_' and '.', at most 64")
        : key.Id.Contains(key.Value, StringComparison.Ordinal) ? (
            "Id", "The id holds the key itself, and ids are shown and logged.", "Choose another id")
        : others.Any(other => other.Id == key.Id) ? ("Id", "Another key of this style has the same id.", "Choose another id")
        : others.Any(other => other.Value == key.Value) ? ("Value", "The same key stands in this style twice.", "Remove one of them")
        : elsewhere.Any(other => other.Value == key.Value && other.Project != key.Project)
            ? ("Project", "The same key stands in another style with another project.", "Write the same project in both")
        : null;

    private static void MarkAll(SettingsReader settings, string path)
    {
        foreach (var (_, child) in settings.Children(path))
        {
            MarkAll(settings, child);
        }
    }
}
