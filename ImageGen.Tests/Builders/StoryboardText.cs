namespace ImageGen.Tests.Builders;

/// <summary>Storyboards as a client sends them.</summary>
internal static class StoryboardText
{
    /// <summary>The storyboard that the page offers: 30 beats in three styles.</summary>
    public static string Sample { get; } = System.Text.Encoding.UTF8.GetString(ImageGen.Web.WebAssets.Find("/sample.json")!.Bytes.Span);

    /// <summary>
    /// Shots of as many beats each, the first of each a hard cut and the others continuous; in three styles, or in those named.
    /// </summary>
    public static string Of(int shots, int beatsPerShot = 1, string project = "projects/tale", params string[] styles)
    {
        var prompts = new JsonObject();
        foreach (var style in styles.Length > 0 ? styles : [.. ImageStyles.All.Select(s => s.Name())])
        {
            prompts[style] = new JsonArray([.. Beats(style, shots, beatsPerShot)]);
        }

        return new JsonObject { ["projectPath"] = project, ["promptsByStyle"] = prompts }.ToJsonString();
    }

    private static IEnumerable<JsonNode> Beats(string style, int shots, int beatsPerShot) =>
        from shot in Enumerable.Range(1, shots)
        from beat in Enumerable.Range(1, beatsPerShot)
        select new JsonObject
        {
            ["shot_number"] = shot,
            ["beat_number"] = $"{shot}.{beat}",
            ["script_phrase"] = $"Words of beat {shot}.{beat}.",
            ["transition_type"] = beat == 1 ? "H" : "C",
            ["ai_prompt"] = $"Generate beat {shot}.{beat}, {style}.",
        };
}
