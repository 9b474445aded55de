using System.Buffers.Binary;

namespace ImageGen.Imaging;

/// <summary>
/// Counts the coded blocks of a baseline JPEG against its header. A decoder takes any bits for pixels and does not look at what it left
/// over: zeros or foreign bytes in the middle show only in that too many or too few blocks are there.
/// </summary>
internal static class BaselineScans
{
    private static readonly byte[] Zeros = new byte[64];

    /// <summary>What is wrong; null: nothing, or it is no baseline JPEG.</summary>
    public static string? Damage(ReadOnlySpan<byte> jpeg)
    {
        var frame = default(JpegFrame?);
        var tables = new HuffmanTable?[8];
        var restart = 0;
        for (var at = 2; JpegMarkers.TryNext(jpeg, ref at, out var marker) && marker != 0xD9;)
        {
            if (JpegMarkers.IsAlone(marker))
            {
                continue;
            }

            var length = JpegMarkers.SegmentLength(jpeg, at);
            var segment = jpeg.Slice(Math.Min(jpeg.Length, at + 2), Math.Max(0, length - 2));
            at += length;
            switch (marker)
            {
                case 0xC0 or 0xC1:
                    frame = JpegFrame.Read(segment);
                    if (frame is null)
                    {
                        return "its header is invalid";
                    }

                    break;
                case 0xC2 or 0xC3 or (>= 0xC5 and <= 0xC7) or (>= 0xC9 and <= 0xCB) or (>= 0xCD and <= 0xCF):
                    return null;
                case 0xC4:
                    HuffmanTable.ReadAll(segment, tables);
                    break;
                case 0xDD when segment.Length >= 2:
                    restart = BinaryPrimitives.ReadUInt16BigEndian(segment);
                    break;
                case 0xDA:
                    if (frame is null)
                    {
                        return "its pixels come before its header";
                    }

                    var end = JpegMarkers.EndOfScan(jpeg, at);
                    if (frame.Scan(segment, tables) is not { } scan)
                    {
                        return "the header of its pixels is invalid";
                    }

                    if (IsZeroed(jpeg[at..end], scan))
                    {
                        return "a part of its pixels is all zeros";
                    }

                    if (BaselineScan.Damage(jpeg[at..end], scan, restart) is { } damage)
                    {
                        return damage;
                    }

                    at = end;
                    break;
            }
        }

        return null;
    }

    /// <summary>
    /// Zeros in a row, in a scan of which zeros are not the code of an empty block: then they mean that each of a block's frequencies is
    /// there, block after block, which no image has.
    /// </summary>
    private static bool IsZeroed(ReadOnlySpan<byte> coded, JpegScan scan) =>
        coded.IndexOf(Zeros) >= 0 && scan.Blocks.Any(block => block.Ac[0].Symbol != 0);
}
