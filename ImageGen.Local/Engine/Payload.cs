namespace ImageGen.Local.Engine;

/// <summary>
/// What goes between a workflow and the rest of the world goes as JSON, as on an engine with a history, so that nothing works here which
/// would not work there: shared objects, types that JSON cannot carry, histories that grow without bound.
/// </summary>
internal static class Payload
{
    /// <summary>The contract's bound for inputs, results and signals, in bytes of UTF-8.</summary>
    public const int MostBytes = 32 * 1024;

    /// <summary>The contract's bound for a status, in characters: 16 KB of UTF-16.</summary>
    public const int MostStatusCharacters = 8 * 1024;

    /// <exception cref="InvalidOperationException">
    /// It is not a <paramref name="type"/>, or longer than the contract allows: a bug.
    /// </exception>
    public static byte[] Write(object value, Type type)
    {
        if (!type.IsInstanceOfType(value))
        {
            throw new InvalidOperationException($"A {type.Name} was expected, not a {value.GetType().Name}.");
        }

        var bytes = JsonSerializer.SerializeToUtf8Bytes(value, type, ImageGenJson.Options);
        return bytes.Length <= MostBytes
            ? bytes
            : throw new InvalidOperationException($"A {type.Name} of {bytes.Length} bytes is more than the {MostBytes} of the contract.");
    }

    public static object Read(byte[] bytes, Type type) =>
        JsonSerializer.Deserialize(bytes, type, ImageGenJson.Options) ?? throw new JsonException($"A {type.Name} was expected, not null.");

    public static T Read<T>(byte[] bytes) => ImageGenJson.Read<T>(bytes);

    public static string WriteStatus(object status)
    {
        var json = JsonSerializer.Serialize(status, status.GetType(), ImageGenJson.Options);
        return json.Length <= MostStatusCharacters
            ? json
            : throw new InvalidOperationException(
                $"A status of {json.Length} characters is more than the {MostStatusCharacters} of the contract.");
    }
}
