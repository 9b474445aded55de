namespace ImageGen.Imaging;

/// <summary>Whether a JPEG continues to its end marker.</summary>
internal static class JpegEnd
{
    private const byte StartOfScan = 0xDA;
    private const byte EndOfImage = 0xD9;

    /// <summary>True when the bytes end before an end marker; false also for what is no JPEG inside.</summary>
    public static bool IsMissing(ReadOnlySpan<byte> jpeg)
    {
        var at = 2;
        while (true)
        {
            if (!JpegMarkers.TryNext(jpeg, ref at, out var marker))
            {
                return true;
            }

            if (marker == EndOfImage)
            {
                return false;
            }

            at = JpegMarkers.IsAlone(marker) ? at : at + JpegMarkers.SegmentLength(jpeg, at);
            if (marker == StartOfScan)
            {
                at = JpegMarkers.EndOfScan(jpeg, at);
            }
        }
    }
}
