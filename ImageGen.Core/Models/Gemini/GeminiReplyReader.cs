namespace ImageGen.Core.Models.Gemini;

/// <summary>Reads the JSON of a <c>generateContent</c> answer.</summary>
internal static class GeminiReplyReader
{
    private const int MostTokens = 100_000_000;

    public static GeminiReply Read(JsonElement root, IImageSpace? space = null)
    {
        var feedback = root.Member("promptFeedback", "prompt_feedback");
        return new GeminiReply(
            [.. root.Member("candidates").Items().Select(c => Candidate(c, space))],
            feedback.Member("blockReason", "block_reason").Text(),
            feedback.Member("blockReasonMessage", "block_reason_message").Text(),
            Usage(root.Member("usageMetadata", "usage_metadata")));
    }

    private static GeminiCandidate Candidate(JsonElement candidate, IImageSpace? space)
    {
        var parts = candidate.Member("content").Member("parts").Items().ToArray();
        var texts = parts.Where(p => !p.Member("thought").IsTrue()).Select(p => p.Member("text").Text()).OfType<string>();
        return new GeminiCandidate(
            candidate.Member("finishReason", "finish_reason").Text(),
            candidate.Member("finishMessage", "finish_message").Text(),
            [.. parts.SelectMany(p => Images(p, space))],
            string.Join('\n', texts.Select(InlineImages.WithoutImages).Where(t => !string.IsNullOrWhiteSpace(t))));
    }

    private static IEnumerable<GeminiImage> Images(JsonElement part, IImageSpace? space)
    {
        if (InlineImages.Of(part, space) is { } image)
        {
            yield return image;
        }

        foreach (var inText in InlineImages.OfText(part.Member("text").Text() ?? string.Empty, part.Member("thought").IsTrue()))
        {
            yield return inText;
        }
    }

    private static TokenUsage? Usage(JsonElement? usage)
    {
        if (usage is not { ValueKind: JsonValueKind.Object })
        {
            return null;
        }

        var ofPrompt = usage.Member("promptTokensDetails", "prompt_tokens_details");
        var ofCandidates = usage.Member("candidatesTokensDetails", "candidates_tokens_details");
        var prompt = Count(usage.Member("promptTokenCount", "prompt_token_count")) ?? Sum(ofPrompt) ?? 0;
        var candidates = Count(usage.Member("candidatesTokenCount", "candidates_token_count")) ?? Sum(ofCandidates) ?? 0;
        var thoughts = Count(usage.Member("thoughtsTokenCount", "thoughts_token_count"));
        return new TokenUsage(
            prompt,
            candidates,
            Math.Max(Count(usage.Member("totalTokenCount", "total_token_count")) ?? 0, prompt + candidates + (thoughts ?? 0)),
            Sum(ofCandidates, "IMAGE"),
            thoughts);
    }

    /// <summary>The tokens of one modality, or of all; null when the details do not have it.</summary>
    private static int? Sum(JsonElement? details, string? modality = null)
    {
        var counts = details.Items()
            .Where(d => modality is null || d.Member("modality").Text() == modality)
            .Select(d => (long)(Count(d.Member("tokenCount", "token_count")) ?? 0))
            .ToArray();
        return counts is { Length: > 0 } && counts.Sum() is <= MostTokens and var sum ? (int)sum : null;
    }

    /// <summary>A count that may be trusted in sums: nonsense counts as nothing.</summary>
    private static int? Count(JsonElement? number) => number.Number() is { } count and >= 0 and <= MostTokens ? (int)count : null;
}
