namespace ImageGen.Core.Storyboards.Reading;

/// <summary>Reads <c>options</c>.</summary>
internal sealed class OptionsReader(FaultList faults)
{
    private const int MaxModelLength = 128;
    private const decimal MaxCost = 1_000_000;
    private const int MaxParallel = 10_000;

    internal static readonly ImmutableArray<string> Names =
        ["model", "aspectRatio", "imageSize", "overwrite", "includeApproved", "retryBlocked", "onChanged", "onQuotaExhausted", "maxCostUsd",
            "maxParallel", "candidates", "candidatesByStyle",
        "first", "only"];

    /// <param name="element">The options.</param>
    /// <param name="place">Where they are.</param>
    /// <param name="beats">The numbers of all beats, over all styles.</param>
    /// <param name="styles">The beats of each style.</param>
    public RunOptions Read(JsonElement element, JsonPlace place, IReadOnlySet<BeatId> beats, IReadOnlyList<StyleBeats> styles)
    {
        if (JsonFields.Of(element, place, Names, strict: true, faults) is not { } fields)
        {
            return new RunOptions();
        }

        return new RunOptions
        {
            Model = Model(fields),
            AspectRatio = OneOf(fields, "aspectRatio", ImageShapes.AspectRatios),
            ImageSize = OneOf(fields, "imageSize", ImageShapes.Sizes),
            Overwrite = fields.Flag("overwrite"),
            IncludeApproved = fields.Flag("includeApproved"),
            RetryBlocked = fields.Flag("retryBlocked"),
            OnChanged = OneOf(fields, "onChanged", ["regenerate", "keep"]) is "keep" ? OnChanged.Keep : OnChanged.Regenerate,
            OnQuotaExhausted = OneOf(fields, "onQuotaExhausted", ["wait", "fail"]) is "fail"
                ? OnQuotaExhausted.Fail
                : OnQuotaExhausted.Wait,
            MaxCostUsd = fields.Number("maxCostUsd", 0, MaxCost),
            MaxParallel = (int?)fields.Number("maxParallel", 1, MaxParallel, whole: true),
            Candidates = Candidates.Read(fields, "candidates"),
            CandidatesByStyle = Candidates.ByStyle(fields, "candidatesByStyle"),
            First = First(fields, beats),
            Only = Only(fields, styles),
        };
    }

    private static string? Model(JsonFields fields)
    {
        const string Remedy = "Write a model's id such as \"gemini-nano-banana-2.1\", without \"models/\" before it.";
        if (fields["model"] is not { } value)
        {
            return null;
        }

        if (!JsonText.TryGet(value, out var text))
        {
            fields.WrongType("model", value, Remedy);
        }
        else if (text.Length is 0 or > MaxModelLength || !char.IsAsciiLetterOrDigit(text[0]) || !text.All(
            c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_'))
        {
            fields.Faults.Add(fields.Place.Field("model"), $"{Quoted.Text(text)} is no model's id.", Remedy);
        }
        else
        {
            return text;
        }

        return null;
    }

    private static string? OneOf(JsonFields fields, string name, ImmutableArray<string> allowed)
    {
        if (fields[name] is not { } value)
        {
            return null;
        }

        if (JsonText.TryGet(value, out var text) && allowed.Contains(text))
        {
            return text;
        }

        var remedy = allowed.FirstOrDefault(a => string.Equals(a, text, StringComparison.OrdinalIgnoreCase)) is { } meant
            ? $"Write \"{meant}\"."
            : $"Write one of {string.Join(", ", allowed.Select(a => $"\"{a}\""))}.";
        fields.Faults.Add(fields.Place.Field(name), $"'{name}' is {Quoted.Value(value)}.", remedy);
        return null;
    }

    private static ImmutableArray<BeatId> First(JsonFields fields, IReadOnlySet<BeatId> beats)
    {
        const string Remedy = "Write an array of beat numbers, such as [\"1.1\", \"2.3\"].";
        if (fields["first"] is not { } value)
        {
            return [];
        }

        if (value.ValueKind != JsonValueKind.Array)
        {
            fields.WrongType("first", value, Remedy);
            return [];
        }

        if (beats.Count == 0)
        {
            // There are worse faults already, and every beat named here would be one more.
            return [];
        }

        if (value.GetArrayLength() > beats.Count)
        {
            fields.Faults.Add(
                fields.Place.Field("first"), $"'first' names {value.GetArrayLength()} beats; there are {beats.Count}.",
                "Name beats of promptsByStyle, each once.");
            return [];
        }

        var first = ImmutableArray.CreateBuilder<BeatId>();
        var seen = new HashSet<BeatId>();
        foreach (var (index, item) in value.EnumerateArray().Index())
        {
            var place = fields.Place.Field("first").At(index);
            if (!BeatReader.TryNumber(item, out var id))
            {
                fields.Faults.Add(place, $"This is {Quoted.Value(item)}, which cannot be a beat's name.", Remedy);
            }
            else if (!beats.Contains(id))
            {
                fields.Faults.Add(place, $"No style has a beat {id}.", "Name beats that are in promptsByStyle.");
            }
            else if (!seen.Add(id))
            {
                fields.Faults.Add(place, $"Beat {id} is named twice.", "Name each beat once.");
            }
            else
            {
                first.Add(id);
            }
        }

        return first.ToImmutable();
    }

    private static ImmutableArray<BeatRef>? Only(JsonFields fields, IReadOnlyList<StyleBeats> styles)
    {
        if (fields["only"] is not { } value)
        {
            return null;
        }

        var known = styles.SelectMany(s => s.Beats.Select(b => new BeatRef(s.Style, b.Id))).ToHashSet();
        var only = BeatRefReader.Read(fields, "only", value);
        foreach (var (index, beat) in only.Index())
        {
            if (known.Count > 0 && !known.Contains(beat))
            {
                fields.Faults.Add(
                    fields.Place.Field("only").At(index),
                    $"Style '{beat.Style.Name()}' has no beat {beat.Beat}.",
                    "Name beats that are in promptsByStyle.");
            }
        }

        return only;
    }
}
