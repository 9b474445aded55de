namespace ImageGen.Core.Models.Gemini;

/// <summary>Where the images of an answer go while they are decoded, so that none is whole on the heap.</summary>
/// <remarks>Belongs to one answer.</remarks>
public interface IImageSpace
{
    /// <summary>Begins an image.</summary>
    IImageWriter Create();
}

/// <summary>Takes the bytes of one image.</summary>
public interface IImageWriter
{
    /// <summary>Appends <paramref name="piece"/>.</summary>
    void Write(ReadOnlySpan<byte> piece);

    /// <summary>All bytes, valid as long as the answer is. Nothing is appended behind it.</summary>
    ReadOnlyMemory<byte> Finish();
}
