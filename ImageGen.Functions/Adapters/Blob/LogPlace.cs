using ImageGen.Core.Runs;

namespace ImageGen.Functions.Adapters.Blob;

/// <summary>A place in a log of several blobs.</summary>
/// <param name="File">The blob's number from 0.</param>
/// <param name="Offset">Bytes in it.</param>
internal readonly record struct LogPlace(int File, long Offset) : IComparable<LogPlace>
{
    // A blob of 50,000 blocks stays far below a terabyte, and 8,000 of them below what a script's numbers count exactly.
    private const int OffsetBits = 40;

    public LogPosition Position => new(((long)File << OffsetBits) | Offset);

    public static LogPlace Of(LogPosition position) => new((int)(position.Value >> OffsetBits), position.Value & ((1L << OffsetBits) - 1));

    public LogPlace Behind(long bytes) => this with { Offset = Offset + bytes };

    public int CompareTo(LogPlace other) => (File, Offset).CompareTo((other.File, other.Offset));
}
