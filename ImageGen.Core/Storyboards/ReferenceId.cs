using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace ImageGen.Core.Storyboards;

/// <summary>
/// A reference's name, such as <c>hare</c> or <c>old-mill</c>: letters, digits, hyphens and underscores (ASCII), at most 30 of them,
/// beginning and ending with a letter or digit, so that it is a safe part of a file name and of a URL everywhere. Ids that differ only in
/// case are equal.
/// </summary>
[JsonConverter(typeof(ReferenceIdJsonConverter))]
public readonly record struct ReferenceId
{
    /// <summary>The longest id, in characters.</summary>
    public const int MaxLength = 30;

    private readonly string? _value;

    private ReferenceId(string value) => _value = value;

    /// <summary>The id as it was written; empty for the default value, which names no reference.</summary>
    public string Value => _value ?? string.Empty;

    /// <summary>Reads an id; false for anything else. Nothing is normalised: what is written is what is shown.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out ReferenceId id)
    {
        var ok = text is { Length: > 0 and <= MaxLength }
            && char.IsAsciiLetterOrDigit(text[0])
            && char.IsAsciiLetterOrDigit(text[^1])
            && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
            && !ProjectName.IsReservedName(text);
        id = ok ? new ReferenceId(text!) : default;
        return ok;
    }

    /// <inheritdoc/>
    public bool Equals(ReferenceId other) => string.Equals(Value, other.Value, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(Value);

    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>Writes a <see cref="ReferenceId"/> as its text.</summary>
public sealed class ReferenceIdJsonConverter : JsonConverter<ReferenceId>
{
    /// <inheritdoc/>
    public override ReferenceId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        ReferenceId.TryParse(reader.GetString(), out var id) ? id : throw new JsonException("Not a reference's id.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, ReferenceId value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Value);
}
