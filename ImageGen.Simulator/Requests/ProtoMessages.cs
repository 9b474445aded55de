namespace ImageGen.Simulator.Requests;

/// <summary>The fields that the service's messages have; a name outside is answered with 400.</summary>
internal static class ProtoMessages
{
    public static readonly HashSet<string> Request =
    [
        "model", "contents", "tools", "toolConfig", "safetySettings", "systemInstruction", "generationConfig", "cachedContent", "store",
        "serviceTier",
    ];

    public static readonly HashSet<string> Content = ["parts", "role"];

    public static readonly HashSet<string> Part =
    [
        "text", "inlineData", "fileData", "functionCall", "functionResponse", "executableCode", "codeExecutionResult", "videoMetadata",
        "thought", "thoughtSignature", "partMetadata", "mediaResolution",
    ];

    public static readonly HashSet<string> Blob = ["mimeType", "data", "displayName"];

    public static readonly HashSet<string> GenerationConfig =
    [
        "stopSequences", "responseMimeType", "responseSchema", "responseJsonSchema", "responseModalities", "candidateCount",
        "maxOutputTokens", "temperature", "topP", "topK", "seed", "presencePenalty", "frequencyPenalty", "responseLogprobs", "logprobs",
        "enableEnhancedCivicAnswers", "speechConfig", "thinkingConfig", "imageConfig", "responseFormat",
        "mediaResolution",
    ];

    public static readonly HashSet<string> ResponseFormat = ["text", "image", "audio"];

    public static readonly HashSet<string> ImageConfig = ["aspectRatio", "imageSize"];

    /// <summary>JSON may name a field either way; messages always name it in snake case.</summary>
    public static string ToCamelCase(string name)
    {
        if (!name.Contains('_', StringComparison.Ordinal)) return name;
        var words = name.Split('_');
        return words[0] + string.Concat(words.Skip(1).Select(w => w.Length == 0 ? "_" : char.ToUpperInvariant(w[0]) + w[1..]));
    }
}
