using System.Buffers.Binary;

namespace ImageGen.Imaging;

/// <summary>Steps through a JPEG from marker to marker. Never leaves the bytes, whatever they are.</summary>
internal static class JpegMarkers
{
    /// <summary>Finds the next marker from <paramref name="at"/> on, which then is behind it; false at the end of the bytes.</summary>
    public static bool TryNext(ReadOnlySpan<byte> jpeg, ref int at, out byte marker)
    {
        marker = 0;
        while (at < jpeg.Length)
        {
            var next = jpeg[at..].IndexOf((byte)0xFF);
            if (next < 0)
            {
                break;
            }

            // Any number of 0xFF may stand before a marker; with 0x00 behind it, it is none.
            at += next;
            while (at < jpeg.Length && jpeg[at] == 0xFF)
            {
                at++;
            }

            if (at < jpeg.Length && jpeg[at++] is var found and not 0)
            {
                marker = found;
                return true;
            }
        }

        at = jpeg.Length;
        return false;
    }

    /// <summary>True for markers without a segment.</summary>
    public static bool IsAlone(byte marker) => marker is 0x01 or (>= 0xD0 and <= 0xD9);

    /// <summary>Bytes of the segment at <paramref name="at"/>, its length included; all that is left when it is cut.</summary>
    public static int SegmentLength(ReadOnlySpan<byte> jpeg, int at) => jpeg.Length - at < 2
        ? Math.Max(0, jpeg.Length - at)
        : Math.Min(jpeg.Length - at, Math.Max(2, (int)BinaryPrimitives.ReadUInt16BigEndian(jpeg[at..])));

    /// <summary>Where the coded pixels from <paramref name="at"/> on end: at the next marker that is not part of them.</summary>
    public static int EndOfScan(ReadOnlySpan<byte> jpeg, int at)
    {
        while (at < jpeg.Length)
        {
            var next = jpeg[at..].IndexOf((byte)0xFF);
            if (next < 0)
            {
                return jpeg.Length;
            }

            at += next;
            if (at + 1 >= jpeg.Length)
            {
                return jpeg.Length;
            }

            if (jpeg[at + 1] is not (0x00 or 0xFF or (>= 0xD0 and <= 0xD7)))
            {
                return at;
            }

            at += jpeg[at + 1] == 0xFF ? 1 : 2;
        }

        return jpeg.Length;
    }
}
