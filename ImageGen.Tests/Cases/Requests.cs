namespace ImageGen.Tests.Cases;

/// <summary>Requests as the storyboard app sends them.</summary>
internal static class Requests
{
    /// <summary>One shot in the style <c>clear</c>, a beat for each prompt: 1.1, 1.2 ...</summary>
    public static JsonObject Clear(params string[] prompts) => Of(["clear"], prompts.Select(p => ("Cut", p)));

    /// <summary>So many beats in the style <c>clear</c> that do not depend on each other.</summary>
    public static JsonObject Clear(int beats) =>
        Clear([.. Enumerable.Range(1, beats).Select(n => string.Create(CultureInfo.InvariantCulture, $"b{n}"))]);

    /// <summary>One shot with these transitions, in the style <c>clear</c>.</summary>
    public static JsonObject Transitions(params string[] transitions) => Of(["clear"], transitions.Select((t, i) => (t, $"step {i + 1}")));

    /// <summary>So many beats in each of the three styles.</summary>
    public static JsonObject AllStyles(int beats, string project = "projects/case") =>
        Of(["illustration", "clear", "consistent"], Enumerable.Range(1, beats).Select(n => ("Cut", $"b{n}")), project);

    public static JsonObject With(this JsonObject request, JsonObject options)
    {
        request["options"] = options;
        return request;
    }

    private static JsonObject Of(string[] styles, IEnumerable<(string Transition, string Prompt)> beats, string project = "projects/case")
    {
        var all = beats.ToArray();
        var prompts = new JsonObject();
        foreach (var style in styles)
        {
            prompts[style] = new JsonArray([.. all.Select(JsonNode? (b, i) => new JsonObject
            {
                ["shot_number"] = 1,
                ["beat_number"] = string.Create(CultureInfo.InvariantCulture, $"1.{i + 1}"),
                ["transition_type"] = b.Transition,
                ["ai_prompt"] = styles.Length == 1 ? b.Prompt : $"{b.Prompt}, {style}",
            })]);
        }

        return new JsonObject { ["projectPath"] = project, ["promptsByStyle"] = prompts };
    }
}
