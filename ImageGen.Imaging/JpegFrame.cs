using System.Buffers.Binary;

namespace ImageGen.Imaging;

/// <summary>A JPEG's frame header: how many blocks each component has.</summary>
internal sealed class JpegFrame
{
    private readonly int _width;
    private readonly int _height;
    private readonly (byte Id, int H, int V)[] _components;

    private JpegFrame(int width, int height, (byte Id, int H, int V)[] components) =>
        (_width, _height, _components) = (width, height, components);

    private int MaxH => _components.Max(c => c.H);

    private int MaxV => _components.Max(c => c.V);

    public static JpegFrame? Read(ReadOnlySpan<byte> segment)
    {
        if (segment.Length < 6 || segment.Length < 6 + (segment[5] * 3) || segment[5] is 0 or > 4)
        {
            return null;
        }

        var components = new (byte Id, int H, int V)[segment[5]];
        for (var i = 0; i < components.Length; i++)
        {
            var at = segment[(6 + (i * 3))..];
            components[i] = (at[0], at[1] >> 4, at[1] & 15);
            if (components[i] is { H: < 1 or > 4 } or { V: < 1 or > 4 })
            {
                return null;
            }
        }

        var (height, width) = (BinaryPrimitives.ReadUInt16BigEndian(segment[1..]), BinaryPrimitives.ReadUInt16BigEndian(segment[3..]));
        return width == 0 || height == 0 ? null : new JpegFrame(width, height, components);
    }

    /// <summary>What a scan holds, from its header; null when that is invalid.</summary>
    public JpegScan? Scan(ReadOnlySpan<byte> header, HuffmanTable?[] tables)
    {
        if (header.Length < 1 || header[0] is 0 or > 4 || header.Length < 1 + (header[0] * 2))
        {
            return null;
        }

        var blocks = new List<(HuffmanTable Dc, HuffmanTable Ac)>();
        (byte Id, int H, int V)? only = null;
        for (var i = 0; i < header[0]; i++)
        {
            var (id, choice) = (header[1 + (i * 2)], header[2 + (i * 2)]);
            var index = Array.FindIndex(_components, c => c.Id == id);
            if (index < 0 || (choice >> 4) > 3 || (choice & 15) > 3 || tables[choice >> 4] is not { } dc
                || tables[4 + (choice & 15)] is not { } ac)
            {
                return null;
            }

            only = _components[index];
            var times = header[0] == 1 ? 1 : only.Value.H * only.Value.V;
            blocks.AddRange(Enumerable.Repeat((dc, ac), times));
        }

        // A scan of one component has no blocks beyond its own edge, one of several fills up its last units.
        var units = header[0] == 1
            ? Blocks(_width, only!.Value.H, MaxH) * Blocks(_height, only.Value.V, MaxV)
            : Ceiling(_width, 8 * MaxH) * Ceiling(_height, 8 * MaxV);
        return new JpegScan([.. blocks], units);
    }

    private static long Blocks(int size, int factor, int most) => Ceiling((int)Ceiling(size * factor, most), 8);

    private static long Ceiling(int value, int by) => (value + by - 1) / by;
}

/// <summary>What is coded in a scan: so many units, each of these blocks.</summary>
internal readonly record struct JpegScan((HuffmanTable Dc, HuffmanTable Ac)[] Blocks, long Units);
