using NetVips;

namespace ImageGen.Tests.Simulator;

/// <summary>The pixels of an image, three bytes each, row by row.</summary>
internal sealed class Pixels
{
    private readonly byte[] _bytes;
    private readonly int _width;
    private readonly int _height;

    private Pixels(Image image) => (_bytes, _width, _height) = (image.WriteToMemory<byte>(), image.Width, image.Height);

    public static Pixels Of(byte[] image)
    {
        using var decoded = Image.NewFromBuffer(image);
        Assert.Equal(3, decoded.Bands);
        return new Pixels(decoded);
    }

    /// <summary>How many pixels of the rectangle are so.</summary>
    public int Count(int left, int top, int right, int bottom, Func<byte, byte, byte, bool> isSo) =>
        Places(left, top, right, bottom).Count(at => isSo(_bytes[at], _bytes[at + 1], _bytes[at + 2]));

    /// <summary>How many pixels of the rectangle differ from <paramref name="other"/>'s.</summary>
    public int Differences(Pixels other, int left, int top, int right, int bottom)
    {
        Assert.Equal((_width, _height), (other._width, other._height));
        return Places(left, top, right, bottom).Count(at => !_bytes.AsSpan(at, 3).SequenceEqual(other._bytes.AsSpan(at, 3)));
    }

    public int Differences(Pixels other) => Differences(other, 0, 0, _width, _height);

    private IEnumerable<int> Places(int left, int top, int right, int bottom) =>
        from y in Enumerable.Range(top, bottom - top) from x in Enumerable.Range(left, right - left) select ((y * _width) + x) * 3;
}
