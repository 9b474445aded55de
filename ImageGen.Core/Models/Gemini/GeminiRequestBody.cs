using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Models.Gemini;

/// <summary>Writes the JSON body of a <c>generateContent</c> call.</summary>
public static class GeminiRequestBody
{
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    /// <summary>
    /// One user turn: each reference image behind the words that say what it is, then the prompt. Text is allowed in the answer besides the
    /// image, because the models answer so; shape and size are sent only where they are asked for.
    /// </summary>
    public static ReadOnlyMemory<byte> Write(ImageRequest request)
    {
        var size = 1024 + request.Prompt.Length + request.References.Sum(r => (r.Bytes.Length * 4 / 3) + 256);
        var buffer = new ArrayBufferWriter<byte>(size);
        using var json = new Utf8JsonWriter(buffer, Compact);
        json.WriteStartObject();
        json.WriteStartArray("contents");
        json.WriteStartObject();
        json.WriteString("role", "user");
        json.WriteStartArray("parts");
        foreach (var reference in request.References)
        {
            WriteText(json, reference.Label);
            json.WriteStartObject();
            json.WriteStartObject("inlineData");
            json.WriteString("mimeType", reference.Format.MediaType());
            json.WriteBase64String("data", reference.Bytes.Span);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        WriteText(json, request.Prompt);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        WriteConfig(json, request);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }

    private static void WriteText(Utf8JsonWriter json, string text)
    {
        json.WriteStartObject();
        json.WriteString("text", text);
        json.WriteEndObject();
    }

    private static void WriteConfig(Utf8JsonWriter json, ImageRequest request)
    {
        json.WriteStartObject("generationConfig");
        json.WriteStartArray("responseModalities");
        json.WriteStringValue("TEXT");
        json.WriteStringValue("IMAGE");
        json.WriteEndArray();
        if (request.AspectRatio is not null || request.ImageSize is not null)
        {
            json.WriteStartObject("imageConfig");
            if (request.AspectRatio is { } ratio)
            {
                json.WriteString("aspectRatio", ratio);
            }

            if (request.ImageSize is { } imageSize)
            {
                json.WriteString("imageSize", imageSize);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
