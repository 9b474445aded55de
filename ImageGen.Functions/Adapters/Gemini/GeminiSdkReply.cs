using Google.GenAI.Types;
using ImageGen.Core.Generation;
using ImageGen.Core.Generation.Gemini;

namespace ImageGen.Functions.Adapters.Gemini;

/// <summary>What of the SDK's answer matters.</summary>
internal static class GeminiSdkReply
{
    private const int MostTokens = 100_000_000;

    public static GeminiReply Of(GenerateContentResponse answer) => new(
        [.. (answer.Candidates ?? []).Select(Of)], answer.PromptFeedback?.BlockReason?.Value, answer.UsageMetadata is { } usage ? Of(usage) : null);

    private static GeminiCandidate Of(Candidate candidate)
    {
        // Thoughts may hold drafts of the picture.
        var parts = (candidate.Content?.Parts ?? []).Where(p => p.Thought is not true).ToArray();
        return new GeminiCandidate(
            candidate.FinishReason?.Value,
            [.. parts.Select(p => p.InlineData).OfType<Google.GenAI.Types.Blob>().Select(Of).OfType<GeminiPicture>()],
            parts.Any(p => !string.IsNullOrWhiteSpace(p.Text)));
    }

    private static GeminiPicture? Of(Google.GenAI.Types.Blob blob)
    {
        var mediaType = blob.MimeType ?? string.Empty;
        return blob.Data is not { Length: > 0 } bytes || (mediaType.Length > 0 && !mediaType.StartsWith("image/", StringComparison.OrdinalIgnoreCase))
            ? null
            : new GeminiPicture(bytes, mediaType);
    }

    private static TokenUsage Of(GenerateContentResponseUsageMetadata usage)
    {
        var (prompt, candidates) = (Count(usage.PromptTokenCount), Count(usage.CandidatesTokenCount));
        var images = (usage.CandidatesTokensDetails ?? []).Where(d => d.Modality?.Value is "IMAGE").Select(d => Count(d.TokenCount)).ToArray();
        return new TokenUsage(
            prompt, candidates, Math.Max(Count(usage.TotalTokenCount), prompt + candidates), images.Length == 0 ? null : images.Sum());
    }

    /// <summary>A count that may be trusted in sums: nonsense is as good as nothing said.</summary>
    private static int Count(int? number) => number is { } count and >= 0 and <= MostTokens ? count : 0;
}
