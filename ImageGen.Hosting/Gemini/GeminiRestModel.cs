using System.Net.Http.Headers;
using ImageGen.Core.Generation;
using ImageGen.Core.Generation.Gemini;
using ImageGen.Core.Ports;

namespace ImageGen.Hosting.Gemini;

/// <summary>Gemini over its REST API: one attempt a call, no retry, no redirect, the key in a header and nowhere else.</summary>
/// <param name="http">Sends and reads; disposed of with this. <see cref="GeminiHttp"/> makes one as this needs it.</param>
/// <param name="options">Where the service is and how long a call may take.</param>
/// <param name="time">The clock of the time-out.</param>
internal sealed class GeminiRestModel(HttpMessageInvoker http, GeminiOptions options, TimeProvider time) : IImageModel, IDisposable
{
    public Task<ModelAnswer> GenerateAsync(ImageRequest request, ApiKey key, CancellationToken cancellationToken) =>
        OneAttempt.MakeAsync(options, request.Timeout, time, key, token => CallAsync(request, key, token), cancellationToken);

    public void Dispose() => http.Dispose();

    private async Task<ModelAnswer> CallAsync(ImageRequest request, ApiKey key, CancellationToken cancellationToken)
    {
        var (began, sentAfter) = (time.GetTimestamp(), TimeSpan.Zero);
        using var message = new HttpRequestMessage(HttpMethod.Post, options.AddressOf(request.Model));
        message.Headers.Add("x-goog-api-key", key.Value);
        message.Content = new DepartingContent(new ReadOnlyMemoryContent(GeminiRequestBody.Write(request)), () => sentAfter = time.GetElapsedTime(began));
        message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");

        using var response = await http.SendAsync(message, cancellationToken);
        var body = await WireAnswers.ReadAsync(response.Content, options.MaxAnswerBytes, cancellationToken);
        var answer = body is { } bytes
            ? GeminiAnswers.Read((int)response.StatusCode, bytes, request, key, WireAnswers.RetryAfter(response, time))
            : OneAttempt.TooLarge(options);
        return answer with { SentAfter = sentAfter };
    }
}
