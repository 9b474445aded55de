namespace ImageGen.Core.Storyboards.Reading;

/// <content>The values of fields. What cannot be read is a fault, and then as if it were not there.</content>
internal sealed partial class JsonFields
{
    /// <summary>The field as <paramref name="read"/> understands it; null when it is absent or (a fault) not understood.</summary>
    public T? Read<T>(string name, string remedy, Func<JsonElement, T?> read, bool required = false)
    {
        if ((required ? Required(name, remedy) : this[name]) is not { } value)
        {
            return default;
        }

        var understood = read(value);
        if (understood is null)
        {
            WrongType(name, value, remedy);
        }

        return understood;
    }

    /// <summary>The field, which is text, as <paramref name="read"/> understands it.</summary>
    public T? Text<T>(string name, string remedy, Func<string, T?> read, bool required = false) =>
        Read(name, remedy, value => JsonText.TryGet(value, out var text) ? read(text) : default, required);

    /// <summary>False when it is absent.</summary>
    public bool Flag(string name) => Read<bool?>(
        name,
        "Write true or false, without quotation marks.",
        value => value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : null) ?? false;

    /// <summary>A number within bounds.</summary>
    public decimal? Number(string name, decimal least, decimal most, bool whole = false) => Read<decimal?>(
        name,
        FormattableString.Invariant($"Write a {(whole ? "whole " : "")}number from {least} to {most}, without quotation marks."),
        value => value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number)
            && number >= least && number <= most && (!whole || decimal.IsInteger(number))
                ? number
                : null);
}
