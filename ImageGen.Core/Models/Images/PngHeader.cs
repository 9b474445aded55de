using System.Buffers.Binary;

namespace ImageGen.Core.Models.Images;

/// <summary>A PNG's IHDR chunk, and what follows from it for the size of the pixels.</summary>
internal readonly record struct PngHeader(uint Width, uint Height, byte BitDepth, byte ColourType, bool IsInterlaced)
{
    /// <summary>Adam7: where each pass begins and how far apart its pixels are.</summary>
    private static readonly (int X, int Y, int StepX, int StepY)[] Adam7 =
        [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

    public bool NeedsPalette => ColourType == 3;

    public static bool TryRead(ReadOnlySpan<byte> data, out PngHeader header)
    {
        header = default;
        if (data is not [.., var depth, var colour, 0, 0, 0 or 1] || data.Length != 13 || !IsAllowed(depth, colour))
        {
            return false;
        }

        header = new PngHeader(
            BinaryPrimitives.ReadUInt32BigEndian(data), BinaryPrimitives.ReadUInt32BigEndian(data[4..]), depth, colour, data[12] == 1);
        return true;
    }

    /// <summary>The rows of pixels in the order of the file: how many, and the bytes of each with its filter byte.</summary>
    public IEnumerable<(int Rows, int Bytes)> Passes()
    {
        if (!IsInterlaced)
        {
            yield return ((int)Height, RowBytes(Width));
            yield break;
        }

        foreach (var (x, y, stepX, stepY) in Adam7)
        {
            var width = (Width - x + stepX - 1) / stepX;
            var height = (Height - y + stepY - 1) / stepY;
            if (width > 0 && height > 0)
            {
                yield return ((int)height, RowBytes(width));
            }
        }
    }

    private int RowBytes(long width)
    {
        var channels = ColourType switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };
        return 1 + (int)(((width * channels * BitDepth) + 7) / 8);
    }

    private static bool IsAllowed(byte depth, byte colour) => colour switch
    {
        0 => depth is 1 or 2 or 4 or 8 or 16,
        3 => depth is 1 or 2 or 4 or 8,
        2 or 4 or 6 => depth is 8 or 16,
        _ => false,
    };
}
