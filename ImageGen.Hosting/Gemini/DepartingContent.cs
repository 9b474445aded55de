using System.Net;

namespace ImageGen.Hosting.Gemini;

/// <summary>
/// A request's body that reports when it is written: then the connection stands, and the service is about to count the request.
/// </summary>
internal sealed class DepartingContent : HttpContent
{
    private readonly HttpContent _inner;
    private readonly Action _departs;

    /// <param name="inner">The body; disposed of with this.</param>
    /// <param name="departs">Called each time it is written, as a rule once.</param>
    public DepartingContent(HttpContent inner, Action departs)
    {
        (_inner, _departs) = (inner, departs);
        foreach (var (name, values) in inner.Headers)
        {
            Headers.TryAddWithoutValidation(name, values);
        }
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        _departs();
        return _inner.CopyToAsync(stream, context, cancellationToken);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _inner.Headers.ContentLength ?? 0;
        return _inner.Headers.ContentLength is not null;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
