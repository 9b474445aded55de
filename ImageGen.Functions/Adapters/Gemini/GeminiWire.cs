using ImageGen.Core.Generation.Gemini;
using ImageGen.Hosting.Gemini;

namespace ImageGen.Functions.Adapters.Gemini;

/// <summary>
/// The wire under the SDK for one attempt: reads the answer whole, up to the limit and within the attempt's time, and keeps its bytes.
/// </summary>
internal sealed class GeminiWire(HttpMessageInvoker http, GeminiOptions options, TimeProvider time, Departure departure, CancellationToken call)
    : HttpMessageHandler
{
    /// <summary>What came; null while nothing has come whole.</summary>
    public RawAnswer? Answer { get; private set; }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Content is { } asked)
        {
            request.Content = new DepartingContent(asked, departure.Leaves);
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(call, cancellationToken);
        using var response = await http.SendAsync(request, either.Token);
        Answer = await WireAnswers.ReadAsync(response, options.MaxAnswerBytes, time, either.Token) ?? throw new AnswerTooLargeException();
        var whole = new HttpResponseMessage(response.StatusCode) { RequestMessage = request, Content = new ReadOnlyMemoryContent(Answer.Body) };
        whole.Content.Headers.ContentType = response.Content.Headers.ContentType;
        return whole;
    }
}

/// <summary>An answer is larger than any image takes.</summary>
internal sealed class AnswerTooLargeException : Exception;
