namespace ImageGen.Simulator.Drawing;

/// <summary>
/// Writes baseline JPEGs, as small in code as they can be: no subsampling, one quantisation table, and Huffman tables whose codes all have
/// one length. Every decoder reads them; they are some larger than they need to be.
/// </summary>
internal sealed class Jpeg(MemoryStream output)
{
    private const int QuantStep = 12;

    private static readonly byte[] DcSymbols = [.. Enumerable.Range(0, 12).Select(i => (byte)i)];

    // End of block, sixteen zeros, and every run of 0 to 15 zeros before a value of 1 to 10 bits: 162 symbols of 8 bits.
    private static readonly byte[] AcSymbols =
        [0x00, 0xF0, .. from run in Enumerable.Range(0, 16) from bits in Enumerable.Range(1, 10) select (byte)((run << 4) | bits)];

    private static readonly byte[] AcCodeOf = Inverse(AcSymbols);

    private static readonly byte[] ZigZag = MakeZigZag();

    private static readonly float[] Cosine = MakeCosine();

    private readonly int[] _lastDc = new int[3];
    private uint _bits;
    private int _bitCount;

    public static byte[] Write(ReadOnlySpan<byte> rgb, int width, int height)
    {
        using var output = new MemoryStream();
        var jpeg = new Jpeg(output);
        jpeg.WriteHeaders(width, height);
        jpeg.WriteScan(rgb, width, height);
        return output.ToArray();
    }

    private void WriteHeaders(int width, int height)
    {
        output.Write([0xFF, 0xD8]);
        output.Write([0xFF, 0xE0, 0, 16, (byte)'J', (byte)'F', (byte)'I', (byte)'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0]);
        output.Write([0xFF, 0xDB, 0, 67, 0, .. Enumerable.Repeat((byte)QuantStep, 64)]);
        output.Write([0xFF, 0xC0, 0, 17, 8, (byte)(height >> 8), (byte)height, (byte)(width >> 8), (byte)width, 3]);
        output.Write([1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0]);
        WriteHuffmanTable(0x00, codeLength: 4, DcSymbols);
        WriteHuffmanTable(0x10, codeLength: 8, AcSymbols);
        output.Write([0xFF, 0xDA, 0, 12, 3, 1, 0x00, 2, 0x00, 3, 0x00, 0, 63, 0]);
    }

    private void WriteHuffmanTable(byte id, int codeLength, byte[] symbols)
    {
        output.Write([0xFF, 0xC4, 0, (byte)(19 + symbols.Length), id]);
        for (var length = 1; length <= 16; length++) output.WriteByte(length == codeLength ? (byte)symbols.Length : (byte)0);
        output.Write(symbols);
    }

    private void WriteScan(ReadOnlySpan<byte> rgb, int width, int height)
    {
        Span<float> block = stackalloc float[64];
        for (var top = 0; top < height; top += 8)
        {
            for (var left = 0; left < width; left += 8)
            {
                for (var component = 0; component < 3; component++)
                {
                    for (var i = 0; i < 64; i++)
                    {
                        var at = ((Math.Min(top + (i >> 3), height - 1) * width) + Math.Min(left + (i & 7), width - 1)) * 3;
                        block[i] = Component(component, rgb[at], rgb[at + 1], rgb[at + 2]);
                    }

                    WriteBlock(block, component);
                }
            }
        }

        if (_bitCount > 0) Put(0x7F, 8 - _bitCount);
        output.Write([0xFF, 0xD9]);
    }

    private static float Component(int component, byte r, byte g, byte b) => component switch
    {
        0 => (0.299f * r) + (0.587f * g) + (0.114f * b) - 128,
        1 => (-0.1687f * r) - (0.3313f * g) + (0.5f * b),
        _ => (0.5f * r) - (0.4187f * g) - (0.0813f * b),
    };

    private void WriteBlock(ReadOnlySpan<float> samples, int component)
    {
        Span<int> coefficients = stackalloc int[64];
        Transform(samples, coefficients);
        var dc = coefficients[0] - _lastDc[component];
        _lastDc[component] = coefficients[0];
        var size = BitsOf(dc);
        Put((uint)size, 4);
        PutValue(dc, size);

        var zeros = 0;
        for (var i = 1; i < 64; i++)
        {
            var value = coefficients[i];
            if (value == 0)
            {
                zeros++;
                continue;
            }

            for (; zeros > 15; zeros -= 16) Put(AcCodeOf[0xF0], 8);
            size = BitsOf(value);
            Put(AcCodeOf[(zeros << 4) | size], 8);
            PutValue(value, size);
            zeros = 0;
        }

        if (zeros > 0) Put(AcCodeOf[0x00], 8);
    }

    /// <summary>Discrete cosine transform, rows then columns; quantised, in zigzag order.</summary>
    private static void Transform(ReadOnlySpan<float> samples, Span<int> coefficients)
    {
        Span<float> rows = stackalloc float[64];
        for (var y = 0; y < 8; y++)
        {
            for (var u = 0; u < 8; u++)
            {
                var sum = 0f;
                for (var x = 0; x < 8; x++) sum += samples[(y * 8) + x] * Cosine[(u * 8) + x];
                rows[(y * 8) + u] = sum;
            }
        }

        for (var i = 0; i < 64; i++)
        {
            int u = ZigZag[i] & 7, v = ZigZag[i] >> 3;
            var sum = 0f;
            for (var y = 0; y < 8; y++) sum += rows[(y * 8) + u] * Cosine[(v * 8) + y];
            coefficients[i] = (int)MathF.Round(sum / QuantStep);
        }
    }

    private static int BitsOf(int value) => 32 - int.LeadingZeroCount(Math.Abs(value));

    private void PutValue(int value, int size) => Put((uint)(value < 0 ? value + (1 << size) - 1 : value), size);

    private void Put(uint bits, int count)
    {
        for (var i = count - 1; i >= 0; i--)
        {
            _bits = (_bits << 1) | ((bits >> i) & 1);
            if (++_bitCount < 8) continue;
            output.WriteByte((byte)_bits);
            if ((byte)_bits == 0xFF) output.WriteByte(0);
            (_bits, _bitCount) = (0, 0);
        }
    }

    private static byte[] Inverse(byte[] symbols)
    {
        var codes = new byte[256];
        for (var code = 0; code < symbols.Length; code++) codes[symbols[code]] = (byte)code;
        return codes;
    }

    private static byte[] MakeZigZag() =>
    [
        .. Enumerable.Range(0, 64)
            .OrderBy(i => (i & 7) + (i >> 3))
            .ThenBy(i => ((i & 7) + (i >> 3)) % 2 == 0 ? i & 7 : i >> 3)
            .Select(i => (byte)i),
    ];

    private static float[] MakeCosine() =>
    [
        .. from u in Enumerable.Range(0, 8)
           from x in Enumerable.Range(0, 8)
           select (u == 0 ? MathF.Sqrt(0.125f) : 0.5f) * MathF.Cos(((2 * x) + 1) * u * MathF.PI / 16),
    ];
}
