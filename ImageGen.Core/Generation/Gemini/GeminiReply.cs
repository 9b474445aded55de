namespace ImageGen.Core.Generation.Gemini;

/// <summary>What of a <c>generateContent</c> answer matters. REST adapters read it from JSON, SDK adapters fill it from typed objects.</summary>
/// <param name="Candidates">In the order of the answer.</param>
/// <param name="BlockReason"><c>promptFeedback.blockReason</c>; null: the prompt was not blocked.</param>
/// <param name="Usage"><c>usageMetadata</c>; null when there is none.</param>
public sealed record GeminiReply(ImmutableArray<GeminiCandidate> Candidates, string? BlockReason, TokenUsage? Usage);

/// <summary>One candidate.</summary>
/// <param name="FinishReason">Such as <c>STOP</c>; may be a word that did not exist when this was written. Null when there is none.</param>
/// <param name="Pictures">Its pictures in the order of its parts, without those that are thoughts.</param>
/// <param name="HasText">Whether it has words as well.</param>
public sealed record GeminiCandidate(string? FinishReason, ImmutableArray<GeminiPicture> Pictures, bool HasText);

/// <summary>An <c>inlineData</c> part.</summary>
/// <param name="Bytes">Decoded; null when they could not be.</param>
/// <param name="MediaType">What the service says it is; empty when it says nothing.</param>
public sealed record GeminiPicture(ReadOnlyMemory<byte>? Bytes, string MediaType);

/// <summary>An error answer of the service, as far as it could be read.</summary>
/// <param name="HttpStatus">The HTTP status.</param>
/// <param name="Status">The canonical word, such as <c>RESOURCE_EXHAUSTED</c>; null when the answer has none.</param>
/// <param name="Message">The service's own words. May repeat parts of the request.</param>
/// <param name="Reasons">Reasons of <c>ErrorInfo</c> details, such as <c>API_KEY_INVALID</c>.</param>
/// <param name="Quotas">Violations of <c>QuotaFailure</c> details.</param>
/// <param name="Fields">Fields that <c>BadRequest</c> details complain of.</param>
/// <param name="RetryDelay">The longest of <c>RetryInfo</c>, the message's "Please retry in" and a Retry-After header.</param>
public sealed record GeminiError(
    int HttpStatus,
    string? Status,
    string Message,
    ImmutableArray<string> Reasons,
    ImmutableArray<QuotaViolation> Quotas,
    ImmutableArray<string> Fields,
    TimeSpan? RetryDelay);

/// <summary>One limit that a call ran into.</summary>
/// <param name="Id"><c>quotaId</c>, or the metric's name where only the message names it.</param>
/// <param name="Limit">The limit's value; null when it is not told.</param>
public sealed record QuotaViolation(string Id, long? Limit);
