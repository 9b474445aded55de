using ImageGen.Core.Generation.Gemini;
using ImageGen.Hosting.Gemini;

namespace ImageGen.Functions.Adapters.Gemini;

/// <summary>
/// The wire under the SDK for one call: reads the answer whole, up to the limit and within the call's time, and keeps it for whoever has to
/// make sense of it when the SDK cannot.
/// </summary>
internal sealed class GeminiWire(HttpMessageInvoker http, GeminiOptions options, TimeProvider time, CancellationToken call) : HttpMessageHandler
{
    private readonly long _began = time.GetTimestamp();

    /// <summary>What came; null while nothing has come whole.</summary>
    public RawAnswer? Answer { get; private set; }

    /// <summary>How long it took until the request left; zero: it did not.</summary>
    public TimeSpan SentAfter { get; private set; }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Content is { } asked)
        {
            request.Content = new DepartingContent(asked, () => SentAfter = time.GetElapsedTime(_began));
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(call, cancellationToken);
        using var response = await http.SendAsync(request, either.Token);
        var body = await ReadAsync(response.Content, either.Token);
        Answer = new RawAnswer((int)response.StatusCode, body, RetryAfter(response));
        var whole = new HttpResponseMessage(response.StatusCode) { RequestMessage = request, Content = new ReadOnlyMemoryContent(body) };
        whole.Content.Headers.ContentType = response.Content.Headers.ContentType;
        return whole;
    }

    private async Task<ReadOnlyMemory<byte>> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        const int Step = 64 * 1024;
        if (content.Headers.ContentLength > options.MaxAnswerBytes)
        {
            throw new AnswerTooLargeException();
        }

        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        var buffer = new System.Buffers.ArrayBufferWriter<byte>((int)(content.Headers.ContentLength ?? 0) + Step);
        while (await stream.ReadAsync(buffer.GetMemory(Step), cancellationToken) is var count and > 0)
        {
            buffer.Advance(count);
            if (buffer.WrittenCount > options.MaxAnswerBytes)
            {
                throw new AnswerTooLargeException();
            }
        }

        return buffer.WrittenMemory;
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } when delta > TimeSpan.Zero => delta,
        { Date: { } date } when date > time.GetUtcNow() => date - time.GetUtcNow(),
        _ => null,
    };
}

/// <summary>An HTTP answer as it came.</summary>
internal sealed record RawAnswer(int Status, ReadOnlyMemory<byte> Body, TimeSpan? RetryAfter);

/// <summary>An answer goes on beyond what any picture takes.</summary>
internal sealed class AnswerTooLargeException : Exception;
