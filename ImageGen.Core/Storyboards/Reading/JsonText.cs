using System.Globalization;
using System.Text.Json;

namespace ImageGen.Core.Storyboards.Reading;

/// <summary>Text out of JSON that may hold anything.</summary>
internal static class JsonText
{
    /// <summary>The text of a string; false for other kinds and for half surrogate pairs (<c>"\ud800"</c>), which are no text.</summary>
    public static bool TryGet(JsonElement value, out string text)
    {
        text = string.Empty;
        if (value.ValueKind != JsonValueKind.String)
        {
            return false;
        }

        try
        {
            text = value.GetString()!;
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>A property's name; null when it is no text.</summary>
    public static string? NameOf(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>False for control characters, line separators and invisible formatting (such as text direction marks).</summary>
    public static bool IsPrintable(char c) => char.GetUnicodeCategory(c) is not (UnicodeCategory.Control
        or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
