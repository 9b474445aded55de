namespace ImageGen.Core.Storyboards.Reading;

/// <summary>
/// The fields of one JSON object. Reading it reports fields that come twice, and fields that it does not know: all of them when it is
/// strict, else only those that look like a known field that is missing. Names are compared exactly; other spellings are suggested.
/// </summary>
internal sealed partial class JsonFields
{
    /// <summary>Far more than any request has; messages about each field must not add up to minutes for a hostile request.</summary>
    private const int MaxFields = 64;

    private readonly ImmutableArray<string> _known;
    private readonly JsonElement?[] _values;
    private readonly bool[] _isMisspelt;

    private JsonFields(JsonPlace place, ImmutableArray<string> known, FaultList faults)
    {
        Place = place;
        Faults = faults;
        _known = known;
        _values = new JsonElement?[known.Length];
        _isMisspelt = new bool[known.Length];
    }

    public JsonPlace Place { get; }

    public FaultList Faults { get; }

    /// <summary>The field's value; null when it is absent or JSON's null.</summary>
    public JsonElement? this[string name] => _values[_known.IndexOf(name)] is { ValueKind: not JsonValueKind.Null } value ? value : null;

    /// <summary>The other name under which the last known field is there; null: none.</summary>
    public string? Aliased { get; private set; }

    /// <summary>The value under <see cref="Aliased"/>.</summary>
    public JsonElement? Alias { get; private set; }

    /// <summary>
    /// Reads <paramref name="element"/>; null (and a fault) when it is no object or one with more than 64 fields.
    /// <paramref name="aliases"/> are other names of the last known field, which count where that is not there.
    /// </summary>
    public static JsonFields? Of(
        JsonElement element, JsonPlace place, ImmutableArray<string> known, bool strict, FaultList faults,
        ImmutableArray<string> aliases = default)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            faults.Add(place, $"This is {Quoted.Value(element)}.", $"Write an object {{ }} with the fields {string.Join(", ", known)}.");
            return null;
        }

        var fields = new JsonFields(place, known, faults);
        List<string>? unknown = null;
        if (element.GetPropertyCount() > MaxFields)
        {
            faults.Add(
                place, $"There are {element.GetPropertyCount()} fields in one object.", $"Keep the fields {string.Join(", ", known)}.");
            return null;
        }

        foreach (var property in element.EnumerateObject())
        {
            fields.Take(property, ref unknown);
        }

        if (!aliases.IsDefault && fields._values[^1] is null && unknown is not null)
        {
            fields.TakeAlias(element, aliases, unknown);
        }

        foreach (var name in unknown ?? [])
        {
            fields.JudgeUnknown(name, strict);
        }

        return fields;
    }

    /// <summary>A field that has to be there; a fault when it is not, unless a misspelt one was reported in its place.</summary>
    public JsonElement? Required(string name, string remedy)
    {
        if (this[name] is { } value)
        {
            return value;
        }

        var index = _known.IndexOf(name);
        if (_values[index] is not null)
        {
            Faults.Add(Place.Field(name), $"'{name}' is null.", remedy);
        }
        else if (!_isMisspelt[index])
        {
            Faults.Add(Place, $"'{name}' is missing.", remedy);
        }

        return null;
    }

    /// <summary>Says that a field's value is of the wrong type.</summary>
    public void WrongType(string name, JsonElement value, string remedy) =>
        Faults.Add(Place.Field(name), $"'{name}' is {Quoted.Value(value)}.", remedy);

    private void Take(JsonProperty property, ref List<string>? unknown)
    {
        if (JsonText.NameOf(property) is not { } name)
        {
            Faults.Add(Place, "A field's name is not Unicode text (half of a surrogate pair).", "Remove it.");
        }
        else if (_known.IndexOf(name) is var known and >= 0)
        {
            if (_values[known] is not null)
            {
                Faults.Add(Place.Field(name), $"'{name}' is written twice in one object.", "Keep one of the two.");
            }

            _values[known] ??= property.Value;
        }
        else if ((unknown ??= []).Contains(name))
        {
            Faults.Add(Place.Field(name), $"{Quoted.Text(name)} is written twice in one object.", "Keep one of the two.");
        }
        else
        {
            unknown.Add(name);
        }
    }

    private void TakeAlias(JsonElement element, ImmutableArray<string> aliases, List<string> unknown)
    {
        foreach (var name in aliases.Where(unknown.Contains))
        {
            if (JsonText.Find(element, name) is { ValueKind: not JsonValueKind.Null } value)
            {
                (Aliased, Alias) = (name, value);
                _isMisspelt[^1] = true;
                unknown.Remove(name);
                return;
            }
        }
    }

    private void JudgeUnknown(string name, bool strict)
    {
        var missing = _known.Where((_, i) => _values[i] is null && !_isMisspelt[i]);
        if (Nearest.Of(name, missing) is { } meant)
        {
            _isMisspelt[_known.IndexOf(meant)] = true;
            Faults.Add(Place.Field(name), $"There is no field {Quoted.Text(name)} here.", $"Write '{meant}' if that is what you mean.");
        }
        else if (strict)
        {
            Faults.Add(
                Place.Field(name),
                $"There is no field {Quoted.Text(name)} here.",
                $"Remove it; the fields are {string.Join(", ", _known)}.");
        }
    }
}
