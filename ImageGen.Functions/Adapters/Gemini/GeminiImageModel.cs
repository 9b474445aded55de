using Google.GenAI;
using Google.GenAI.Types;
using ImageGen.Core.Models;
using ImageGen.Core.Models.Gemini;
using ImageGen.Core.Storyboards;
using ImageGen.Hosting.Gemini;

namespace ImageGen.Functions.Adapters.Gemini;

/// <summary>
/// Gemini by Google's SDK: one attempt a call, no retry, no redirect, the key in a header and nowhere else. The SDK sends; the answer is
/// read from its bytes, as the REST client reads it: they hold more than the SDK's exceptions do, relays send base64 that the SDK refuses,
/// and a large image takes the SDK seconds.
/// </summary>
/// <param name="http">Sends; shared by all calls, disposed of with this.</param>
/// <param name="options">Where the service is and how long a call may take.</param>
/// <param name="time">The clock of the time-out.</param>
/// <param name="spool">Where answers wait for their turn, disposed of with this; null: each is read into memory as it comes.</param>
internal sealed class GeminiImageModel(HttpMessageInvoker http, GeminiOptions options, TimeProvider time, AnswerSpool? spool = null)
    : IImageModel, IDisposable
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
        using var wire = new GeminiWire(http, options, time, spool, departure, cancellationToken);
        try
        {
            await SendAsync(wire, request, key, cancellationToken);
        }
        catch (Exception) when (wire.Answer is not null)
        {
            // The answer came and is paid for: neither the SDK nor a caller who gave up meanwhile takes it away.
        }
        catch (AnswerTooLargeException)
        {
            return OneAttempt.TooLarge(options);
        }

        var raw = wire.Answer ?? throw new InvalidOperationException("The SDK returned an answer that did not come by its wire.");
        var answer = GeminiAnswers.Read(raw.Status, raw.Body, request, key, raw.RetryAfter, wire.Space);

        // The turn goes with the image: it ends when that is stored.
        return answer is ModelAnswer.Image ? answer with { Lease = wire.TakeLease() } : answer;
    }

    private async Task SendAsync(GeminiWire wire, ImageRequest request, ApiKey key, CancellationToken cancellationToken)
    {
        // Given explicitly, because the SDK would else take them from the environment.
        await using var client = new Client(
            vertexAI: false,
            apiKey: key.Value,
            httpOptions: new HttpOptions { BaseUrl = options.BaseUrl.TrimEnd('/'), ApiVersion = "v1beta" },
            clientOptions: new ClientOptions
            {
                HttpClientFactory = () => new HttpClient(wire, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan },
            });

        // Escaped, because the SDK puts it into the address as it is.
        var model = Uri.EscapeDataString(request.Model);
        await client.Models.GenerateContentAsync(model, ContentOf(request), ConfigOf(request), cancellationToken);
    }

    /// <summary>Each reference image behind the words that say what it is, then the prompt: as the REST adapter sends it.</summary>
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
