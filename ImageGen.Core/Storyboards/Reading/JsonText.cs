using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Text.Unicode;

namespace ImageGen.Core.Storyboards.Reading;

/// <summary>
/// Text out of JSON that may hold anything. The parser lets halves of surrogate pairs (<c>"\ud800"</c>) pass and throws when they are read;
/// here they are found before that, for a hostile request can hold so many of them that the exceptions alone would take minutes.
/// </summary>
internal static class JsonText
{
    /// <summary>The text of a string; false for other kinds and for strings that are no Unicode text.</summary>
    public static bool TryGet(JsonElement value, out string text)
    {
        var isText = value.ValueKind == JsonValueKind.String && IsText(JsonMarshal.GetRawUtf8Value(value));
        text = isText ? value.GetString()! : string.Empty;
        return isText;
    }

    /// <summary>A property's name; null when it is no text.</summary>
    public static string? NameOf(JsonProperty property) => IsText(JsonMarshal.GetRawUtf8PropertyName(property)) ? property.Name : null;

    /// <summary>A property of an object by its name; null when it is not there. Names that are no text are passed over.</summary>
    public static JsonElement? Find(JsonElement element, string name)
    {
        if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in element.EnumerateObject())
            {
                if (NameOf(property) == name)
                {
                    return property.Value;
                }
            }
        }

        return null;
    }

    /// <summary>False for control characters, line separators and invisible formatting (such as text direction marks).</summary>
    public static bool IsPrintable(char c) => char.GetUnicodeCategory(c) is not (UnicodeCategory.Control
        or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);

    /// <summary>
    /// Whether the inside of a JSON string, escapes and all, is UTF-8 in which each half of a surrogate pair has its other one.
    /// </summary>
    private static bool IsText(ReadOnlySpan<byte> raw)
    {
        if (!Utf8.IsValid(raw))
        {
            return false;
        }

        while (raw.IndexOf((byte)'\\') is var at and >= 0)
        {
            raw = raw[at..];
            if (Escaped(raw) is not { } first)
            {
                raw = raw[2..];
            }
            else if (!char.IsSurrogate(first))
            {
                raw = raw[6..];
            }
            else if (char.IsHighSurrogate(first) && Escaped(raw[6..]) is { } second && char.IsLowSurrogate(second))
            {
                raw = raw[12..];
            }
            else
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The character of a <c>\uXXXX</c> with which <paramref name="raw"/> begins; null when it does not.</summary>
    private static char? Escaped(ReadOnlySpan<byte> raw) =>
        raw.StartsWith("\\u"u8) && Utf8Parser.TryParse(raw.Slice(2, 4), out ushort value, out var read, 'x') && read == 4
            ? (char)value
            : null;
}
