namespace ImageGen.Core.Storyboards.Reading;

/// <summary>
/// How many values a JSON text has, found out before it is parsed: a parsed value takes twelve bytes and more, so that a text of
/// <c>[0,0,0,...</c> would become many times its size.
/// </summary>
internal static class JsonSize
{
    /// <summary>
    /// True when there are more than <paramref name="max"/> names, values, objects and arrays in front of the first fault.
    /// </summary>
    public static bool Exceeds(ReadOnlySpan<byte> utf8, int max)
    {
        // Each of them has one of these signs before it, but for the first; text may have them too.
        var signs = (long)utf8.Count((byte)',') + utf8.Count((byte)':') + utf8.Count((byte)'[') + utf8.Count((byte)'{');
        return signs >= max && Count(utf8, max) > max;
    }

    private static int Count(ReadOnlySpan<byte> utf8, int max)
    {
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = int.MaxValue });
        var count = 0;
        try
        {
            while (count <= max && reader.Read())
            {
                count += reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray ? 0 : 1;
            }
        }
        catch (JsonException)
        {
            // The parser goes no further either.
        }

        return count;
    }
}
