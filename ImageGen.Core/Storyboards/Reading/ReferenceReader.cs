namespace ImageGen.Core.Storyboards.Reading;

/// <summary>Reads a storyboard's <c>references</c>, and what beats say of them.</summary>
internal sealed class ReferenceReader(StoryboardLimits limits, FaultList faults)
{
    private const string Auto = "auto";
    private const string BeatRemedy = "Write \"auto\" or a list of ids such as [\"hare\", \"mill\"]; [] for none.";

    internal static readonly ImmutableArray<string> Names = ["id", "kind", "image", "description", "styles"];

    private static readonly string IdRemedy =
        "Write a name such as \"hare\" or \"old-mill\": letters (a to z), digits, hyphens and underscores, at most "
            + $"{ReferenceId.MaxLength}.";

    private readonly HashSet<ReferenceId> _ids = [];

    /// <summary>True when the request declares references, whether or not they could be read: then beats are read strictly.</summary>
    public bool HasAny { get; private set; }

    /// <summary>The references that a request declares; null: none.</summary>
    public ImmutableArray<StoryboardReference>? Read(JsonElement? element, JsonPlace place)
    {
        if (element is not { } list)
        {
            return null;
        }

        HasAny = true;
        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() > limits.MaxReferences)
        {
            faults.Add(
                place,
                list.ValueKind == JsonValueKind.Array
                    ? $"There are {list.GetArrayLength()} references."
                    : $"'references' is {Quoted.Value(list)}.",
                list.ValueKind == JsonValueKind.Array
                    ? $"Declare at most {limits.MaxReferences}."
                    : "Write an array such as [{\"id\": \"hare\", \"kind\": \"character\", \"image\": \"cast/hare.png\"}].");
            return null;
        }

        var read = ImmutableArray.CreateBuilder<StoryboardReference>();
        foreach (var (index, item) in list.EnumerateArray().Index())
        {
            if (One(item, place.At(index)) is { } reference)
            {
                AddUnlessTwice(read, reference, place.At(index));
            }
        }

        HasAny = list.GetArrayLength() > 0;
        return read.Count == 0 ? null : read.ToImmutable();
    }

    /// <summary>
    /// What a beat says of references; null: nothing, or <c>auto</c>. In a storyboard that declares none, a field of other tools may have
    /// this name and is ignored; only a list of ids is a fault, because they would be missing.
    /// </summary>
    public ImmutableArray<ReferenceId>? OfBeat(JsonElement beat, JsonPlace beatPlace)
    {
        var place = beatPlace.Field("references");
        if (JsonText.Find(beat, "references") is not { ValueKind: not JsonValueKind.Null } value || (!HasAny && !IsListOfIds(value)))
        {
            return null;
        }

        if (JsonText.TryGet(value, out var word) && word == Auto)
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.Array)
        {
            faults.Add(place, $"'references' is {Quoted.Value(value)}.", BeatRemedy);
            return null;
        }

        if (value.GetArrayLength() > limits.MaxReferencesPerBeat)
        {
            faults.Add(
                place,
                $"The beat lists {value.GetArrayLength()} references.",
                $"List at most {limits.MaxReferencesPerBeat}; no model takes more than 14 images.");
            return null;
        }

        var ids = ImmutableArray.CreateBuilder<ReferenceId>();
        foreach (var (index, item) in value.EnumerateArray().Index())
        {
            if (!JsonText.TryGet(item, out var text) || !ReferenceId.TryParse(text, out var id))
            {
                faults.Add(place.At(index), $"This is {Quoted.Value(item)}, which is no reference's id.", BeatRemedy);
            }
            else if (!_ids.Contains(id))
            {
                faults.Add(place.At(index), $"There is no reference {Quoted.Text(text)}.", Declared());
            }
            else if (!ids.Contains(id))
            {
                ids.Add(id);
            }
        }

        return ids.ToImmutable();
    }

    private static bool IsListOfIds(JsonElement value) => value.ValueKind == JsonValueKind.Array
        && value.GetArrayLength() > 0
        && value.EnumerateArray().All(item => JsonText.TryGet(item, out var text) && ReferenceId.TryParse(text, out _));

    private string Declared() => _ids.Count == 0
        ? "Declare it in the request's 'references'."
        : $"Declare it in the request's 'references', or write one of {string.Join(", ", _ids.Take(10).Select(id => $"\"{id}\""))}.";

    private StoryboardReference? One(JsonElement item, JsonPlace place)
    {
        var before = faults.Count;
        if (JsonFields.Of(item, place, Names, strict: true, faults) is not { } fields)
        {
            return null;
        }

        var id = Id(fields);
        var kind = ReferenceFields.Kind(fields, required: true).GetValueOrDefault();
        var image = ReferenceFields.Image(fields);
        var description = ReferenceFields.Description(fields, limits.MaxReferenceDescription);
        var styles = ReferenceFields.Styles(fields);
        return faults.Count == before ? new StoryboardReference(id, kind, image, description) { Styles = styles } : null;
    }

    private ReferenceId Id(JsonFields fields)
    {
        if (fields.Required("id", IdRemedy) is not { } value)
        {
            return default;
        }

        if (JsonText.TryGet(value, out var text) && ReferenceId.TryParse(text, out var id))
        {
            // Known even if the rest of it is wrong, so that the beats that name it are not faults as well.
            _ids.Add(id);
            return id;
        }

        faults.Add(fields.Place.Field("id"), $"'id' is {Quoted.Value(value)}, which is no reference's id.", IdRemedy);
        return default;
    }

    private void AddUnlessTwice(ImmutableArray<StoryboardReference>.Builder read, StoryboardReference reference, JsonPlace place)
    {
        if (read.Any(r => r.Id == reference.Id && ImageStyles.All.Any(s => r.IsFor(s) && reference.IsFor(s))))
        {
            faults.Add(
                place.Field("id"),
                $"The reference '{reference.Id}' is declared twice for the same style.",
                "Give each its own id, or its own 'styles'.");
            return;
        }

        read.Add(reference);
    }
}
