using System.Text.Encodings.Web;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;

namespace ImageGen.Core.Base;

/// <summary>
/// How everything of ours is written as JSON: run documents, logs, provenance, workflow inputs, API answers. camelCase names, enums as
/// camelCase text, nothing for null, one line, letters of every script as they are (but nothing that HTML would take for markup).
/// </summary>
/// <remarks>
/// Reading is strict where silence would hide damage: a missing constructor argument, null where the type does not allow it, a number for
/// an enum or a property that comes twice is a <see cref="JsonException"/>. Properties that are not known are skipped: an older program
/// reads what a newer one has written.
/// </remarks>
public static class ImageGenJson
{
    /// <summary>The options; read-only, to be shared.</summary>
    public static JsonSerializerOptions Options { get; } = Create(JavaScriptEncoder.Create(UnicodeRanges.All));

    /// <summary>
    /// The same for answers of the API, which are never put into HTML: quotation marks and ampersands stay what they are, so that a person
    /// can read a message, and copy an address, as a terminal shows it.
    /// </summary>
    public static JsonSerializerOptions Answers { get; } = Create(JavaScriptEncoder.UnsafeRelaxedJsonEscaping);

    /// <summary>
    /// Writes <paramref name="value"/> as a <typeparamref name="T"/>: name the base type where there is one (<c>RunEvent</c>).
    /// </summary>
    public static byte[] Write<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, Options);

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="JsonException">It is anything else; the only exception there is for damaged input.</exception>
    public static T Read<T>(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(utf8, Options) ?? throw new JsonException("This is null.");
        }
        catch (NotSupportedException e)
        {
            // The serializer's word for an event without its type.
            throw new JsonException(e.Message, e);
        }
    }

    private static JsonSerializerOptions Create(JavaScriptEncoder encoder)
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
            Encoder = encoder,
            RespectNullableAnnotations = true,
            RespectRequiredConstructorParameters = true,
            AllowDuplicateProperties = false,
            TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { NullMayBeAbsent } },
        };
        options.MakeReadOnly();
        return options;
    }

    /// <summary>A null is not written, so an argument that may be null must not be asked for.</summary>
    private static void NullMayBeAbsent(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object)
        {
            return;
        }

        foreach (var property in type.Properties)
        {
            if (property.AssociatedParameter is { IsNullable: true })
            {
                property.IsRequired = false;
            }
        }
    }
}
