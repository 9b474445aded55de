namespace ImageGen.Imaging;

/// <summary>Reads the Huffman codes of one scan, without making pixels of them.</summary>
internal ref struct BaselineScan
{
    private readonly ReadOnlySpan<byte> _coded;
    private int _at;
    private ulong _bits;
    private int _count;

    /// <summary>Bits that were made up behind the end of an interval.</summary>
    private int _madeUp;

    private BaselineScan(ReadOnlySpan<byte> coded) => _coded = coded;

    /// <summary>What is wrong; null: exactly the promised blocks are there.</summary>
    /// <param name="coded">The scan's bytes up to the marker that ends it.</param>
    /// <param name="scan">What they are to hold.</param>
    /// <param name="restart">Units between two restart markers; 0: there are none.</param>
    public static string? Damage(ReadOnlySpan<byte> coded, JpegScan scan, int restart)
    {
        var reader = new BaselineScan(coded);
        for (var unit = 0L; unit < scan.Units; unit++)
        {
            if (restart > 0 && unit > 0 && unit % restart == 0 && !reader.TryRestart())
            {
                return "a part of its pixels is missing";
            }

            foreach (var (dc, ac) in scan.Blocks)
            {
                if (!reader.TrySkipBlock(dc, ac))
                {
                    return "its pixels cannot be decoded";
                }
            }

            if (reader._madeUp > reader._count)
            {
                return "pixels are missing";
            }
        }

        return reader.LeftOver() > StrictDecode.Leftover ? "it has more coded pixels than its header says" : null;
    }

    private bool TrySkipBlock(HuffmanTable dc, HuffmanTable ac)
    {
        if (!TrySkip(dc, out var symbol) || symbol > 15)
        {
            return false;
        }

        Drop(symbol);
        for (var k = 1; k < 64;)
        {
            if (!TrySkip(ac, out symbol))
            {
                return false;
            }

            var (run, size) = (symbol >> 4, symbol & 15);
            if (size == 0)
            {
                if (run != 15)
                {
                    return true;
                }

                k += 16;
                continue;
            }

            k += run + 1;
            if (k > 64)
            {
                return false;
            }

            Drop(size);
        }

        return true;
    }

    private bool TrySkip(HuffmanTable table, out int symbol)
    {
        Fill();
        (var length, symbol) = table[(int)(_bits >> (_count - 16)) & 0xFFFF];
        _count -= length;
        return length > 0;
    }

    private void Drop(int bits)
    {
        Fill();
        _count -= bits;
    }

    private void Fill()
    {
        while (_count <= 48)
        {
            byte next = 0;
            if (_at < _coded.Length && _coded[_at] != 0xFF)
            {
                next = _coded[_at++];
            }
            else if (_at + 1 < _coded.Length && _coded[_at + 1] == 0)
            {
                next = 0xFF;
                _at += 2;
            }
            else
            {
                _madeUp += 8;
            }

            _bits = (_bits << 8) | next;
            _count += 8;
        }
    }

    /// <summary>Steps over a restart marker, which must be where the interval ends.</summary>
    private bool TryRestart()
    {
        if (LeftOver() > StrictDecode.Leftover)
        {
            return false;
        }

        var found = _coded[_at..].IndexOf((byte)0xFF);
        while (found >= 0 && _at + found + 1 < _coded.Length && _coded[_at + found + 1] is not (>= 0xD0 and <= 0xD7))
        {
            var next = _coded[(_at + found + 1)..].IndexOf((byte)0xFF);
            found = next < 0 ? -1 : found + 1 + next;
        }

        if (found < 0 || _at + found + 1 >= _coded.Length)
        {
            return false;
        }

        _at += found + 2;
        (_bits, _count, _madeUp) = (0, 0, 0);
        return true;
    }

    /// <summary>Bytes up to the next restart marker or the end that no block needed.</summary>
    private readonly int LeftOver()
    {
        var rest = _coded[_at..];
        var end = 0;
        while (end < rest.Length && !(rest[end] == 0xFF && end + 1 < rest.Length && rest[end + 1] is >= 0xD0 and <= 0xD7))
        {
            end++;
        }

        return end + Math.Max(0, (_count - _madeUp) / 8);
    }
}
