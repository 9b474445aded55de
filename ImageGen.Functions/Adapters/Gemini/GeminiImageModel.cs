using Google.GenAI;
using Google.GenAI.Types;
using ImageGen.Core.Generation;
using ImageGen.Core.Generation.Gemini;
using ImageGen.Core.Ports;
using ImageGen.Core.Storyboards;
using ImageGen.Hosting.Gemini;

namespace ImageGen.Functions.Adapters.Gemini;

/// <summary>
/// Gemini by Google's SDK: one attempt a call, no retry, no redirect, the key in a header and nowhere else. An answer that the SDK takes for an
/// error, or cannot read, is read from its bytes as they came: they say more than the SDK's exceptions do.
/// </summary>
/// <param name="http">Sends; shared by all calls, disposed of with this.</param>
/// <param name="options">Where the service is and how long a call may take.</param>
/// <param name="time">The clock of the time-out.</param>
internal sealed class GeminiImageModel(HttpMessageInvoker http, GeminiOptions options, TimeProvider time) : IImageModel, IDisposable
{
    public Task<ModelAnswer> GenerateAsync(ImageRequest request, ApiKey key, CancellationToken cancellationToken) =>
        OneAttempt.MakeAsync(options, request.Timeout, time, key, token => ReadAsync(request, key, token), cancellationToken);

    public void Dispose() => http.Dispose();

    private async Task<ModelAnswer> ReadAsync(ImageRequest request, ApiKey key, CancellationToken cancellationToken)
    {
        using var wire = new GeminiWire(http, options, time, cancellationToken);
        var answer = await ReadAsync(wire, request, key, cancellationToken);
        return answer with { SentAfter = wire.SentAfter };
    }

    private async Task<ModelAnswer> ReadAsync(GeminiWire wire, ImageRequest request, ApiKey key, CancellationToken cancellationToken)
    {
        try
        {
            return GeminiAnswers.Judge(await CallAsync(wire, request, key, cancellationToken));
        }
        catch (Exception) when (wire.Answer is { } answer && !cancellationToken.IsCancellationRequested)
        {
            return GeminiAnswers.Read(answer.Status, answer.Body, request, key, answer.RetryAfter);
        }
        catch (AnswerTooLargeException)
        {
            return OneAttempt.TooLarge(options);
        }
    }

    private async Task<GeminiReply> CallAsync(GeminiWire wire, ImageRequest request, ApiKey key, CancellationToken cancellationToken)
    {
        // Told outright, for the SDK would else take them from the environment.
        await using var client = new Client(
            vertexAI: false,
            apiKey: key.Value,
            httpOptions: new HttpOptions { BaseUrl = options.BaseUrl.TrimEnd('/'), ApiVersion = "v1beta" },
            clientOptions: new ClientOptions { HttpClientFactory = () => new HttpClient(wire, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan } });
        var answer = await client.Models.GenerateContentAsync(request.Model, ContentOf(request), ConfigOf(request), cancellationToken);
        return GeminiSdkReply.Of(answer);
    }

    /// <summary>Each reference picture behind the words that say what it is, then the prompt: as the REST adapter sends it.</summary>
    private static List<Content> ContentOf(ImageRequest request) =>
    [
        new()
        {
            Role = "user",
            Parts =
            [
                .. request.References.SelectMany(r => (Part[])
                [
                    new Part { Text = r.Label },
                    new Part { InlineData = new Google.GenAI.Types.Blob { MimeType = r.Format.MediaType(), Data = r.Bytes.ToArray() } },
                ]),
                new Part { Text = request.Prompt },
            ],
        },
    ];

    private static GenerateContentConfig ConfigOf(ImageRequest request) => new()
    {
        ResponseModalities = ["TEXT", "IMAGE"],
        ImageConfig = request.AspectRatio is null && request.ImageSize is null
            ? null
            : new ImageConfig { AspectRatio = request.AspectRatio, ImageSize = request.ImageSize },
    };
}
