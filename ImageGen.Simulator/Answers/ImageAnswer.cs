using System.Buffers.Text;
using System.Text.Encodings.Web;
using ImageGen.Simulator.Requests;

namespace ImageGen.Simulator.Answers;

/// <summary>200 answers, with and without an image.</summary>
internal static class ImageAnswer
{
    private const string Signature = "c2ltdWxhdGVk";

    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] WithImages(SimulatorRequest request, ImmutableArray<ImagePart> images, int imageTokens, int thoughtTokens)
    {
        // Some answers have words before the image, as the real ones do.
        var text = request.PromptHash[0] < '4' ? "Here is the image you asked for." : null;
        return Write(request, new AnswerTokens(
            imageTokens, text is null ? 0 : Tokens(text), thoughtTokens), json => WriteCandidate(json, "STOP", () =>
        {
            if (thoughtTokens > 0) WriteText(json, "Planning the composition of the scene.", isThought: true);
            if (text is not null) WriteText(json, text);
            foreach (var image in images) WriteImage(json, image);
        }));
    }

    public static byte[] WithTextOnly(SimulatorRequest request, string text) =>
        Write(request, new AnswerTokens(0, Tokens(text), 0), json => WriteCandidate(json, "STOP", () => WriteText(json, text)));

    public static byte[] FinishedWithout(SimulatorRequest request, string finishReason) => Write(request, default, json =>
    {
        json.WriteStartArray("candidates");
        json.WriteStartObject();
        json.WriteStartObject("content");
        json.WriteEndObject();
        json.WriteString("finishReason", finishReason);
        json.WriteString("finishMessage", FinishMessage(finishReason));
        json.WriteNumber("index", 0);
        json.WriteEndObject();
        json.WriteEndArray();
    });

    public static byte[] PromptBlocked(SimulatorRequest request, string blockReason) => Write(request, default, json =>
    {
        json.WriteStartObject("promptFeedback");
        json.WriteString("blockReason", blockReason);
        json.WriteString(
            "blockReasonMessage",
            "The prompt was blocked because it may violate Google's Generative AI Prohibited Use policy. "
                + "Rephrase the prompt and try again.");
        json.WriteEndObject();
    });

    public static byte[] WithoutCandidates(SimulatorRequest request) => Write(request, default, _ => { });

    private static string FinishMessage(string reason) => reason switch
    {
        "IMAGE_OTHER" =>
            "Unable to show the generated image. The prompt may concern the interests of third-party content providers. "
            + "Rephrase the prompt. You will not be charged for this request.",
        "NO_IMAGE" => "The model did not generate an image for this prompt. You will not be charged for this request.",
        _ => $"Unable to show the generated image. The model stopped with {reason}.",
    };

    private static void WriteCandidate(Utf8JsonWriter json, string finishReason, Action parts)
    {
        json.WriteStartArray("candidates");
        json.WriteStartObject();
        json.WriteStartObject("content");
        json.WriteStartArray("parts");
        parts();
        json.WriteEndArray();
        json.WriteString("role", "model");
        json.WriteEndObject();
        json.WriteString("finishReason", finishReason);
        json.WriteNumber("index", 0);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WriteText(Utf8JsonWriter json, string text, bool isThought = false)
    {
        json.WriteStartObject();
        json.WriteString("text", text);
        if (isThought) json.WriteBoolean("thought", true);
        json.WriteEndObject();
    }

    private static void WriteImage(Utf8JsonWriter json, ImagePart image)
    {
        json.WriteStartObject();
        json.WriteStartObject("inlineData");
        if (image.MediaType is { } type) json.WriteString("mimeType", type);
        if (image.Encoding == ImageEncoding.Plain) json.WriteBase64String("data", image.Bytes.Span);
        else json.WriteString("data", Encoded(image));
        json.WriteEndObject();
        if (image.IsThought) json.WriteBoolean("thought", true);
        json.WriteString("thoughtSignature", Signature);
        json.WriteEndObject();
    }

    private static string Encoded(ImagePart image) => image.Encoding switch
    {
        ImageEncoding.UrlSafe => Base64Url.EncodeToString(image.Bytes.Span),
        ImageEncoding.LineBreaks => Convert.ToBase64String(image.Bytes.Span, Base64FormattingOptions.InsertLineBreaks),
        _ => $"data:{image.MediaType};base64,{Convert.ToBase64String(image.Bytes.Span)}",
    };

    private static byte[] Write(SimulatorRequest request, AnswerTokens tokens, Action<Utf8JsonWriter> answer)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Relaxed))
        {
            json.WriteStartObject();
            answer(json);
            WriteUsage(json, request, tokens);
            json.WriteString("modelVersion", request.Model);
            json.WriteString("responseId", $"{request.PromptHash}-{request.Sequence}");
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static void WriteUsage(Utf8JsonWriter json, SimulatorRequest request, AnswerTokens tokens)
    {
        var promptText = Tokens(request.Prompt);
        var promptImages = request.References.Length * Bill.ReferenceTokens;
        var candidates = tokens.Image + tokens.Text;
        json.WriteStartObject("usageMetadata");
        json.WriteNumber("promptTokenCount", promptText + promptImages);
        if (candidates > 0) json.WriteNumber("candidatesTokenCount", candidates);
        if (tokens.Thoughts > 0) json.WriteNumber("thoughtsTokenCount", tokens.Thoughts);
        json.WriteNumber("totalTokenCount", promptText + promptImages + candidates + tokens.Thoughts);
        WriteDetails(json, "promptTokensDetails", promptText, promptImages);
        if (candidates > 0) WriteDetails(json, "candidatesTokensDetails", tokens.Text, tokens.Image);
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

    private readonly record struct AnswerTokens(int Image, int Text, int Thoughts);
}
