using System.Net.Http.Headers;
using ImageGen.Core.Models;
using ImageGen.Core.Models.Gemini;

namespace ImageGen.Hosting.Gemini;

/// <summary>Gemini over its REST API: one attempt a call, no retry, no redirect, the key in a header and nowhere else.</summary>
/// <param name="http">Sends and reads; disposed of with this. <see cref="GeminiHttp"/> makes one as this needs it.</param>
/// <param name="options">Where the service is and how long a call may take.</param>
/// <param name="time">The clock of the time-out.</param>
/// <param name="spool">Where answers wait for their turn; null: each is read into memory as it comes.</param>
internal sealed class GeminiRestModel(
    HttpMessageInvoker http, GeminiOptions options, TimeProvider time, AnswerSpool? spool = null) : IImageModel, IDisposable
{
    public Task<ModelAnswer> GenerateAsync(ImageRequest request, ApiKey key, CancellationToken cancellationToken) =>
        OneAttempt.MakeAsync(
            options, request.Timeout, time, key, (departure, token) => CallAsync(request, key, departure, token), cancellationToken);

    public void Dispose()
    {
        http.Dispose();
        spool?.Dispose();
    }

    private async Task<ModelAnswer> CallAsync(ImageRequest request, ApiKey key, Departure departure, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, options.AddressOf(request.Model));
        message.Headers.Add("x-goog-api-key", key.Value);
        message.Content = new DepartingContent(new ReadOnlyMemoryContent(GeminiRequestBody.Write(request)), departure.Leaves);
        message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");

        using var response = await http.SendAsync(message, cancellationToken);
        if (spool is not null && response.IsSuccessStatusCode)
        {
            return await SpoolAsync(spool, response, request, key, cancellationToken);
        }

        return await WireAnswers.ReadAsync(response, options.MaxAnswerBytes, time, cancellationToken) is { } answer
            ? GeminiAnswers.Read(answer.Status, answer.Body, request, key, answer.RetryAfter)
            : OneAttempt.TooLarge(options);
    }

    /// <summary>The turn goes with the image: it ends when that is stored.</summary>
    private async Task<ModelAnswer> SpoolAsync(
        AnswerSpool answers, HttpResponseMessage response, ImageRequest request, ApiKey key, CancellationToken cancellationToken)
    {
        if (await answers.ReceiveAsync(response.Content, options.MaxAnswerBytes, cancellationToken) is not { } received)
        {
            return OneAttempt.TooLarge(options);
        }

        AnswerLease? lease = received.Lease;
        try
        {
            var answer = GeminiAnswers.Read((int)response.StatusCode, received.Body, request, key, retryAfter: null, received.Lease);
            if (answer is ModelAnswer.Image)
            {
                (answer, lease) = (answer with { Lease = lease }, null);
            }

            return answer;
        }
        finally
        {
            lease?.Dispose();
        }
    }
}
