using System.Net.Http.Headers;
using ImageGen.Core.Generation;
using ImageGen.Core.Generation.Gemini;
using ImageGen.Core.Ports;
using ImageGen.Hosting.Gemini;

namespace ImageGen.Local.Adapters.Gemini;

/// <summary>Gemini over its REST API: one attempt a call, no retry, no redirect, the key in a header and nowhere else.</summary>
/// <param name="http">Sends and reads; disposed of with this. <see cref="GeminiHttp"/> makes one as this needs it.</param>
/// <param name="options">Where the service is and how long a call may take.</param>
/// <param name="time">The clock of the time-out.</param>
internal sealed class GeminiRestModel(HttpMessageInvoker http, GeminiOptions options, TimeProvider time) : IImageModel, IDisposable
{
    public async Task<ModelAnswer> GenerateAsync(ImageRequest request, ApiKey key, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (key.Value.Length == 0 || key.Value.Any(c => c is <= ' ' or > '~'))
        {
            return Failed(FailureKind.InvalidKey, $"Key {key.Id} is empty or holds characters that no key has, such as a line break. Copy it again.", "KEY");
        }

        using var timeout = new CancellationTokenSource(options.Timeout, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            return await CallAsync(request, key, linked.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or HttpRequestException or IOException or InvalidDataException)
        {
            // Whatever broke off, a caller that has given up wants to hear of that.
            cancellationToken.ThrowIfCancellationRequested();
            return timeout.IsCancellationRequested
                ? Failed(FailureKind.Transient, $"The service did not answer within {options.Timeout.TotalSeconds:0} s.", "TIMEOUT")
                : NetworkFaults.Explain(e, new Uri(options.BaseUrl).Host);
        }
    }

    public void Dispose() => http.Dispose();

    private static ModelAnswer.NoPicture Failed(FailureKind kind, string reason, string code) => new(new ModelFailure(kind, reason, Code: code));

    private async Task<ModelAnswer> CallAsync(ImageRequest request, ApiKey key, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, options.AddressOf(request.Model));
        message.Headers.Add("x-goog-api-key", key.Value);
        message.Content = new ReadOnlyMemoryContent(GeminiRequestBody.Write(request));
        message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");

        using var response = await http.SendAsync(message, cancellationToken);
        var body = await ReadAsync(response.Content, cancellationToken);
        return body is { } bytes
            ? GeminiAnswers.Read((int)response.StatusCode, bytes, request, key, RetryAfter(response))
            : Failed(FailureKind.Transient, $"The answer is larger than {options.MaxAnswerBytes / (1024 * 1024)} MB, which no picture is.", "TOO_LARGE");
    }

    /// <summary>The whole body; null when it is larger than it may be, however it was compressed.</summary>
    private async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        const int Step = 64 * 1024;
        if (content.Headers.ContentLength > options.MaxAnswerBytes)
        {
            return null;
        }

        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        var buffer = new System.Buffers.ArrayBufferWriter<byte>((int)(content.Headers.ContentLength ?? 0) + Step);
        while (await stream.ReadAsync(buffer.GetMemory(Step), cancellationToken) is var count and > 0)
        {
            buffer.Advance(count);
            if (buffer.WrittenCount > options.MaxAnswerBytes)
            {
                return null;
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
