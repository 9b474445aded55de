namespace ImageGen.Core.Models.Images;

/// <summary>Reads pieces of memory one behind the other, without copying them together.</summary>
internal sealed class SegmentStream(IReadOnlyList<ReadOnlyMemory<byte>> segments) : ForwardStream
{
    private int _segment;
    private int _offset;

    public override int Read(Span<byte> buffer)
    {
        while (_segment < segments.Count)
        {
            var rest = segments[_segment].Span[_offset..];
            if (!rest.IsEmpty)
            {
                var count = Math.Min(rest.Length, buffer.Length);
                rest[..count].CopyTo(buffer);
                _offset += count;
                return count;
            }

            _segment++;
            _offset = 0;
        }

        return 0;
    }
}
