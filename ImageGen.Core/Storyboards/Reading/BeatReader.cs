using System.Globalization;
using System.Text.Json;

namespace ImageGen.Core.Storyboards.Reading;

/// <summary>Reads one beat of a style.</summary>
internal sealed class BeatReader(StoryboardLimits limits, FaultList faults)
{
    private const int MaxTransitionLength = 64;
    private const string TransitionRemedy =
        "Write H (hard cut) or C (continuous); any other transition, such as Cut or Fade, is generated without a reference image.";
    private const string BeatRemedy = "Write one such as \"1.1\": letters, digits, dots, hyphens and underscores, at most 32 of them.";
    private const string ShotRemedy = "Write a whole number from 0 to 999999, such as 3, \"3\" or \"Shot 3\".";
    private static readonly ImmutableArray<string> Names = ["shot_number", "beat_number", "script_phrase", "transition_type", "ai_prompt", "seconds"];

    /// <summary>The beat; null when anything is wrong with it. <paramref name="id"/> is its number whenever that could be read.</summary>
    public Beat? Read(JsonElement element, JsonPlace place, out BeatId? id)
    {
        id = null;
        var faultsBefore = faults.Count;
        if (JsonFields.Of(element, place, Names, strict: false, faults) is not { } fields)
        {
            return null;
        }

        var shot = Shot(fields);
        id = Number(fields);
        var phrase = Phrase(fields);
        var (transition, kind) = Transition(fields);
        var prompt = Prompt(fields);
        var seconds = Seconds(fields);
        return faults.Count == faultsBefore ? new Beat(shot, id!.Value, kind, transition!, phrase, prompt!) { Seconds = seconds } : null;
    }

    /// <summary>A beat's number as text or as a JSON number, whose digits are taken as they stand.</summary>
    public static bool TryNumber(JsonElement value, out BeatId id)
    {
        id = default;
        return value.ValueKind switch
        {
            JsonValueKind.String => JsonText.TryGet(value, out var text) && BeatId.TryParse(text, out id),
            JsonValueKind.Number => value.GetRawText() is var digits && !digits.Contains('e', StringComparison.OrdinalIgnoreCase)
                && BeatId.TryParse(digits, out id),
            _ => false,
        };
    }

    private static BeatId? Number(JsonFields fields)
    {
        if (fields.Required("beat_number", BeatRemedy) is not { } value)
        {
            return null;
        }

        if (TryNumber(value, out var id))
        {
            return id;
        }

        fields.Faults.Add(fields.Place.Field("beat_number"), $"'beat_number' is {Quoted.Value(value)}, which cannot be a beat's name.", BeatRemedy);
        return null;
    }

    private static int Shot(JsonFields fields)
    {
        if (fields.Required("shot_number", ShotRemedy) is not { } value)
        {
            return 0;
        }

        var text = value.ValueKind == JsonValueKind.Number ? value.GetRawText() : JsonText.TryGet(value, out var written) ? WithoutWord(written) : null;
        if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            && number <= 999_999 && decimal.IsInteger(number))
        {
            return (int)number;
        }

        fields.Faults.Add(fields.Place.Field("shot_number"), $"'shot_number' is {Quoted.Value(value)}, which is no shot number.", ShotRemedy);
        return 0;
    }

    private static decimal? Seconds(JsonFields fields)
    {
        const string Remedy = "Write how many seconds the beat lasts, from 0.1 to 3600, such as 2.5, or leave it out.";
        if (fields["seconds"] is not { } value)
        {
            return null;
        }

        var text = value.ValueKind == JsonValueKind.Number ? value.GetRawText() : JsonText.TryGet(value, out var written) ? written.Trim() : null;
        if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0.1m and <= 3600)
        {
            return seconds;
        }

        fields.Faults.Add(fields.Place.Field("seconds"), $"'seconds' is {Quoted.Value(value)}, which is no length of a beat.", Remedy);
        return null;
    }

    private static string WithoutWord(string text)
    {
        var digits = text.AsSpan().Trim();
        return digits.StartsWith("shot", StringComparison.OrdinalIgnoreCase) ? digits[4..].TrimStart(" _-").ToString() : digits.ToString();
    }

    /// <summary>The transition as the request writes it, and what it means.</summary>
    private static (string? Text, TransitionKind Kind) Transition(JsonFields fields)
    {
        if (fields.Required("transition_type", TransitionRemedy) is not { } value)
        {
            return default;
        }

        if (!JsonText.TryGet(value, out var text))
        {
            fields.WrongType("transition_type", value, TransitionRemedy);
            return default;
        }

        text = text.Trim();
        var problem = text.Length switch
        {
            0 => "'transition_type' is empty.",
            > MaxTransitionLength => $"'transition_type' is {text.Length} characters long; {MaxTransitionLength} are allowed.",
            _ => text.All(JsonText.IsPrintable) ? null : "'transition_type' holds control characters.",
        };
        var kind = problem is null ? TransitionNames.KindOf(text) : null;
        if (kind is { } known)
        {
            return (text, known);
        }

        problem ??= $"'transition_type' is {Quoted.Value(value)}, which resembles a hard cut or a continuous transition and is neither.";
        fields.Faults.Add(fields.Place.Field("transition_type"), problem, TransitionRemedy);
        return default;
    }

    private string? Prompt(JsonFields fields)
    {
        const string Remedy = "Describe in words what the image shows.";
        return fields.Required("ai_prompt", Remedy) is { } value ? Words(fields, "ai_prompt", value, limits.MaxPromptLength, Remedy) : null;
    }

    private string? Phrase(JsonFields fields)
    {
        if (fields["script_phrase"] is not { } value || (JsonText.TryGet(value, out var text) && string.IsNullOrWhiteSpace(text)))
        {
            return null;
        }

        return Words(fields, "script_phrase", value, limits.MaxPhraseLength, "Write the words of the script as text, or leave it out.");
    }

    private static string? Words(JsonFields fields, string name, JsonElement value, int max, string remedy)
    {
        if (!JsonText.TryGet(value, out var text))
        {
            fields.WrongType(name, value, remedy);
        }
        else if (string.IsNullOrWhiteSpace(text))
        {
            fields.Faults.Add(fields.Place.Field(name), $"'{name}' is empty.", remedy);
        }
        else if (text.Length > max)
        {
            fields.Faults.Add(fields.Place.Field(name), $"'{name}' is {text.Length} characters long.", $"Shorten it to {max} characters.");
        }
        else
        {
            return text;
        }

        return null;
    }
}
