using System.Globalization;
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
    public async Task<ModelAnswer> GenerateAsync(ImageRequest request, ApiKey key, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (key.Value.Length == 0 || key.Value.Any(c => c is <= ' ' or > '~'))
        {
            return Failed(FailureKind.InvalidKey, $"Key {key.Id} is empty or holds characters that no key has, such as a line break. Copy it again.", "KEY");
        }

        using var timeout = new CancellationTokenSource(options.Timeout, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        using var wire = new GeminiWire(http, options, time, linked.Token);
        try
        {
            return GeminiAnswers.Judge(await CallAsync(wire, request, key, linked.Token));
        }
        catch (Exception) when (wire.Answer is { } answer && !linked.IsCancellationRequested)
        {
            return GeminiAnswers.Read(answer.Status, answer.Body, request, key, answer.RetryAfter);
        }
        catch (AnswerTooLargeException)
        {
            return Failed(FailureKind.Transient, $"The answer is larger than {options.MaxAnswerBytes / (1024 * 1024)} MB, which no picture is.", "TOO_LARGE");
        }
        catch (Exception e) when (e is OperationCanceledException or HttpRequestException or IOException or InvalidDataException)
        {
            // Whatever broke off, a caller that has given up wants to hear of that.
            cancellationToken.ThrowIfCancellationRequested();
            return timeout.IsCancellationRequested
                ? Failed(FailureKind.Transient, $"The service did not answer within {options.Timeout.TotalSeconds.ToString("0", CultureInfo.InvariantCulture)} s.", "TIMEOUT")
                : NetworkFaults.Explain(e, new Uri(options.BaseUrl).Host);
        }
    }

    public void Dispose() => http.Dispose();

    private static ModelAnswer.NoPicture Failed(FailureKind kind, string reason, string code) => new(new ModelFailure(kind, reason, Code: code));

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
