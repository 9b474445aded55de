namespace ImageGen.Simulator.Drawing;

/// <summary>
/// Capitals, digits and signs as strokes between dots, five across and seven down; small letters become capitals. Letters of its own,
/// because a container has no fonts.
/// </summary>
internal static class Lettering
{
    public const int Width = 5;
    public const int Height = 7;
    public const int Advance = 6;

    // Seven rows a sign from the top, two hexadecimal digits each; the highest of the five bits is the left dot.
    private static readonly Dictionary<char, ulong> Glyphs = new()
    {
        ['A'] = 0x0E11111F111111,
        ['B'] = 0x1E11111E11111E,
        ['C'] = 0x0E11101010110E,
        ['D'] = 0x1C12111111121C,
        ['E'] = 0x1F10101E10101F,
        ['F'] = 0x1F10101E101010,
        ['G'] = 0x0E11101711110F,
        ['H'] = 0x1111111F111111,
        ['I'] = 0x0E04040404040E,
        ['J'] = 0x0702020202120C,
        ['K'] = 0x11121418141211,
        ['L'] = 0x1010101010101F,
        ['M'] = 0x111B1515111111,
        ['N'] = 0x11111915131111,
        ['O'] = 0x0E11111111110E,
        ['P'] = 0x1E11111E101010,
        ['Q'] = 0x0E11111115120D,
        ['R'] = 0x1E11111E141211,
        ['S'] = 0x0F10100E01011E,
        ['T'] = 0x1F040404040404,
        ['U'] = 0x1111111111110E,
        ['V'] = 0x11111111110A04,
        ['W'] = 0x11111115151B11,
        ['X'] = 0x11110A040A1111,
        ['Y'] = 0x11110A04040404,
        ['Z'] = 0x1F01020408101F,
        ['0'] = 0x0E11131519110E,
        ['1'] = 0x040C040404040E,
        ['2'] = 0x0E11010204081F,
        ['3'] = 0x1F02040201110E,
        ['4'] = 0x02060A121F0202,
        ['5'] = 0x1F101E0101110E,
        ['6'] = 0x0608101E11110E,
        ['7'] = 0x1F010204080808,
        ['8'] = 0x0E11110E11110E,
        ['9'] = 0x0E11110F01020C,
        ['.'] = 0x00000000000C0C,
        [','] = 0x000000000C0408,
        ['-'] = 0x0000001F000000,
        ['/'] = 0x01010204081010,
        [':'] = 0x000C0C000C0C00,
        [';'] = 0x000C0C000C0408,
        ['\''] = 0x04040800000000,
        ['"'] = 0x0A0A0000000000,
        ['!'] = 0x04040404040004,
        ['?'] = 0x0E110102040004,
        ['('] = 0x02040808080402,
        [')'] = 0x08040202020408,
        ['&'] = 0x0C12140815120D,
        ['+'] = 0x0004041F040400,
        ['_'] = 0x0000000000001F,
        ['#'] = 0x0A0A1F0A1F0A0A,
        [' '] = 0,
    };

    private static readonly ulong Unknown = Glyphs['?'];

    /// <summary>The width of <paramref name="text"/> in dots.</summary>
    public static int WidthOf(string text) => Math.Max(0, (text.Length * Advance) - (Advance - Width));

    /// <summary>The strokes of <paramref name="text"/> as SVG path data, one unit a dot.</summary>
    public static string Path(string text)
    {
        var path = new StringBuilder();
        foreach (var (i, c) in text.Index())
        {
            for (var row = 0; row < Height; row++)
            {
                for (var column = 0; column < Width; column++) AddStrokes(path, c, column, row, (i * Advance) + column);
            }
        }

        return path.ToString();
    }

    // From each dot to its neighbours; aslant only where no dot beside both leads there as well.
    private static void AddStrokes(StringBuilder path, char c, int column, int row, int x)
    {
        if (!IsSet(c, column, row)) return;
        bool right = IsSet(c, column + 1, row), down = IsSet(c, column, row + 1), left = IsSet(c, column - 1, row);
        path.Append(CultureInfo.InvariantCulture, $"M{x} {row}h.01");
        if (right) path.Append(CultureInfo.InvariantCulture, $"M{x} {row}h1");
        if (down) path.Append(CultureInfo.InvariantCulture, $"M{x} {row}v1");
        if (!right && !down && IsSet(c, column + 1, row + 1)) path.Append(CultureInfo.InvariantCulture, $"M{x} {row}l1 1");
        if (!left && !down && IsSet(c, column - 1, row + 1)) path.Append(CultureInfo.InvariantCulture, $"M{x} {row}l-1 1");
    }

    private static bool IsSet(char c, int column, int row)
    {
        if (column is < 0 or >= Width || row >= Height) return false;
        var glyph = Glyphs.GetValueOrDefault(char.ToUpperInvariant(c), Unknown);
        return ((glyph >> (((Height - 1 - row) * 8) + (Width - 1 - column))) & 1) != 0;
    }
}
