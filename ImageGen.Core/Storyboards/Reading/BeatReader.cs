namespace ImageGen.Core.Storyboards.Reading;

/// <summary>Reads one beat of a style.</summary>
internal sealed class BeatReader(StoryboardLimits limits, FaultList faults, ReferenceReader? references = null)
{
    private const int MaxTransitionLength = 64;
    private const int MaxLabelLength = 64;
    private const string TransitionRemedy =
        "Write H (hard cut) or C (continuous); any other transition, such as Cut or Fade, is generated without a reference image.";
    private const string BeatRemedy = "Write one such as \"1.1\": letters, digits, dots, hyphens and underscores, at most 32 of them.";
    private const string ShotRemedy = "Write a whole number from 0 to 999999, such as 3, \"3\" or \"Shot 3\", or a name such as \"1A\".";

    // The prompt is the last one: that is the field which may have other names.
    private static readonly ImmutableArray<string> NamesWithoutReferences =
        ["shot_number", "beat_number", "script_phrase", "transition_type", "seconds", "candidates", "instruction", "ai_prompt"];

    internal static readonly ImmutableArray<string> Names = ["references", .. NamesWithoutReferences];
    private static readonly ImmutableArray<string> PromptNames = ["image_prompt", "prompt"];
    private string? _lastNumber;

    /// <summary>The beat; null when anything is wrong with it. <paramref name="id"/> is its number whenever that could be read.</summary>
    public Beat? Read(JsonElement element, JsonPlace place, out BeatId? id)
    {
        id = null;
        var faultsBefore = faults.Count;
        if (JsonFields.Of(
            element, place, references?.HasAny is true
                ? Names
                : NamesWithoutReferences, strict: false, faults, PromptNames) is not { } fields)
        {
            return null;
        }

        var shot = Shot(fields, out var shotLabel);
        id = Number(fields, out var label);
        var phrase = Phrase(fields);
        var (transition, kind) = Transition(fields);
        var prompt = Prompt(fields);
        var seconds = Seconds(fields);
        var instruction = Instruction(fields);
        var candidates = Candidates.Read(fields, "candidates");
        var shown = references?.OfBeat(element, place);
        return faults.Count == faultsBefore
            ? new Beat(shot, id!.Value, kind, transition!, phrase, prompt!)
            {
                Label = label,
                ShotLabel = shotLabel,
                Seconds = seconds,
                Instruction = instruction,
                References = shown,
                Candidates = candidates,
            }
            : null;
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

    /// <summary>Whether a beat has its number as a JSON number, which loses a zero at its end on the way through many tools.</summary>
    public static bool IsNumber(JsonElement beat) =>
        JsonText.Find(beat, "beat_number") is { ValueKind: JsonValueKind.Number } value
            && value.GetRawText().Contains('.', StringComparison.Ordinal);

    private BeatId? Number(JsonFields fields, out string? label)
    {
        label = null;
        if (fields.Required("beat_number", BeatRemedy) is not { } value)
        {
            return null;
        }

        if (TryNumber(value, out var id))
        {
            label = LabelOf(value, id.Value);
            if (value.ValueKind == JsonValueKind.Number)
            {
                NoteLostZero(value.GetRawText());
            }

            return id;
        }

        fields.Faults.Add(
            fields.Place.Field("beat_number"), $"'beat_number' is {Quoted.Value(value)}, which cannot be a beat's name.", BeatRemedy);
        return null;
    }

    /// <summary>1.9 that is followed by 1.1, as numbers: the second one was 1.10 before some tool read it as a number.</summary>
    private void NoteLostZero(string digits)
    {
        var isNext = _lastNumber is { } last && last.Split('.') is [var whole, "9"] && digits == $"{whole}.1";
        _lastNumber = digits;
        faults.Note(isNext
            ? $"Beat {digits} comes after {digits[..^1]}9 as a JSON number, so it may have been \"{digits}0\": write beat numbers as text."
            : "Beat numbers that are JSON numbers were read as they stand.");
    }

    private static ShotId Shot(JsonFields fields, out string? label)
    {
        label = null;
        if (fields.Required("shot_number", ShotRemedy) is not { } value)
        {
            return default;
        }

        var text = value.ValueKind == JsonValueKind.Number ? value.GetRawText() : JsonText.TryGet(value, out var written) ? written : null;
        if (ShotId.TryParse(text, out var shot) && (shot.IsNumber || value.ValueKind == JsonValueKind.String))
        {
            label = LabelOf(value, shot.Value);
            return shot;
        }

        fields.Faults.Add(
            fields.Place.Field("shot_number"), $"'shot_number' is {Quoted.Value(value)}, which is no shot number.", ShotRemedy);
        return default;
    }

    /// <summary>The request's own spelling of a text, where it is another one and fit to be shown.</summary>
    private static string? LabelOf(JsonElement value, string normal) =>
        JsonText.TryGet(value, out var text) && text != normal && text.Length <= MaxLabelLength && text.All(JsonText.IsPrintable)
            ? text
            : null;

    private static decimal? Seconds(JsonFields fields)
    {
        const string Remedy = "Write how many seconds the beat lasts, from 0.1 to 3600, such as 2.5, or leave it out.";
        if (fields["seconds"] is not { } value)
        {
            return null;
        }

        var text = value.ValueKind == JsonValueKind.Number ? value.GetRawText() : JsonText
            .TryGet(value, out var written) ? written
            .Trim() : null;
        if (decimal.TryParse(
            text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0.1m and <= 3600)
        {
            return seconds;
        }

        fields.Faults.Add(fields.Place.Field("seconds"), $"'seconds' is {Quoted.Value(value)}, which is no length of a beat.", Remedy);
        return null;
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
        if (fields.Aliased is { } alias)
        {
            faults.Note($"'{alias}' was read as 'ai_prompt'.");
            return Words(fields, alias, fields.Alias!.Value, limits.MaxPromptLength, Remedy);
        }

        return fields.Required("ai_prompt", Remedy) is { } value ? Words(fields, "ai_prompt", value, limits.MaxPromptLength, Remedy) : null;
    }

    private string? Instruction(JsonFields fields) => fields["instruction"] is { } value
        ? Words(fields, "instruction", value, limits.MaxPromptLength, "Say what to change in the present image, or leave it out.")
        : null;

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
