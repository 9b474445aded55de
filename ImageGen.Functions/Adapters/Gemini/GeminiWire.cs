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
        var body = await WireAnswers.ReadAsync(response.Content, options.MaxAnswerBytes, either.Token) ?? throw new AnswerTooLargeException();
        Answer = new RawAnswer((int)response.StatusCode, body, WireAnswers.RetryAfter(response, time));
        var whole = new HttpResponseMessage(response.StatusCode) { RequestMessage = request, Content = new ReadOnlyMemoryContent(body) };
        whole.Content.Headers.ContentType = response.Content.Headers.ContentType;
        return whole;
    }
}

/// <summary>An HTTP answer as it came.</summary>
internal sealed record RawAnswer(int Status, ReadOnlyMemory<byte> Body, TimeSpan? RetryAfter);

/// <summary>An answer goes on beyond what any picture takes.</summary>
internal sealed class AnswerTooLargeException : Exception;
