using System.Runtime.InteropServices;

namespace ImageGen.Core.Models.Gemini;

/// <summary>Ways through JSON in which anything may be missing or of another type.</summary>
internal static class JsonNavigation
{
    /// <summary>
    /// The member under one of these names (the service writes camelCase, some proxies snake_case); null when there is none.
    /// </summary>
    public static JsonElement? Member(this JsonElement element, params ReadOnlySpan<string> names)
    {
        JsonElement? found = null;
        if (element.ValueKind == JsonValueKind.Object)
        {
            // Not by TryGetProperty, which throws when it comes across a name with half of a surrogate pair.
            foreach (var property in element.EnumerateObject())
            {
                found = property.Value.ValueKind != JsonValueKind.Null && IsOneOf(property, names) ? property.Value : found;
            }
        }

        return found;
    }

    private static bool IsOneOf(JsonProperty property, ReadOnlySpan<string> names)
    {
        var written = JsonMarshal.GetRawUtf8PropertyName(property);
        foreach (var name in names)
        {
            if (Ascii.Equals(written, name))
            {
                return true;
            }
        }

        return false;
    }

    public static JsonElement? Member(this JsonElement? element, params ReadOnlySpan<string> names) => element?.Member(names);

    /// <summary>The items of an array; none for everything else.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement? element) =>
        element is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray() : [];

    /// <summary>The text of a string; null for everything else, half surrogate pairs among it.</summary>
    public static string? Text(this JsonElement? element) =>
        element is { } value && Storyboards.Reading.JsonText.TryGet(value, out var text) ? text : null;

    /// <summary>A whole number, also one written as text (as protocol buffers write 64 bits).</summary>
    public static long? Number(this JsonElement? element) => element switch
    {
        { ValueKind: JsonValueKind.Number } number when number.TryGetInt64(out var value) => value,
        { ValueKind: JsonValueKind.String } when long.TryParse(element.Text(), out var value) => value,
        _ => null,
    };

    public static bool IsTrue(this JsonElement? element) => element is { ValueKind: JsonValueKind.True };
}
