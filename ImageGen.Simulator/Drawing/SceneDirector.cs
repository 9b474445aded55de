using ImageGen.Simulator.Requests;

namespace ImageGen.Simulator.Drawing;

/// <summary>Reads out of a request what there is to draw.</summary>
internal static class SceneDirector
{
    private static readonly (TimeOfDay Time, string[] Words)[] Times =
    [
        (TimeOfDay.Night, ["night", "moon", "stars", "midnight", "dark"]),
        (TimeOfDay.Dawn, ["dawn", "sunrise", "early morning"]),
        (TimeOfDay.Golden, ["golden", "late afternoon", "sunset", "dusk", "evening", "warm light"]),
        (TimeOfDay.Cold, ["cold", "winter", "snow", "fog", "mist", "rain", "steaming"]),
        (TimeOfDay.Day, ["noon", "sunlit", "day"]),
    ];

    private static readonly (string Name, string[] Words)[] Places =
    [
        ("forest", ["forest", "wood", "clearing"]), ("village", ["village", "town", "house"]), ("mill", ["mill", "finish"]),
        ("road", ["road", "path", "track", "starting line"]), ("wheat", ["wheat", "field", "meadow"]), ("oak", ["oak", "shade", "birch"]),
        ("water", ["brook", "river", "stream", "lake", "sea"]), ("mountain", ["mountain", "peak", "hill", "slope", "cliff"]),
    ];

    private static readonly (string Name, string[] Words)[] Characters =
    [
        ("tortoise", ["tortoise", "turtle"]), ("hare", ["hare", "rabbit", "bunny"]), ("fox", ["fox"]), ("mouse", ["mouse"]),
        ("badger", ["badger"]),
        ("person", ["woman", " man ", "girl", "boy", "child", "king", "queen", "hero", "farmer", "person", "student", "teacher"]),
    ];

    private static readonly string[] Continuing =
        ["previous frame", "previous image", "same place", "same scene", "continue", "zoom", "keep the lighting", "edit of"];

    public static Scene Direct(SimulatorRequest request)
    {
        var style = request.Label?.Style ?? SceneLabel.GuessStyle(request.Prompt);
        // The words of the style come before the first colon; what they mention is not in the scene.
        var subject = Subject(request);
        var seed = request.Seed;
        var references = request.References.Select(r => Scene.Parse(SceneNote.Read(r.Bytes))).ToImmutableArray();
        var previous = Continues(request) ? references.LastOrDefault(r => r is not null) : null;
        var label = (request.Label ?? new SceneLabel(style, null)).ToString();
        if (previous is not null)
        {
            return previous with
            {
                Cast = [.. previous.Cast.Union(Found(Characters, subject)).Take(4)],
                Time = TimeIn(subject) ?? previous.Time,
                Place = [.. previous.Place.Union(Found(Places, subject))],
                Step = previous.Step + 1,
                Label = label,
            };
        }

        var palette = references.FirstOrDefault(r => r is not null)?.PaletteSeed
            ?? (request.References.IsEmpty ? seed : HashOf(request.References[0].Bytes.Span));
        return new Scene(seed, palette, TimeIn(subject) ?? TimeOfDay.Day, Found(Places, subject), Found(Characters, subject), 0, label);
    }

    /// <summary>The prompt without the words that only speak of its style.</summary>
    public static string Subject(SimulatorRequest request)
    {
        var labels = request.References.Select(r => r.Label).ToHashSet();
        var prompt = string.Join(' ', request.Texts.Where(t => !labels.Contains(t)));
        var colon = prompt.IndexOf(": ", StringComparison.Ordinal);
        return colon is > 0 and < 200 ? prompt[(colon + 2)..] : prompt;
    }

    public static ulong HashOf(ReadOnlySpan<byte> bytes)
    {
        var hash = (ulong)bytes.Length;
        for (var i = 0; i < bytes.Length; i += Math.Max(1, bytes.Length / 512)) hash = SeededRandom.Combine(hash, bytes[i]);
        return hash;
    }

    private static TimeOfDay? TimeIn(string subject) =>
        Times.Where(t => t.Words.Any(w => Has(subject, w))).Select(t => (TimeOfDay?)t.Time).FirstOrDefault();

    /// <summary>An image to be changed is continued whatever the words are.</summary>
    private static bool Continues(SimulatorRequest request) => request.References.Length > 0
        && (Continuing.Any(w => request.Prompt.Contains(w, StringComparison.OrdinalIgnoreCase))
            || request.References.Any(r => r.Label?.Contains("image to change", StringComparison.OrdinalIgnoreCase) is true));

    private static ImmutableArray<string> Found((string Name, string[] Words)[] vocabulary, string text) =>
        [.. vocabulary.Where(v => v.Words.Any(w => Has(text, w))).Select(v => v.Name)];

    // At the start of a word: "fields" has a field, "share" has no hare.
    private static bool Has(string text, string word)
    {
        for (var at = Next(0); at >= 0; at = Next(at + 1))
        {
            if (at == 0 || !char.IsLetter(text[at - 1])) return true;
        }

        return false;

        int Next(int from) => text.IndexOf(word, from, StringComparison.OrdinalIgnoreCase);
    }
}
