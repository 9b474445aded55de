namespace ImageGen.Core.Storyboards.Reading;

/// <summary>A few characters of a request, made safe to show: no control characters, never long.</summary>
internal static class Quoted
{
    private const int MaxShown = 24;

    /// <summary>The text in quotation marks, its end cut off if it is long.</summary>
    public static string Text(string text) => $"'{Printable(text, MaxShown)}'";

    /// <summary>A JSON value as people would name it: <c>the text 'abc'</c>, <c>the number 5</c>, <c>an object</c>.</summary>
    public static string Value(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => JsonText.TryGet(value, out var text) ? $"the text {Text(text)}" : "text that is not Unicode",
        JsonValueKind.Number => $"the number {Printable(value.GetRawText(), MaxShown)}",
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        JsonValueKind.Null => "null",
        JsonValueKind.Array => "an array",
        JsonValueKind.Object => "an object",
        _ => "nothing",
    };

    public static string Printable(string text, int max)
    {
        var isLong = text.Length > max;
        var shown = isLong ? text.AsSpan(0, char.IsHighSurrogate(text[max - 1]) ? max - 1 : max) : text;
        var clean = new string(shown);
        foreach (var c in shown)
        {
            if (!JsonText.IsPrintable(c) || char.IsSurrogate(c))
            {
                clean = string.Concat(clean.Select(x => JsonText.IsPrintable(x) && !char.IsSurrogate(x) ? x : '?'));
                break;
            }
        }

        return isLong ? clean + "…" : clean;
    }
}
