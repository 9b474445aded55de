namespace ImageGen.Core.Generation.Gemini;

/// <summary>What the service's words for "no picture" mean, for people and for what happens next.</summary>
internal static class FinishReasons
{
    private const string Rephrase = "Change the prompt and retry the beat.";

    /// <summary>The reason why a finished candidate has no picture; final where another try would end the same way.</summary>
    public static ModelFailure Explain(string? finishReason, bool hasText)
    {
        var code = ServiceWords.Code(finishReason);
        return code switch
        {
            "SAFETY" => Blocked("The prompt was blocked by the safety filters."),
            "IMAGE_SAFETY" => Blocked("The picture was blocked by the safety filters."),
            "BLOCKLIST" => Blocked("The prompt holds words that the service does not allow."),
            "PROHIBITED_CONTENT" => Blocked("The prompt asks for content that the service does not allow."),
            "IMAGE_PROHIBITED_CONTENT" => Blocked("The picture shows content that the service does not allow."),
            "SPII" => Blocked("The prompt or the picture holds sensitive personal information."),
            "RECITATION" or "IMAGE_RECITATION" => Blocked("The answer was too close to an existing work."),
            "NO_IMAGE" => Nothing("The model made no picture."),
            "IMAGE_OTHER" or "OTHER" => Nothing("The model made no picture and gave no reason."),
            "MAX_TOKENS" => Nothing("The model reached its limit of tokens before it made a picture."),
            null or "STOP" or "FINISH_REASON_UNSPECIFIED" => Nothing(
                hasText ? "The model answered with text only, without a picture." : "The model's answer has no picture."),
            _ => Nothing($"The model made no picture ({code})."),
        };

        ModelFailure Blocked(string reason) => new(FailureKind.ContentBlocked, $"{reason} {Rephrase}", Code: code);

        ModelFailure Nothing(string reason) => new(
            FailureKind.NoImage, $"{reason} If it happens again, let the prompt say plainly what to draw.", Code: code ?? "NO_IMAGE");
    }

    /// <summary>The reason why a prompt was not even tried.</summary>
    public static ModelFailure ExplainBlock(string blockReason)
    {
        var code = ServiceWords.Code(blockReason) ?? "BLOCKED";
        var reason = code switch
        {
            "SAFETY" or "IMAGE_SAFETY" => "The prompt was blocked by the safety filters.",
            "BLOCKLIST" => "The prompt holds words that the service does not allow.",
            "PROHIBITED_CONTENT" => "The prompt asks for content that the service does not allow.",
            _ => $"The prompt was blocked by the service ({code}).",
        };
        return new ModelFailure(FailureKind.ContentBlocked, $"{reason} {Rephrase}", Code: code);
    }
}
