namespace ImageGen.Simulator.Requests;

/// <summary>Makes the lookup of <see cref="SimulatorOptions.Describe"/> from a storyboard's prompts. Thread-safe.</summary>
/// <remarks>
/// A text part that equals a prompt decides; else one of its lines; else the longest prompt that a text part contains. Of beats
/// with equal prompts the first is named.
/// </remarks>
public sealed class SceneLabels
{
    private readonly Dictionary<string, SceneLabel> _byPrompt = new(StringComparer.Ordinal);
    private readonly List<string> _longestFirst;

    /// <summary>Knows <paramref name="beats"/>.</summary>
    public SceneLabels(IEnumerable<(string Style, string Beat, string Prompt)> beats)
    {
        foreach (var (style, beat, prompt) in beats)
        {
            _byPrompt.TryAdd(prompt.Trim(), new SceneLabel(style, beat));
        }

        _longestFirst = [.. _byPrompt.Keys.Where(p => p.Length > 0).OrderByDescending(p => p.Length)];
    }

    /// <summary>Reads <c>promptsByStyle</c> of a storyboard request; beats that are not whole are left out.</summary>
    public static SceneLabels FromStoryboard(string json)
    {
        using var document = JsonDocument.Parse(json);
        return new SceneLabels([.. BeatsOf(document.RootElement)]);
    }

    /// <summary>The label of the beat that <paramref name="request"/> is for; null when no prompt is known.</summary>
    public SceneLabel? Find(SimulatorRequest request)
    {
        foreach (var text in request.Texts.Reverse())
        {
            if (_byPrompt.TryGetValue(text.Trim(), out var label)) return label;
        }

        foreach (var line in request.Texts.Reverse().SelectMany(t => t.Split('\n')))
        {
            if (_byPrompt.TryGetValue(line.Trim(), out var label)) return label;
        }

        var contained = _longestFirst.Find(p => request.Texts.Any(t => t.Contains(p, StringComparison.Ordinal)));
        return contained is null ? null : _byPrompt[contained];
    }

    private static IEnumerable<(string, string, string)> BeatsOf(JsonElement root)
    {
        if (!root.TryGetProperty("promptsByStyle", out var styles) || styles.ValueKind != JsonValueKind.Object) yield break;
        foreach (var style in styles.EnumerateObject().Where(s => s.Value.ValueKind == JsonValueKind.Array))
        {
            foreach (var beat in style.Value.EnumerateArray().Where(b => b.ValueKind == JsonValueKind.Object))
            {
                if (Text(beat, "beat_number") is { } number && Text(beat, "ai_prompt") is { } prompt)
                {
                    yield return (style.Name, number.Replace("Beat", "", StringComparison.OrdinalIgnoreCase).Trim(' ', '_'), prompt);
                }
            }
        }
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
