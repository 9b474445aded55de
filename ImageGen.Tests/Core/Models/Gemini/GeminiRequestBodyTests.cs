using ImageGen.Core.Models.Gemini;

namespace ImageGen.Tests.Core.Models.Gemini;

public sealed class GeminiRequestBodyTests
{
    [Fact]
    public void Write_PromptOnly_AsksForTextAndImageAndNothingElse() =>
        Assert.Equal(
            """{"contents":[{"role":"user","parts":[{"text":"Ein Hase läuft."}]}],"generationConfig":{"responseModalities":["TEXT","IMAGE"]}}""",
            Encoding.UTF8.GetString(GeminiRequestBody.Write(new ImageRequest("m", "Ein Hase läuft.", [], null, null)).Span));

    [Theory]
    [InlineData("9:16", null, """{"aspectRatio":"9:16"}""")]
    [InlineData(null, "4K", """{"imageSize":"4K"}""")]
    public void Write_RatioOrSizeAlone_IsSent(string? ratio, string? size, string config) => Assert.Contains(
        $"\"imageConfig\":{config}",
        Encoding.UTF8.GetString(GeminiRequestBody.Write(new ImageRequest("m", "A hare.", [], ratio, size)).Span),
        StringComparison.Ordinal);

    [Fact]
    public void Write_ReferencesAndShape_LabelsEachReferenceBeforeThePrompt()
    {
        var bytes = Enumerable.Range(0, 300).Select(i => (byte)i).ToArray();
        var request = new ImageRequest(
            "m",
            "Zoom \"in\".\n🐇",
            [new ReferenceImage("Style:", bytes, ImageFormat.Png), new ReferenceImage("Previous:", new byte[] { 1 }, ImageFormat.Jpeg)],
            "16:9",
            "2K");

        var body = JsonNode.Parse(GeminiRequestBody.Write(request).Span)!;

        var expected = new JsonObject
        {
            ["contents"] = new JsonArray(new JsonObject
            {
                ["role"] = "user",
                ["parts"] = new JsonArray(
                    new JsonObject { ["text"] = "Style:" },
                    new JsonObject
                    {
                        ["inlineData"] = new JsonObject { ["mimeType"] = "image/png", ["data"] = Convert.ToBase64String(bytes) },
                    },
                    new JsonObject { ["text"] = "Previous:" },
                    new JsonObject { ["inlineData"] = new JsonObject { ["mimeType"] = "image/jpeg", ["data"] = "AQ==" } },
                    new JsonObject { ["text"] = "Zoom \"in\".\n🐇" }),
            }),
            ["generationConfig"] = new JsonObject
            {
                ["responseModalities"] = new JsonArray("TEXT", "IMAGE"),
                ["imageConfig"] = new JsonObject { ["aspectRatio"] = "16:9", ["imageSize"] = "2K" },
            },
        };
        Assert.True(JsonNode.DeepEquals(expected, body), JsonSerializer.Serialize(body));
    }
}
