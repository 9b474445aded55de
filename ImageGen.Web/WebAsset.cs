namespace ImageGen.Web;

/// <summary>A file of the page, ready to be served.</summary>
/// <param name="ContentType">The <c>Content-Type</c> header.</param>
/// <param name="ETag">The <c>ETag</c> header, strong and with its quotes: changes exactly when the bytes do.</param>
/// <param name="Bytes">The body.</param>
public sealed record WebAsset(string ContentType, string ETag, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>
    /// True when <paramref name="ifNoneMatch"/>, the request's <c>If-None-Match</c> header, names this asset: answer 304 without a body.
    /// </summary>
    public bool IsMatchedBy(string? ifNoneMatch) =>
        ifNoneMatch is not null
        && ifNoneMatch.Split(',', StringSplitOptions.TrimEntries).Any(tag => tag == "*" || tag == ETag || tag == $"W/{ETag}");
}
