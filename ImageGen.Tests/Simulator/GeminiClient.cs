using ImageGen.Simulator;

namespace ImageGen.Tests.Simulator;

/// <summary>Calls a stand-in over real HTTP as a client of Gemini does.</summary>
internal sealed class GeminiClient(string baseUrl) : IDisposable
{
    public const string Model = "gemini-3.1-flash-image";

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(baseUrl) };

    public GeminiClient(GeminiSimulator simulator)
        : this(simulator.BaseUrl)
    {
    }

    public static JsonObject Body(
        string prompt = "A fox in a forest", string? ratio = "16:9", string? size = null, params byte[][] references)
    {
        JsonArray parts = [];
        foreach (var reference in references)
        {
            parts.Add(new JsonObject { ["text"] = "Previous frame of this shot:" });
            parts.Add(new JsonObject
            {
                ["inlineData"] = new JsonObject
                {
                    ["mimeType"] = reference[0] == 0xFF ? "image/jpeg" : "image/png",
                    ["data"] = Convert.ToBase64String(reference),
                },
            });
        }

        parts.Add(new JsonObject { ["text"] = prompt });
        JsonObject image = [];
        if (ratio is not null) image["aspectRatio"] = ratio;
        if (size is not null) image["imageSize"] = size;
        return new JsonObject
        {
            ["contents"] = new JsonArray(new JsonObject { ["role"] = "user", ["parts"] = parts }),
            ["generationConfig"] = new JsonObject { ["responseModalities"] = new JsonArray("TEXT", "IMAGE"), ["imageConfig"] = image },
        };
    }

    public Task<Answer> AskAsync(string prompt, string? key = "test-key-1", CancellationToken cancellationToken = default) =>
        PostAsync(Body(prompt), key, cancellationToken: cancellationToken);

    public Task<Answer> PostAsync(
        JsonNode body, string? key = "test-key-1", string model = Model, CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Post, $"/v1beta/models/{model}:generateContent", body.ToJsonString(), key, cancellationToken);

    public async Task<Answer> SendAsync(
        HttpMethod method, string path, string? body, string? key, CancellationToken cancellationToken = default)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        if (key is not null) request.Headers.Add("x-goog-api-key", key);
        using var response = await _http.SendAsync(request, cancellationToken);
        return new Answer(
            response.StatusCode,
            response.Content.Headers.ContentType?.MediaType,
            await response.Content.ReadAsStringAsync(cancellationToken),
            response.Headers.Location);
    }

    public Task<string> GetStringAsync(string path) => _http.GetStringAsync(new Uri(path, UriKind.Relative));

    public void Dispose() => _http.Dispose();
}

/// <summary>An answer and what tests look for in it.</summary>
internal sealed record Answer(HttpStatusCode Status, string? MediaType, string Text, Uri? Location)
{
    public JsonNode Json => JsonNode.Parse(Text)!;

    public JsonNode Error => Json["error"]!;

    public string ErrorMessage => (string)Error["message"]!;

    public string? FinishReason => (string?)Json["candidates"]?[0]?["finishReason"];

    public JsonNode? InlineData =>
        Json["candidates"]?[0]?["content"]?["parts"]?.AsArray().Select(p => p!["inlineData"]).FirstOrDefault(d => d is not null);

    public byte[] Image => Convert.FromBase64String((string)InlineData!["data"]!);

    public JsonNode? Detail(string type) =>
        Error["details"]?.AsArray().FirstOrDefault(d => ((string)d!["@type"]!).EndsWith(type, StringComparison.Ordinal));

    public string[] QuotaIds => [.. Detail("QuotaFailure")?["violations"]!.AsArray().Select(v => (string)v!["quotaId"]!) ?? []];

    public string? RetryDelay => (string?)Detail("RetryInfo")?["retryDelay"];
}
