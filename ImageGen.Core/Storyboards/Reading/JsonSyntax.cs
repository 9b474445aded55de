using System.Buffers;
using System.Text.Unicode;

namespace ImageGen.Core.Storyboards.Reading;

/// <summary>Parses the bytes of a request, and says in which line and column they are not JSON.</summary>
internal static class JsonSyntax
{
    private const string StoryboardRemedy = "Send one JSON object as {\"projectPath\": ..., \"promptsByStyle\": ...}, in UTF-8.";

    /// <summary>The document, which the caller disposes of; null (and a fault) when there is none.</summary>
    public static JsonDocument? Parse(
        ReadOnlyMemory<byte> utf8, int maxDepth, int maxValues, FaultList faults, string remedy = StoryboardRemedy, JsonPlace? place = null)
    {
        place ??= JsonPlace.Root;
        if (utf8.Span.StartsWith("\uFEFF"u8))
        {
            utf8 = utf8[3..];
        }

        if (utf8.Span.IndexOfAnyExcept(" \t\r\n"u8) < 0)
        {
            faults.Add(place, "The request is empty.", remedy);
            return null;
        }

        if (!Utf8.IsValid(utf8.Span))
        {
            faults.Add(place, $"This is not UTF-8 text: {At(utf8.Span, FirstInvalid(utf8.Span))}.", "Save it as UTF-8 and send it again.");
            return null;
        }

        if (JsonSize.Exceeds(utf8.Span, maxValues))
        {
            faults.Add(
                place, FormattableString.Invariant($"The request holds more than {maxValues} values."), "Split it into several requests.");
            return null;
        }

        try
        {
            return JsonDocument.Parse(utf8, new JsonDocumentOptions { MaxDepth = maxDepth });
        }
        catch (JsonException e)
        {
            var (problem, advice) = TooDeepAt(utf8.Span, maxDepth) is { } offset
                ? (
                    $"Objects and arrays stand more than {maxDepth} deep within each other: {At(utf8.Span, offset)}.",
                    "A request needs four levels.")
                : ($"This is not JSON: {At(utf8.Span, OffsetOf(utf8.Span, e))}: {ReasonOf(e)}", remedy);
            faults.Add(place, problem, advice);
            return null;
        }
    }

    private static string At(ReadOnlySpan<byte> utf8, int offset)
    {
        var before = utf8[..Math.Min(offset, utf8.Length)];
        var lineStart = before.LastIndexOf((byte)'\n') + 1;
        return $"line {before.Count((byte)'\n') + 1}, column {Encoding.UTF8.GetCharCount(before[lineStart..]) + 1}";
    }

    private static int OffsetOf(ReadOnlySpan<byte> utf8, JsonException e)
    {
        var offset = 0;
        for (var line = e.LineNumber ?? 0; line > 0; line--)
        {
            offset += utf8[offset..].IndexOf((byte)'\n') + 1;
        }

        return offset + (int)(e.BytePositionInLine ?? 0);
    }

    private static int FirstInvalid(ReadOnlySpan<byte> utf8)
    {
        var offset = 0;
        while (offset < utf8.Length && Rune.DecodeFromUtf8(utf8[offset..], out _, out var length) == OperationStatus.Done)
        {
            offset += length;
        }

        return offset;
    }

    /// <summary>The parser's own words, without its advice to programmers and its count of lines.</summary>
    private static string ReasonOf(JsonException e)
    {
        var text = e.Message;
        foreach (var tail in (ReadOnlySpan<string>)[" LineNumber:", " Change the reader options."])
        {
            text = text.IndexOf(tail, StringComparison.Ordinal) is var end and >= 0 ? text[..end] : text;
        }

        return Quoted.Printable(text, 160);
    }

    private static int? TooDeepAt(ReadOnlySpan<byte> utf8, int maxDepth)
    {
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = maxDepth + 2 });
        try
        {
            while (reader.Read())
            {
                if (reader.CurrentDepth >= maxDepth && reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                {
                    return (int)reader.TokenStartIndex;
                }
            }
        }
        catch (JsonException)
        {
            // Broken before it is too deep.
        }

        return null;
    }
}
