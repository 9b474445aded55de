namespace ImageGen.Core.Storyboards.Reading;

/// <summary>Reads a list of beats: <c>[{style, beat_number}]</c>.</summary>
internal static class BeatRefReader
{
    /// <summary>The beats, each once; those that cannot be read are faults.</summary>
    /// <param name="fields">The object that has the list.</param>
    /// <param name="name">The list's name.</param>
    /// <param name="value">The list.</param>
    public static ImmutableArray<BeatRef> Read(JsonFields fields, string name, JsonElement value)
    {
        const string Remedy = "Write an array such as [{\"style\": \"clear\", \"beat_number\": \"1.1\"}], or leave it out.";
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() == 0)
        {
            fields.WrongType(name, value, Remedy);
            return [];
        }

        return
        [
            .. value.EnumerateArray()
                .Select((item, i) => Beat(item, fields.Place.Field(name).At(i), fields.Faults))
                .OfType<BeatRef>()
                .Distinct(),
        ];
    }

    private static BeatRef? Beat(JsonElement item, JsonPlace place, FaultList faults)
    {
        const string StyleRemedy = "Write \"illustration\", \"clear\" or \"consistent\".";
        const string BeatRemedy = "Write the beat's number, such as \"1.1\".";
        if (JsonFields.Of(item, place, ["style", "beat_number"], strict: true, faults) is not { } fields)
        {
            return null;
        }

        var style = fields.Text<ImageStyle?>(
            "style", StyleRemedy, text => ImageStyles.TryParse(text, out var known) ? known : null, required: true);
        var beat = fields.Read<BeatId?>(
            "beat_number", BeatRemedy, value => BeatReader.TryNumber(value, out var id) ? id : null, required: true);
        return style is { } inStyle && beat is { } number ? new BeatRef(inStyle, number) : null;
    }
}
