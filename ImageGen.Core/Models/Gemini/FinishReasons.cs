namespace ImageGen.Core.Models.Gemini;

/// <summary>What the service's words for "no image" mean, for people and for what happens next.</summary>
internal static class FinishReasons
{
    private const string Rephrase = " Change the prompt and retry the beat.";
    private const string SayPlainly = " If it happens again, say plainly in the prompt what the image shows.";

    /// <summary>True when the service withholds what the model made. An unknown reason is none of these.</summary>
    public static bool IsBlock(string? finishReason) => BlockOf(finishReason) is not null;

    /// <summary>The reason why a finished candidate has no image.</summary>
    /// <param name="finishReason">The service's word for it.</param>
    /// <param name="hasText">Whether the model answered in words.</param>
    /// <param name="said">What the service or the model says of it, as <see cref="ServiceMessages.Quote"/> gives it; may be empty.</param>
    public static ModelFailure Explain(string? finishReason, bool hasText, string said)
    {
        var code = ServiceMessages.Code(finishReason);
        if (BlockOf(code) is { } blocked)
        {
            return new ModelFailure(FailureKind.ContentBlocked, $"{blocked}{said}{Rephrase}", Code: code) { IsOutputBlock = true };
        }

        var reason = code switch
        {
            "NO_IMAGE" => "The model made no image.",
            "IMAGE_OTHER" or "OTHER" => said.Length > 0 ? "The model made no image." : "The model made no image and gave no reason.",
            "MAX_TOKENS" => "The model reached its limit of tokens before it made an image.",
            null or "STOP" or "FINISH_REASON_UNSPECIFIED" =>
                hasText ? "The model answered with text only, without an image." : "The model's answer has no image.",
            _ => $"The model made no image ({code}).",
        };
        return new ModelFailure(FailureKind.NoImage, $"{reason}{said}{SayPlainly}", Code: code ?? "NO_IMAGE");
    }

    /// <summary>The reason why a prompt was not even tried.</summary>
    /// <param name="blockReason">The service's word for it.</param>
    /// <param name="said">What the service says of it, as <see cref="ServiceMessages.Quote"/> gives it; may be empty.</param>
    public static ModelFailure ExplainBlock(string blockReason, string said)
    {
        var code = ServiceMessages.Code(blockReason) ?? "BLOCKED";
        var reason = code switch
        {
            "SAFETY" or "IMAGE_SAFETY" => "The prompt was blocked by the safety filters.",
            "BLOCKLIST" => "The prompt holds words that the service does not allow.",
            "PROHIBITED_CONTENT" => "The prompt asks for content that the service does not allow.",
            _ => $"The prompt was blocked by the service ({code}).",
        };
        return new ModelFailure(FailureKind.ContentBlocked, $"{reason}{said}{Rephrase}", Code: code);
    }

    private static string? BlockOf(string? code) => code switch
    {
        "SAFETY" => "The answer was blocked by the safety filters.",
        "IMAGE_SAFETY" => "The image was blocked by the safety filters.",
        "BLOCKLIST" => "The answer holds words that the service does not allow.",
        "PROHIBITED_CONTENT" => "The answer holds content that the service does not allow.",
        "IMAGE_PROHIBITED_CONTENT" => "The image shows content that the service does not allow.",
        "SPII" => "The answer holds sensitive personal information.",
        "RECITATION" => "The answer was too close to an existing work.",
        "IMAGE_RECITATION" => "The image was too close to an existing work.",
        _ => null,
    };
}
