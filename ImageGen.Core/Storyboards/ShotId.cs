using System.Text.Json.Serialization;

namespace ImageGen.Core.Storyboards;

/// <summary>
/// A shot's number (0 to 999,999) or name ("1A", "S01_SH010") in its normal form: <c>3</c> for 3, "3", "03", "Shot 3" and "Shot_3". A name
/// has letters and digits, at least one of each, dots, hyphens and underscores, 2 to 32 of them in all, beginning and ending with a letter
/// or digit and with no two dots in a row, so that it is a safe part of a file name and of a URL everywhere.
/// </summary>
[JsonConverter(typeof(ShotIdJsonConverter))]
public readonly record struct ShotId
{
    /// <summary>The highest number.</summary>
    public const int MaxNumber = 999_999;

    /// <summary>The longest name, in characters.</summary>
    public const int MaxLength = 32;

    private readonly string? _name;

    private ShotId(int number, string? name) => (Number, _name) = (number, name);

    /// <summary>The number; 0 for a shot with a name.</summary>
    public int Number { get; }

    /// <summary>False for a shot that has a name such as "1A".</summary>
    public bool IsNumber => _name is null;

    /// <summary>The normal form, as in <c>Shot_{value}</c>.</summary>
    public string Value => _name ?? Number.ToString(CultureInfo.InvariantCulture);

    /// <summary>The shot with a number.</summary>
    public static implicit operator ShotId(int number) => FromInt32(number);

    /// <summary>The shot with a number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 0.</exception>
    public static ShotId FromInt32(int number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        return new ShotId(number, null);
    }

    /// <summary>Normalises <paramref name="text"/>; false when it can be neither a shot's number nor its name.</summary>
    public static bool TryParse(string? text, out ShotId shot)
    {
        shot = default;
        var value = (text ?? string.Empty).AsSpan().Trim();
        if (value.StartsWith("shot", StringComparison.OrdinalIgnoreCase) && value[4..].TrimStart(" _-") is { Length: > 0 } rest
            && (rest.Length < value.Length - 4 || char.IsAsciiDigit(rest[0])))
        {
            value = rest;
        }

        if (decimal.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
        {
            shot = decimal.IsInteger(number) && number <= MaxNumber ? new ShotId((int)number, null) : default;
            return decimal.IsInteger(number) && number <= MaxNumber;
        }

        if (!IsName(value))
        {
            return false;
        }

        shot = new ShotId(0, value.ToString());
        return true;
    }

    /// <summary>Reads <see cref="Value"/>, and nothing else: the name of a folder has no second spelling.</summary>
    public static bool TryParseExact(string? text, out ShotId shot) => TryParse(text, out shot) && shot.Value == text;

    /// <inheritdoc/>
    public override string ToString() => Value;

    private static bool IsName(ReadOnlySpan<char> text)
    {
        if (text.Length is 0 or > MaxLength || !char.IsAsciiLetterOrDigit(text[0]) || !char.IsAsciiLetterOrDigit(text[^1])
            || text.IndexOf("..", StringComparison.Ordinal) >= 0)
        {
            return false;
        }

        var (hasLetter, hasDigit) = (false, false);
        foreach (var c in text)
        {
            hasLetter |= char.IsAsciiLetter(c);
            hasDigit |= char.IsAsciiDigit(c);
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('.' or '-' or '_'))
            {
                return false;
            }
        }

        return hasLetter && hasDigit;
    }
}

/// <summary>Writes a <see cref="ShotId"/> as a number where it is one, else as text.</summary>
public sealed class ShotIdJsonConverter : JsonConverter<ShotId>
{
    /// <inheritdoc/>
    public override ShotId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.Number when reader.TryGetInt32(out var number) && number >= 0 => number,
        JsonTokenType.String when ShotId.TryParseExact(reader.GetString(), out var shot) => shot,
        _ => throw new JsonException("Not a shot."),
    };

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, ShotId value, JsonSerializerOptions options)
    {
        if (value.IsNumber)
        {
            writer.WriteNumberValue(value.Number);
        }
        else
        {
            writer.WriteStringValue(value.Value);
        }
    }
}
