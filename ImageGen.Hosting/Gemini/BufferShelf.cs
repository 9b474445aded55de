namespace ImageGen.Hosting.Gemini;

/// <summary>
/// A few large arrays that are used again and again: new ones for every answer would stay until the next full collection.
/// </summary>
/// <remarks>Thread-safe.</remarks>
/// <param name="most">How many are kept.</param>
internal sealed class BufferShelf(int most)
{
    private const int Step = 4 * 1024 * 1024;

    private readonly Lock _guard = new();
    private readonly List<byte[]> _kept = [];

    /// <summary>An array of at least <paramref name="length"/> bytes, whatever is in it.</summary>
    public byte[] Rent(int length)
    {
        lock (_guard)
        {
            var fitting = _kept.FindIndex(b => b.Length >= length);
            var any = fitting >= 0 ? fitting : _kept.Count - 1;
            if (any >= 0)
            {
                var buffer = _kept[any];
                _kept.RemoveAt(any);
                if (buffer.Length >= length)
                {
                    return buffer;
                }
            }
        }

        return GC.AllocateUninitializedArray<byte>((int)Math.Min(Array.MaxLength, ((long)length + Step - 1) / Step * Step));
    }

    public void Return(byte[] buffer)
    {
        lock (_guard)
        {
            if (_kept.Count < most)
            {
                _kept.Add(buffer);
            }
        }
    }
}
