namespace ImageGen.Imaging;

/// <summary>One of a JPEG's Huffman tables, laid out so that 16 bits look up a code at once.</summary>
internal sealed class HuffmanTable
{
    /// <summary>By the next 16 bits: the code's length (upper byte) and its symbol; 0 where no code begins so.</summary>
    private readonly ushort[] _codes = new ushort[1 << 16];

    /// <summary>The code that 16 bits begin with: its length in bits and its symbol; length 0 for none.</summary>
    public (int Length, int Symbol) this[int bits] => (_codes[bits] >> 8, _codes[bits] & 0xFF);

    /// <summary>
    /// Reads a DHT segment into <paramref name="tables"/>: 0 to 3 for DC, 4 to 7 for AC. What is cut or invalid is left out.
    /// </summary>
    public static void ReadAll(ReadOnlySpan<byte> segment, HuffmanTable?[] tables)
    {
        while (segment.Length >= 17)
        {
            var kind = segment[0];
            var counts = segment[1..17];
            var total = 0;
            foreach (var count in counts)
            {
                total += count;
            }

            if (segment.Length < 17 + total || (kind & 15) > 3 || (kind >> 4) > 1)
            {
                return;
            }

            tables[((kind >> 4) * 4) + (kind & 15)] = Create(counts, segment.Slice(17, total));
            segment = segment[(17 + total)..];
        }
    }

    private static HuffmanTable Create(ReadOnlySpan<byte> counts, ReadOnlySpan<byte> symbols)
    {
        var table = new HuffmanTable();
        var (code, next) = (0, 0);
        for (var length = 1; length <= 16; length++, code <<= 1)
        {
            for (var i = 0; i < counts[length - 1]; i++, code++, next++)
            {
                var from = code << (16 - length);
                if (from >= 1 << 16)
                {
                    return table;
                }

                table._codes.AsSpan(from, 1 << (16 - length)).Fill((ushort)((length << 8) | symbols[next]));
            }
        }

        return table;
    }
}
