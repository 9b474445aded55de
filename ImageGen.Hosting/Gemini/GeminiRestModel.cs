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
        OneAttempt.MakeAsync(
            options, request.Timeout, time, key, (departure, token) => CallAsync(request, key, departure, token), cancellationToken);

    public void Dispose() => http.Dispose();

    private async Task<ModelAnswer> CallAsync(ImageRequest request, ApiKey key, Departure departure, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, options.AddressOf(request.Model));
        message.Headers.Add("x-goog-api-key", key.Value);
        message.Content = new DepartingContent(new ReadOnlyMemoryContent(GeminiRequestBody.Write(request)), departure.Leaves);
        message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");

        using var response = await http.SendAsync(message, cancellationToken);
        return await WireAnswers.ReadAsync(response, options.MaxAnswerBytes, time, cancellationToken) is { } answer
            ? GeminiAnswers.Read(answer.Status, answer.Body, request, key, answer.RetryAfter)
            : OneAttempt.TooLarge(options);
    }
}
