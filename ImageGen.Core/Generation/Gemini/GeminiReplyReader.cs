using System.Text.Json;

namespace ImageGen.Core.Generation.Gemini;

/// <summary>Reads the JSON of a <c>generateContent</c> answer.</summary>
internal static class GeminiReplyReader
{
    private const int MostTokens = 100_000_000;

    public static GeminiReply Read(JsonElement root) => new(
        [.. root.Member("candidates").Items().Select(Candidate)],
        root.Member("promptFeedback", "prompt_feedback").Member("blockReason", "block_reason").Text(),
        Usage(root.Member("usageMetadata", "usage_metadata")));

    private static GeminiCandidate Candidate(JsonElement candidate)
    {
        // Thoughts may hold drafts of the picture.
        var parts = candidate.Member("content").Member("parts").Items().Where(p => !p.Member("thought").IsTrue()).ToArray();
        return new GeminiCandidate(
            candidate.Member("finishReason", "finish_reason").Text(),
            [.. parts.Select(p => p.Member("inlineData", "inline_data")).OfType<JsonElement>().Select(Picture).OfType<GeminiPicture>()],
            parts.Any(p => !string.IsNullOrWhiteSpace(p.Member("text").Text())));
    }

    private static GeminiPicture? Picture(JsonElement inlineData)
    {
        var mediaType = inlineData.Member("mimeType", "mime_type").Text() ?? string.Empty;
        if (mediaType.Length > 0 && !mediaType.StartsWith("image/", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        return inlineData.Member("data") switch
        {
            null => null,
            { ValueKind: JsonValueKind.String } data when data.TryGetBytesFromBase64(out var bytes) =>
                bytes.Length == 0 ? null : new GeminiPicture(bytes, mediaType),
            _ => new GeminiPicture(null, mediaType),
        };
    }

    private static TokenUsage? Usage(JsonElement? usage)
    {
        if (usage is not { ValueKind: JsonValueKind.Object })
        {
            return null;
        }

        var prompt = Count(usage.Member("promptTokenCount", "prompt_token_count"));
        var candidates = Count(usage.Member("candidatesTokenCount", "candidates_token_count"));
        var images = usage.Member("candidatesTokensDetails", "candidates_tokens_details").Items()
            .Where(d => d.Member("modality").Text() is "IMAGE")
            .Select(d => (long)Count(d.Member("tokenCount", "token_count")))
            .ToArray();
        return new TokenUsage(
            prompt,
            candidates,
            Math.Max(Count(usage.Member("totalTokenCount", "total_token_count")), prompt + candidates),
            images is { Length: > 0 } && images.Sum() is <= MostTokens and var sum ? (int)sum : null);
    }

    /// <summary>A count that may be trusted in sums: nonsense is as good as nothing said.</summary>
    private static int Count(JsonElement? number) => number.Number() is { } count and >= 0 and <= MostTokens ? (int)count : 0;
}
