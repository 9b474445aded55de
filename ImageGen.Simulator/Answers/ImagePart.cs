namespace ImageGen.Simulator.Answers;

/// <summary>One image in an answer.</summary>
/// <param name="Bytes">The encoded image.</param>
/// <param name="MediaType">The type that the answer claims; null: none.</param>
internal sealed record ImagePart(ReadOnlyMemory<byte> Bytes, string? MediaType)
{
    /// <summary>Whether it carries <c>thought: true</c>.</summary>
    public bool IsThought { get; init; }

    /// <summary>How its bytes are written.</summary>
    public ImageEncoding Encoding { get; init; }
}

/// <summary>How an answer writes the bytes of an image. Google writes plain base64; relays do as they like.</summary>
internal enum ImageEncoding
{
    /// <summary>Base64.</summary>
    Plain,

    /// <summary>Base64 with <c>-</c> and <c>_</c>, without padding.</summary>
    UrlSafe,

    /// <summary>Base64 with a line break after every 76 characters.</summary>
    LineBreaks,

    /// <summary>A <c>data:</c> URL.</summary>
    DataUrl,
}
