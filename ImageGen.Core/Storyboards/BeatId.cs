using System.Text.Json.Serialization;

namespace ImageGen.Core.Storyboards;

/// <summary>
/// A beat's number in its normal form: <c>1.1</c> for "Beat 1.1", "Beat_1.1", "beat-1.1", "Beat1.1" and " 1.1 ".
/// Letters, digits, dots, hyphens and underscores, 1 to 32 of them, beginning and ending with a letter or digit and with no two dots
/// in a row, so that it is a safe part of a file name and of a URL everywhere. Two ids that differ only in case are equal.
/// </summary>
[JsonConverter(typeof(BeatIdJsonConverter))]
public readonly record struct BeatId : IComparable<BeatId>
{
    /// <summary>The longest normal form, in characters.</summary>
    public const int MaxLength = 32;

    private readonly string? _value;

    private BeatId(string value) => _value = value;

    /// <summary>The normal form; empty for the default value, which names no beat.</summary>
    public string Value => _value ?? string.Empty;

    /// <summary>Normalises <paramref name="text"/>; false when it cannot be a beat's name.</summary>
    public static bool TryParse(string? text, out BeatId id)
    {
        id = default;
        var value = (text ?? string.Empty).AsSpan().Trim();
        // More than once, so that the normal form of "Beat Beat_1" is its own normal form when it is read again.
        while (value.Length > 4 && value.StartsWith("beat", StringComparison.OrdinalIgnoreCase))
        {
            if (char.IsAsciiDigit(value[4]))
            {
                value = value[4..];
            }
            else if (value[4] is ' ' or '_' or '-' or '.')
            {
                value = value[5..].TrimStart(" _-");
            }
            else
            {
                break;
            }
        }

        if (value.Length is 0 or > MaxLength
            || !char.IsAsciiLetterOrDigit(value[0])
            || !char.IsAsciiLetterOrDigit(value[^1])
            || value.IndexOf("..", StringComparison.Ordinal) >= 0)
        {
            return false;
        }

        foreach (var c in value)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('.' or '-' or '_'))
            {
                return false;
            }
        }

        id = new BeatId(value.ToString());
        return true;
    }

    /// <summary>Normalises <paramref name="text"/>, which the caller knows to be a beat's name.</summary>
    /// <exception cref="FormatException">It is not.</exception>
    public static BeatId Parse(string text) =>
        TryParse(text, out var id) ? id : throw new FormatException("Not a beat number.");

    /// <inheritdoc/>
    public bool Equals(BeatId other) => string.Equals(Value, other.Value, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(Value);

    /// <inheritdoc/>
    public int CompareTo(BeatId other) => StringComparer.OrdinalIgnoreCase.Compare(Value, other.Value);

    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>Writes a <see cref="BeatId"/> as its normal form, as a value and as a property name.</summary>
public sealed class BeatIdJsonConverter : JsonConverter<BeatId>
{
    /// <inheritdoc/>
    public override BeatId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        BeatId.TryParse(reader.GetString(), out var id) ? id : throw new JsonException("Not a beat number.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, BeatId value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Value);

    /// <inheritdoc/>
    public override BeatId ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Read(ref reader, typeToConvert, options);

    /// <inheritdoc/>
    public override void WriteAsPropertyName(Utf8JsonWriter writer, BeatId value, JsonSerializerOptions options) =>
        writer.WritePropertyName(value.Value);
}
