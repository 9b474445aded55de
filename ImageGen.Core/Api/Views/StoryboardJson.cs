using System.Text.Json.Nodes;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Api.Views;

/// <summary>
/// A run's storyboard as the request that starts the next one: what <see cref="StoryboardReader"/> reads, without what was meant for that
/// run alone (instructions, <see cref="RunOptions.Only"/>, <see cref="RunOptions.IncludeApproved"/>).
/// </summary>
public static class StoryboardJson
{
    /// <summary>The request's JSON.</summary>
    public static JsonObject Of(Storyboard storyboard)
    {
        ArgumentNullException.ThrowIfNull(storyboard);
        var request = new JsonObject
        {
            ["projectPath"] = storyboard.ProjectPath,
            ["promptsByStyle"] = new JsonObject(storyboard.Styles.Select(
                style => KeyValuePair.Create<string, JsonNode?>(style.Style.Name(), new JsonArray([.. style.Beats.Select(Of)])))),
        };
        if (storyboard.References is { IsEmpty: false } references)
        {
            request["references"] = new JsonArray([.. references.Select(Of)]);
        }

        if (Of(storyboard.Options) is { Count: > 0 } options)
        {
            request["options"] = options;
        }

        return request;
    }

    private static JsonNode Of(Beat beat)
    {
        var json = new JsonObject
        {
            ["shot_number"] = beat.ShotLabel ?? beat.Shot.Value,
            ["beat_number"] = beat.Label ?? beat.Id.Value,
        };
        Set(json, "script_phrase", beat.ScriptPhrase);
        json["transition_type"] = beat.Transition;
        json["ai_prompt"] = beat.Prompt;
        Set(json, "seconds", beat.Seconds);
        Set(json, "candidates", beat.Candidates);
        if (beat.References is { } shown)
        {
            json["references"] = new JsonArray([.. shown.Select(r => JsonValue.Create(r.Value))]);
        }

        return json;
    }

    private static JsonNode Of(StoryboardReference reference)
    {
        var json = new JsonObject { ["id"] = reference.Id.Value, ["kind"] = reference.Kind.Name() };
        Set(json, "image", reference.Image);
        Set(json, "description", reference.Description);
        if (reference.Styles is { } styles)
        {
            json["styles"] = new JsonArray([.. styles.Select(s => JsonValue.Create(s.Name()))]);
        }

        return json;
    }

    private static JsonObject Of(RunOptions options)
    {
        var json = new JsonObject();
        Set(json, "model", options.Model);
        Set(json, "aspectRatio", options.AspectRatio);
        Set(json, "imageSize", options.ImageSize);
        Set(json, "retryBlocked", options.RetryBlocked ? true : (bool?)null);
        Set(json, "onChanged", options.OnChanged is OnChanged.Keep ? "keep" : null);
        Set(json, "onQuotaExhausted", options.OnQuotaExhausted is OnQuotaExhausted.Fail ? "fail" : null);
        Set(json, "maxCostUsd", options.MaxCostUsd);
        Set(json, "maxParallel", options.MaxParallel);
        Set(json, "candidates", options.Candidates);
        if (options.CandidatesByStyle is { Count: > 0 } byStyle)
        {
            json["candidatesByStyle"] = new JsonObject(
                byStyle.Select(s => KeyValuePair.Create<string, JsonNode?>(s.Key.Name(), JsonValue.Create(s.Value))));
        }

        if (!options.First.IsDefaultOrEmpty)
        {
            json["first"] = new JsonArray([.. options.First.Select(b => JsonValue.Create(b.Value))]);
        }

        return json;
    }

    private static void Set(JsonObject json, string name, JsonNode? value)
    {
        if (value is not null)
        {
            json[name] = value;
        }
    }
}
