namespace ImageGen.Simulator.Drawing;

/// <summary>What an image shows. Goes into the image as a note, so that the next image can continue it.</summary>
/// <param name="Seed">Of hills, trees and places.</param>
/// <param name="PaletteSeed">Of the colours: a style reference hands its own on.</param>
/// <param name="Time">The time of day.</param>
/// <param name="Place">What stands in the landscape.</param>
/// <param name="Cast">Who is there.</param>
/// <param name="Step">How many images went before in this shot.</param>
/// <param name="Label">Style and beat; empty when not known.</param>
internal sealed record Scene(
    ulong Seed,
    ulong PaletteSeed,
    TimeOfDay Time,
    ImmutableArray<string> Place,
    ImmutableArray<string> Cast,
    int Step,
    string Label)
{
    /// <summary>Reads what <see cref="ToString"/> wrote; null for anything else.</summary>
    public static Scene? Parse(string? text)
    {
        if (text is null || !text.StartsWith("v1;", StringComparison.Ordinal)) return null;
        var fields = text.Split(';').Skip(1).Select(f => f.Split('=', 2)).Where(f => f.Length == 2).ToDictionary(f => f[0], f => f[1]);
        string Field(string name) => fields.GetValueOrDefault(name, string.Empty);
        return ulong.TryParse(Field("seed"), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var seed)
            && ulong.TryParse(Field("palette"), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var palette)
            && Enum.TryParse<TimeOfDay>(Field("time"), out var time)
            && int.TryParse(Field("step"), CultureInfo.InvariantCulture, out var step)
            ? new Scene(seed, palette, time, Words(Field("place")), Words(Field("cast")), step, Field("label"))
            : null;
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"v1;seed={Seed:x};palette={PaletteSeed:x};time={Time};place={string.Join(',', Place)};"
        + $"cast={string.Join(',', Cast)};step={Step};label={Label}");

    private static ImmutableArray<string> Words(string list) => [.. list.Split(',', StringSplitOptions.RemoveEmptyEntries)];
}

/// <summary>The light.</summary>
internal enum TimeOfDay
{
    Day,
    Dawn,
    Golden,
    Night,
    Cold,
}
