namespace ImageGen.Core.Storyboards.Reading;

/// <summary>Reads <c>promptsByStyle</c>: the beats of each style.</summary>
internal sealed class StyleReader(StoryboardLimits limits, FaultList faults, ReferenceReader? references = null)
{
    private static readonly ImmutableArray<string> Names = [.. ImageStyles.All.Select(s => s.Name())];
    private readonly BeatReader _beats = new(limits, faults, references);

    /// <summary>The numbers of all beats that were read, over all styles.</summary>
    public HashSet<BeatId> Ids { get; } = [];

    public ImmutableArray<StyleBeats> Read(JsonElement element, JsonPlace place)
    {
        var faultsBefore = faults.Count;
        if (JsonFields.Of(element, place, Names, strict: true, faults) is not { } fields)
        {
            return [];
        }

        var styles = ImmutableArray.CreateBuilder<StyleBeats>();
        foreach (var style in ImageStyles.All)
        {
            if (fields[style.Name()] is { } value)
            {
                var beats = Beats(value, place.Field(style.Name()));
                if (!beats.IsEmpty)
                {
                    styles.Add(new StyleBeats(style, beats));
                }
            }
        }

        if (styles.Count == 0 && faults.Count == faultsBefore)
        {
            faults.Add(place, "There is no beat in any style: nothing to do.", $"Give at least one beat in {string.Join(", ", Names)}.");
        }

        return styles.ToImmutable();
    }

    /// <summary>
    /// The beats of a file of one style: an array, or an object that holds it under the style's name, <c>prompts</c> or <c>storyboard</c>.
    /// </summary>
    public ImmutableArray<Beat> ReadFile(JsonElement element, ImageStyle style, JsonPlace place)
    {
        if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (var name in (ReadOnlySpan<string>)[style.Name(), "prompts", "storyboard"])
            {
                if (JsonText.Find(element, name) is { ValueKind: JsonValueKind.Array } list)
                {
                    return Beats(list, place.Field(name));
                }
            }

            if (JsonText.Find(element, "promptsByStyle") is { } styles && JsonText.Find(styles, style.Name()) is { } own)
            {
                return Beats(own, place.Field("promptsByStyle").Field(style.Name()));
            }
        }

        return Beats(element, place);
    }

    /// <summary>The beats of an array.</summary>
    public ImmutableArray<Beat> Beats(JsonElement element, JsonPlace place)
    {
        if (element.ValueKind != JsonValueKind.Array)
        {
            faults.Add(place, $"This is {Quoted.Value(element)}.", "Write an array [ ] of beats.");
            return [];
        }

        var count = element.GetArrayLength();
        if (count > limits.MaxBeatsPerStyle)
        {
            faults.Add(place, $"There are {count} beats in one style.", $"Split the storyboard: {limits.MaxBeatsPerStyle} are allowed.");
            return [];
        }

        var beats = ImmutableArray.CreateBuilder<Beat>(count);
        var places = new Dictionary<BeatId, JsonPlace>(count);
        foreach (var (index, item) in element.EnumerateArray().Index())
        {
            var itemPlace = place.At(index);
            var beat = _beats.Read(item, itemPlace, out var id);
            if (id is { } number && !places.TryAdd(number, itemPlace))
            {
                faults.Add(
                    itemPlace.Field("beat_number"),
                    $"Beat {number} is at {places[number]} already.",
                    BeatReader.IsNumber(item)
                        ? $"Write beat numbers as text: as JSON numbers, \"{number}0\" becomes {number}."
                        : "Give each beat of a style its own number; \"1.1\", \"Beat 1.1\" and \"Beat_1.1\" are the same one.");
            }
            else if (beat is not null)
            {
                beats.Add(beat);
            }
        }

        Ids.UnionWith(places.Keys);
        return beats.ToImmutable();
    }
}
