using ImageGen.Simulator.Replies;

namespace ImageGen.Simulator.Requests;

/// <summary>A request's body against everything that the service checks before it draws.</summary>
internal static class RequestReader
{
    public const int MaxBodyBytes = 20 * 1024 * 1024;

    private const string ModalityType = "type.googleapis.com/google.ai.generativelanguage.v1beta.GenerationConfig.Modality";

    /// <summary>The request, or the refusal that it gets.</summary>
    public static (SimulatorRequest? Request, GoogleError? Error) Read(ReadOnlyMemory<byte> body, SimulatedModel model)
    {
        if (body.Length > MaxBodyBytes) return (null, Refusals.BodyTooLarge(MaxBodyBytes));
        try
        {
            using var document = JsonDocument.Parse(body);
            return Read(document.RootElement, model);
        }
        catch (JsonException)
        {
            return (null, Refusals.InvalidArgument("Invalid JSON payload received. Unexpected token."));
        }
    }

    private static (SimulatorRequest?, GoogleError?) Read(JsonElement root, SimulatedModel model)
    {
        var reader = new ProtoReader();
        var fields = reader.Message(root, "", ProtoMessages.Request);
        var draft = new Draft();
        if (fields?.TryGetValue("contents", out var contents) is true) ReadContents(reader, contents, draft);
        if (fields?.TryGetValue("generationConfig", out var config) is true) ReadConfig(reader, config, draft);
        if (reader.Violations.Count > 0) return (null, Refusals.BadRequest(reader.Violations));
        if (Complaint(draft, model) is { } complaint) return (null, Refusals.InvalidArgument(complaint));

        return (new SimulatorRequest(model.Id, [.. draft.Texts], [.. draft.Images], draft.AspectRatio, draft.ImageSize), null);
    }

    private static void ReadContents(ProtoReader reader, JsonElement contents, Draft draft)
    {
        foreach (var (content, path) in ProtoReader.List(contents, "contents"))
        {
            if (reader.Message(content, path, ProtoMessages.Content) is not { } fields) continue;
            draft.Contents++;
            if (fields.TryGetValue("role", out var role)) draft.Roles.Add(reader.String(role, $"{path}.role"));
            if (!fields.TryGetValue("parts", out var parts)) continue;
            foreach (var (part, partPath) in ProtoReader.List(parts, $"{path}.parts"))
            {
                ReadPart(reader, part, partPath, draft);
            }
        }
    }

    private static void ReadPart(ProtoReader reader, JsonElement part, string path, Draft draft)
    {
        if (reader.Message(part, path, ProtoMessages.Part) is not { } fields) return;
        draft.Parts++;
        if (fields.TryGetValue("text", out var text) && reader.String(text, $"{path}.text") is { } value)
        {
            draft.Texts.Add(value);
            draft.LastText = value;
        }
        else if (fields.TryGetValue("inlineData", out var blob))
        {
            var blobPath = $"{path}.inline_data";
            if (reader.Message(blob, blobPath, ProtoMessages.Blob) is not { } inline) return;
            var type = inline.TryGetValue("mimeType", out var mime) ? reader.String(mime, $"{blobPath}.mime_type") : "";
            var data = inline.TryGetValue("data", out var encoded) ? reader.Bytes(encoded, $"{blobPath}.data") : [];
            draft.Images.Add(new InlineImage(type ?? "", data ?? [], draft.LastText));
            draft.LastText = null;
        }
        else if (!fields.ContainsKey("text"))
        {
            draft.EmptyPart ??= path;
        }
    }

    private static void ReadConfig(ProtoReader reader, JsonElement config, Draft draft)
    {
        const string Path = "generation_config";
        if (reader.Message(config, Path, ProtoMessages.GenerationConfig) is not { } fields) return;
        if (fields.TryGetValue("responseModalities", out var modalities))
        {
            foreach (var (item, path) in ProtoReader.List(modalities, $"{Path}.response_modalities"))
            {
                if (reader.String(item, path) is not { } name) continue;
                if (name.ToUpperInvariant() is "TEXT" or "IMAGE" or "AUDIO") draft.Modalities.Add(name.ToUpperInvariant());
                else reader.Add(path, $"Invalid value at '{path}' ({ModalityType}), \"{name}\"");
            }
        }

        if (fields.TryGetValue("candidateCount", out var count) && count.ValueKind == JsonValueKind.Number)
        {
            draft.Candidates = count.GetDouble();
        }

        if (fields.TryGetValue("imageConfig", out var image)) ReadShape(reader, image, $"{Path}.image_config", draft);
        if (!fields.TryGetValue("responseFormat", out var format)) return;
        if (reader.Message(
            format, $"{Path}.response_format", ProtoMessages.ResponseFormat)?.TryGetValue("image", out var formatted) is not true) return;
        ReadShape(reader, formatted, $"{Path}.response_format.image", draft);
    }

    // Google's newer reference names responseFormat.image in place of imageConfig; both are accepted.
    private static void ReadShape(ProtoReader reader, JsonElement image, string path, Draft draft)
    {
        if (reader.Message(image, path, ProtoMessages.ImageConfig) is not { } fields) return;
        if (fields.TryGetValue("aspectRatio", out var ratio)) draft.AspectRatio = reader.String(ratio, $"{path}.aspect_ratio");
        if (fields.TryGetValue("imageSize", out var size)) draft.ImageSize = reader.String(size, $"{path}.image_size");
    }

    private static string? Complaint(Draft draft, SimulatedModel model)
    {
        if (draft.Contents == 0) return "* GenerateContentRequest.contents: contents is not specified\n";
        if (draft.Parts == 0) return "* GenerateContentRequest.contents: contents.parts must not be empty.\n";
        if (draft.EmptyPart is { } path)
        {
            return $"* GenerateContentRequest.{path}.data: required oneof field 'data' must have one initialized field\n";
        }

        if (draft.Roles.Any(r => r is not ("" or "user" or "model"))) return "Please use a valid role: user, model.";
        if (draft.Candidates > 1) return "Multiple candidates is not enabled for this model";
        if (!draft.Modalities.Contains("IMAGE")) return ModalitiesComplaint(draft, model);
        if (draft.AspectRatio is { } ratio && !model.AspectRatios.Contains(ratio))
        {
            return ValueComplaint("aspect_ratio", ratio, model.AspectRatios);
        }

        if (draft.ImageSize is { } size && model.SizeOf(size) is null)
        {
            return ValueComplaint("image_size", size, model.Sizes.Select(s => s.Name));
        }

        if (draft.Texts.All(string.IsNullOrWhiteSpace)) return "Unable to submit request because it must have a text parameter.";

        return draft.Images.Select(ImageComplaint).FirstOrDefault(c => c is not null);
    }

    private static string ModalitiesComplaint(Draft draft, SimulatedModel model)
    {
        var asked = draft.Modalities.Count == 0 ? "TEXT" : string.Join(", ", draft.Modalities);
        return $"The requested combination of response modalities ({asked}) is not supported by the model. "
            + $"models/{model.Id} accepts the following combination of response modalities:\n* IMAGE\n* TEXT, IMAGE\n";
    }

    private static string ValueComplaint(string field, string value, IEnumerable<string> allowed) =>
        $"Invalid value at 'generation_config.image_config.{field}' (TYPE_STRING), \"{value[..Math.Min(16, value.Length)]}\". "
        + $"Supported values: {string.Join(", ", allowed)}.";

    private static string? ImageComplaint(InlineImage image)
    {
        if (!ImageBytes.AcceptedTypes.Contains(image.MimeType)) return $"Unsupported MIME type: {image.MimeType}";
        if (image.Bytes.Length > ImageBytes.MaxInlineBytes) return $"Inline image exceeds the limit: {ImageBytes.MaxInlineBytes} bytes.";
        return ImageBytes.TypeOf(image.Bytes.Span) == image.MimeType
            ? null
            : "Unable to process input image. Please retry or report in https://developers.generativeai.google/guide/troubleshooting";
    }

    private sealed class Draft
    {
        public List<string> Texts { get; } = [];

        public List<InlineImage> Images { get; } = [];

        public List<string?> Roles { get; } = [];

        public List<string> Modalities { get; } = [];

        public int Contents { get; set; }

        public int Parts { get; set; }

        public double Candidates { get; set; } = 1;

        public string? EmptyPart { get; set; }

        public string? LastText { get; set; }

        public string? AspectRatio { get; set; }

        public string? ImageSize { get; set; }
    }
}
