using System.Text.Encodings.Web;
using System.Text.Json;
using ImageGen.Simulator.Requests;

namespace ImageGen.Simulator.Answers;

/// <summary>200 answers, with and without a picture.</summary>
internal static class PictureAnswer
{
    private const int ReferenceTokens = 1120;

    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] WithImage(SimulatorRequest request, ReadOnlyMemory<byte> image, string mediaType, int imageTokens)
    {
        // Some answers have words before the picture, as the real ones do.
        var text = request.PromptHash[0] < '4' ? "Here is the picture you asked for." : null;
        return Write(request, imageTokens, text is null ? 0 : Tokens(text), json =>
        {
            json.WriteStartArray("candidates");
            json.WriteStartObject();
            json.WriteStartObject("content");
            json.WriteStartArray("parts");
            if (text is not null)
            {
                json.WriteStartObject();
                json.WriteString("text", text);
                json.WriteEndObject();
            }

            json.WriteStartObject();
            json.WriteStartObject("inlineData");
            json.WriteString("mimeType", mediaType);
            json.WriteBase64String("data", image.Span);
            json.WriteEndObject();
            json.WriteString("thoughtSignature", "c2ltdWxhdGVk");
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteString("role", "model");
            json.WriteEndObject();
            json.WriteString("finishReason", "STOP");
            json.WriteNumber("index", 0);
            json.WriteEndObject();
            json.WriteEndArray();
        });
    }

    public static byte[] WithTextOnly(SimulatorRequest request)
    {
        const string Text = "I can describe this scene, but I have not drawn it.";
        return Write(request, 0, Tokens(Text), json =>
        {
            json.WriteStartArray("candidates");
            json.WriteStartObject();
            json.WriteStartObject("content");
            json.WriteStartArray("parts");
            json.WriteStartObject();
            json.WriteString("text", Text);
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteString("role", "model");
            json.WriteEndObject();
            json.WriteString("finishReason", "STOP");
            json.WriteNumber("index", 0);
            json.WriteEndObject();
            json.WriteEndArray();
        });
    }

    public static byte[] FinishedWithout(SimulatorRequest request, string finishReason) => Write(request, 0, 0, json =>
    {
        json.WriteStartArray("candidates");
        json.WriteStartObject();
        json.WriteStartObject("content");
        json.WriteEndObject();
        json.WriteString("finishReason", finishReason);
        json.WriteString("finishMessage", $"Unable to show the generated image. The model stopped with {finishReason}.");
        json.WriteNumber("index", 0);
        json.WriteEndObject();
        json.WriteEndArray();
    });

    public static byte[] PromptBlocked(SimulatorRequest request, string blockReason) => Write(request, 0, 0, json =>
    {
        json.WriteStartObject("promptFeedback");
        json.WriteString("blockReason", blockReason);
        json.WriteEndObject();
    });

    public static byte[] WithoutCandidates(SimulatorRequest request) => Write(request, 0, 0, _ => { });

    private static byte[] Write(SimulatorRequest request, int imageTokens, int textTokens, Action<Utf8JsonWriter> answer)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Relaxed))
        {
            json.WriteStartObject();
            answer(json);
            WriteUsage(json, request, imageTokens, textTokens);
            json.WriteString("modelVersion", request.Model);
            json.WriteString("responseId", $"{request.PromptHash}-{request.Sequence}");
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static void WriteUsage(Utf8JsonWriter json, SimulatorRequest request, int imageTokens, int textTokens)
    {
        var promptText = Tokens(request.Prompt);
        var promptImages = request.References.Length * ReferenceTokens;
        var candidates = imageTokens + textTokens;
        json.WriteStartObject("usageMetadata");
        json.WriteNumber("promptTokenCount", promptText + promptImages);
        if (candidates > 0) json.WriteNumber("candidatesTokenCount", candidates);
        json.WriteNumber("totalTokenCount", promptText + promptImages + candidates);
        WriteDetails(json, "promptTokensDetails", promptText, promptImages);
        if (candidates > 0) WriteDetails(json, "candidatesTokensDetails", textTokens, imageTokens);
        json.WriteEndObject();
    }

    private static void WriteDetails(Utf8JsonWriter json, string name, int text, int images)
    {
        json.WriteStartArray(name);
        foreach (var (modality, count) in new[] { ("TEXT", text), ("IMAGE", images) }.Where(d => d.Item2 > 0))
        {
            json.WriteStartObject();
            json.WriteString("modality", modality);
            json.WriteNumber("tokenCount", count);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static int Tokens(string text) => Math.Max(1, text.Length / 4);
}
