using ImageGen.Simulator;
using ImageGen.Simulator.Limits;

namespace ImageGen.Tests.Simulator;

public sealed class RequestValidationTests : IAsyncLifetime
{
    private SimulatedGemini _gemini = null!;

    private GeminiClient Client => _gemini.Client;

    public async Task InitializeAsync()
    {
        _gemini = await SimulatedGemini.StartAsync(new SimulatorOptions
        {
            Keys =
            [
                new("test-key-1"), new("test-key-2", State: KeyState.Invalid), new("test-key-3", State: KeyState.Leaked),
                new("test-key-4", State: KeyState.Expired), new("test-key-5", State: KeyState.ServiceDisabled),
                new("test-key-6", State: KeyState.NotEntitled),
            ],
            Images = ImageMode.Tiny,
        });
    }

    public async Task DisposeAsync() => await _gemini.DisposeAsync();

    [Fact]
    public async Task Post_GoodRequest_AnswersImageUsageAndModel()
    {
        var answer = await Client.AskAsync("A fox in a forest");

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal("STOP", answer.FinishReason);
        Assert.Equal("image/jpeg", (string?)answer.InlineData!["mimeType"]);
        Assert.Equal(GeminiClient.Model, (string?)answer.Json["modelVersion"]);
        Assert.NotEmpty((string)answer.Json["responseId"]!);
        var usage = answer.Json["usageMetadata"]!;
        Assert.Equal((int)usage["promptTokenCount"]! + (int)usage["candidatesTokenCount"]!, (int)usage["totalTokenCount"]!);
        var image = usage["candidatesTokensDetails"]!.AsArray().Single(d => (string)d!["modality"]! == "IMAGE")!;
        Assert.Equal(1120, (int)image["tokenCount"]!);
    }

    [Fact]
    public async Task Post_SnakeCaseAndSingleValuesForLists_IsReadAsTheServiceDoes()
    {
        var body = """{"contents":{"parts":{"text":"A fox"}},"generation_config":{"response_modalities":["IMAGE"],"image_config":{"aspect_ratio":"1:1"}}}""";

        var answer = await Client.PostAsync(JsonNode.Parse(body)!);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
    }

    [Theory]
    [InlineData(null, 403, "PERMISSION_DENIED", "unregistered callers", null)]
    [InlineData("test-key-9", 400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key.", "API_KEY_INVALID")]
    [InlineData("test-key-2", 400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key.", "API_KEY_INVALID")]
    [InlineData("test-key-3", 403, "PERMISSION_DENIED", "reported as leaked", null)]
    [InlineData("test-key-4", 400, "INVALID_ARGUMENT", "API key expired", "API_KEY_INVALID")]
    [InlineData("test-key-5", 403, "PERMISSION_DENIED", "it is disabled", "SERVICE_DISABLED")]
    public async Task Post_KeyNotGood_IsRefusedInTheServicesWords(string? key, int status, string canonical, string words, string? reason)
    {
        var answer = await Client.AskAsync("A fox", key);

        Assert.Equal(status, (int)answer.Status);
        Assert.Equal(status, (int)answer.Error["code"]!);
        Assert.Equal(canonical, (string?)answer.Error["status"]);
        Assert.Contains(words, answer.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal(reason, (string?)answer.Detail("ErrorInfo")?["reason"]);
    }

    [Fact]
    public async Task Post_KeyNotEntitled_Is429WithLimitZeroAndNoQuotaValue()
    {
        var answer = await Client.AskAsync("A fox", "test-key-6");

        Assert.Equal(HttpStatusCode.TooManyRequests, answer.Status);
        Assert.Contains("limit: 0, model: gemini-3.1-flash-image", answer.ErrorMessage, StringComparison.Ordinal);
        Assert.All(answer.Detail("QuotaFailure")!["violations"]!.AsArray(), v => Assert.Null(v!["quotaValue"]));
    }

    [Fact]
    public async Task Post_KeyInTheUrl_CountsAsNoKey()
    {
        var path = $"/v1beta/models/{GeminiClient.Model}:generateContent?key=test-key-1";

        var answer = await Client.SendAsync(HttpMethod.Post, path, GeminiClient.Body().ToJsonString(), key: null);

        Assert.Equal(HttpStatusCode.Forbidden, answer.Status);
    }

    [Theory]
    [InlineData("gemini-2.5-flash-image", "no longer available")]
    [InlineData("gemini-3-pro-image-preview", "no longer available")]
    [InlineData("imagen-4.0-generate-001", "no longer available")]
    [InlineData("gemini-9-image", "is not found for API version v1beta")]
    public async Task Post_ModelNotThere_Is404(string model, string words)
    {
        var answer = await Client.PostAsync(GeminiClient.Body(), model: model);

        Assert.Equal(HttpStatusCode.NotFound, answer.Status);
        Assert.Equal("NOT_FOUND", (string?)answer.Error["status"]);
        Assert.Contains(words, answer.ErrorMessage, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "/v1beta/models/gemini-3.1-flash-image:generateContent")]
    [InlineData("POST", "/v1beta/models/gemini-3.1-flash-image:drawMeSomething")]
    [InlineData("POST", "/v2/models/gemini-3.1-flash-image:generateContent")]
    [InlineData("POST", "/v1beta/models/:generateContent")]
    public async Task Send_WrongMethodOrPath_Is404Page(string method, string path)
    {
        var answer = await Client.SendAsync(new HttpMethod(method), path, method == "GET" ? null : "{}", "test-key-1");

        Assert.Equal(HttpStatusCode.NotFound, answer.Status);
        Assert.Equal("text/html", answer.MediaType);
    }

    [Fact]
    public async Task Post_UnknownNames_NamesAllOfThemWithTheirPlaces()
    {
        var body = GeminiClient.Body();
        body["colour"] = "red";
        body["contents"]![0]!["parts"]![0]!["beat"] = "1.1";
        body["generationConfig"]!["imageConfig"]!["quality"] = "high";

        var answer = await Client.PostAsync(body);

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Contains(
            "Invalid JSON payload received. Unknown name \"colour\": Cannot find field.", answer.ErrorMessage, StringComparison.Ordinal);
        Assert.Contains(
            "Unknown name \"beat\" at 'contents[0].parts[0]': Cannot find field.", answer.ErrorMessage, StringComparison.Ordinal);
        Assert.Contains(
            "Unknown name \"quality\" at 'generation_config.image_config': Cannot find field.",
            answer.ErrorMessage,
            StringComparison.Ordinal);
        var fields = answer.Detail("BadRequest")!["fieldViolations"]!.AsArray().Select(v => (string?)v!["field"]);
        Assert.Equal([null, "contents[0].parts[0]", "generation_config.image_config"], fields);
    }

    [Theory]
    [InlineData("""{"generationConfig":{"responseModalities":["IMAGE"]}}""", "contents is not specified")]
    [InlineData("""{"contents":[],"generationConfig":{"responseModalities":["IMAGE"]}}""", "contents is not specified")]
    [InlineData("""{"contents":[{"parts":[]}],"generationConfig":{"responseModalities":["IMAGE"]}}""", "contents.parts must not be empty")]
    [InlineData(
        """{"contents":[{"parts":[{}]}],"generationConfig":{"responseModalities":["IMAGE"]}}""",
        "contents[0].parts[0].data: required oneof field")]
    [InlineData(
        """{"contents":[{"role":"system","parts":[{"text":"x"}]}],"generationConfig":{"responseModalities":["IMAGE"]}}""", "valid role")]
    [InlineData(
        """{"contents":[{"parts":[{"text":5}]}],"generationConfig":{"responseModalities":["IMAGE"]}}""",
        "Invalid value at 'contents[0].parts[0].text' (TYPE_STRING), 5")]
    [InlineData(
        """{"contents":[{"parts":[{"text":" "}]}],"generationConfig":{"responseModalities":["IMAGE"]}}""", "must have a text parameter")]
    [InlineData("""{"contents":[{"parts":[{"text":"x"}]}]}""", "response modalities (TEXT) is not supported")]
    [InlineData(
        """{"contents":[{"parts":[{"text":"x"}]}],"generationConfig":{"responseModalities":["TEXT"]}}""",
        "response modalities (TEXT) is not supported")]
    [InlineData(
        """{"contents":[{"parts":[{"text":"x"}]}],"generationConfig":{"responseModalities":["PICTURE"]}}""",
        "Invalid value at 'generation_config.response_modalities[0]'")]
    [InlineData(
        """{"contents":[{"parts":[{"text":"x"}]}],"generationConfig":{"responseModalities":["IMAGE"],"candidateCount":2}}""",
        "Multiple candidates")]
    [InlineData("""{"contents":[{"parts":[{"text":"x"}]}],"generationConfig":{"responseModalities":["IMAGE"],"imageConfig":{"aspectRatio":"16x9"}}}""", "Invalid value at 'generation_config.image_config.aspect_ratio'")]
    [InlineData(
        """{"contents":[{"parts":[{"text":"x"}]}],"generationConfig":{"responseModalities":["IMAGE"],"imageConfig":{"imageSize":"8K"}}}""",
        "Invalid value at 'generation_config.image_config.image_size'")]
    [InlineData("[1]", "Root element must be a message")]
    [InlineData("""{"contents":""", "Invalid JSON payload received. Unexpected token.")]
    [InlineData("", "Invalid JSON payload received. Unexpected token.")]
    public async Task Post_BadBody_Is400ThatSaysWhy(string body, string words)
    {
        var answer = await Client.SendAsync(HttpMethod.Post, $"/v1beta/models/{GeminiClient.Model}:generateContent", body, "test-key-1");

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal("INVALID_ARGUMENT", (string?)answer.Error["status"]);
        Assert.Contains(words, answer.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal(0, _gemini.Simulator.Stats.Images);
    }

    [Fact]
    public async Task Post_SizeThatOnlyOtherModelsKnow_Is400()
    {
        var answer = await Client.PostAsync(GeminiClient.Body(size: "2K"), model: "gemini-3.1-flash-lite-image");

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Contains("image_size", answer.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_InlineImageOfEachFault_Is400ThatSaysWhy()
    {
        var png = TestImage.Png(1);
        var large = new byte[(7 * 1024 * 1024) + 1];
        png.CopyTo(large, 0);

        Assert.Contains(
            "Unable to process input image", (await PostImageAsync("image/png", [1, 2, 3])).ErrorMessage, StringComparison.Ordinal);
        Assert.Contains(
            "Unable to process input image", (await PostImageAsync("image/png", png[..^9])).ErrorMessage, StringComparison.Ordinal);
        Assert.Contains("Unable to process input image", (await PostImageAsync("image/jpeg", png)).ErrorMessage, StringComparison.Ordinal);
        Assert.Contains(
            "Unsupported MIME type: image/gif", (await PostImageAsync("image/gif", png)).ErrorMessage, StringComparison.Ordinal);
        Assert.Contains("exceeds the limit", (await PostImageAsync("image/png", large)).ErrorMessage, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await PostImageAsync("image/png", png)).Status);

        var notBase64 = GeminiClient.Body(references: png);
        notBase64["contents"]![0]!["parts"]![1]!["inlineData"]!["data"] = "*not base64*";
        Assert.Contains("Base64 decoding failed", (await Client.PostAsync(notBase64)).ErrorMessage, StringComparison.Ordinal);
    }

    private Task<Answer> PostImageAsync(string mimeType, byte[] image)
    {
        var body = GeminiClient.Body(references: image);
        body["contents"]![0]!["parts"]![1]!["inlineData"]!["mimeType"] = mimeType;
        return Client.PostAsync(body);
    }
}
