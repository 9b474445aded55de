using System.Net;
using ImageGen.Core.Models.Gemini;
using ImageGen.Hosting.Gemini;

namespace ImageGen.Functions.Adapters.Gemini;

/// <summary>
/// The wire under the SDK for one attempt: reads the answer whole, up to the limit and within the attempt's time, and keeps its bytes. The
/// SDK gets an empty answer in its place: it would copy a large one a dozen times, and could repeat the attempt after an error.
/// </summary>
internal sealed class GeminiWire(
    HttpMessageInvoker http, GeminiOptions options, TimeProvider time, AnswerSpool? spool, Departure departure, CancellationToken call)
    : HttpMessageHandler
{
    private AnswerLease? _lease;

    /// <summary>The answer, valid until the wire or the lease taken from it is disposed of; null while nothing has come whole.</summary>
    public RawAnswer? Answer { get; private set; }

    /// <summary>Where the answer's images are decoded to; null: the heap.</summary>
    public IImageSpace? Space => _lease;

    /// <summary>What holds the answer's bytes; from then on the caller disposes of it. Null: nothing does.</summary>
    public AnswerLease? TakeLease() => Interlocked.Exchange(ref _lease, null);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Content is { } asked)
        {
            request.Content = new DepartingContent(asked, departure.Leaves);
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(call, cancellationToken);
        using var response = await http.SendAsync(request, either.Token);
        Answer = await ReadAsync(response, either.Token) ?? throw new AnswerTooLargeException();
        var empty = new StringContent("{}", Encoding.UTF8, "application/json");
        return new HttpResponseMessage(HttpStatusCode.OK) { RequestMessage = request, Content = empty };
    }

    protected override void Dispose(bool disposing)
    {
        TakeLease()?.Dispose();
        base.Dispose(disposing);
    }

    private async Task<RawAnswer?> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (spool is null || !response.IsSuccessStatusCode)
        {
            return await WireAnswers.ReadAsync(response, options.MaxAnswerBytes, time, cancellationToken);
        }

        if (await spool.ReceiveAsync(response.Content, options.MaxAnswerBytes, cancellationToken) is not { } received)
        {
            return null;
        }

        _lease = received.Lease;
        return new RawAnswer((int)response.StatusCode, received.Body, RetryAfter: null);
    }
}

/// <summary>An answer is larger than any image takes.</summary>
internal sealed class AnswerTooLargeException : Exception;
