using ImageGen.Core.Models.Images;

namespace ImageGen.Core.Models.Gemini;

/// <summary>What of a <c>generateContent</c> answer matters.</summary>
/// <param name="Candidates">In the order of the answer.</param>
/// <param name="BlockReason"><c>promptFeedback.blockReason</c>; null: the prompt was not blocked.</param>
/// <param name="BlockMessage"><c>promptFeedback.blockReasonMessage</c>; null when there is none.</param>
/// <param name="Usage"><c>usageMetadata</c>; null when there is none.</param>
internal sealed record GeminiReply(
    ImmutableArray<GeminiCandidate> Candidates, string? BlockReason, string? BlockMessage, TokenUsage? Usage);

/// <summary>One candidate.</summary>
/// <param name="FinishReason">Such as <c>STOP</c>; may be a word that did not exist when this was written. Null when there is none.</param>
/// <param name="FinishMessage">The service's explanation; null when there is none.</param>
/// <param name="Images">Its images in the order of its parts, thoughts included.</param>
/// <param name="Text">The model's own words, without its thoughts; empty when there are none.</param>
internal sealed record GeminiCandidate(string? FinishReason, string? FinishMessage, ImmutableArray<GeminiImage> Images, string Text);

/// <summary>A part that is, or claims to be, an image.</summary>
/// <param name="Bytes">Decoded; null when they could not be.</param>
/// <param name="MediaType">What the service says it is; empty when it says nothing.</param>
/// <param name="IsThought">True for a draft that the model made while it was thinking.</param>
internal sealed record GeminiImage(ReadOnlyMemory<byte>? Bytes, string MediaType, bool IsThought)
{
    /// <summary>True when the bytes begin like an image of a type that we store. The service's label plays no part.</summary>
    public bool BeginsLikeOne { get; } = Bytes is { } bytes && ImageInspector.Resembles(bytes.Span);
}

/// <summary>An error answer of the service, as far as it could be read.</summary>
/// <param name="HttpStatus">The HTTP status.</param>
/// <param name="Status">The canonical word, such as <c>RESOURCE_EXHAUSTED</c>; null when the answer has none.</param>
/// <param name="Message">The service's own words. May repeat parts of the request.</param>
/// <param name="Reasons">Reasons of <c>ErrorInfo</c> details, such as <c>API_KEY_INVALID</c>.</param>
/// <param name="Quotas">Violations of <c>QuotaFailure</c> details, and limits that <c>ErrorInfo</c> or the message name.</param>
/// <param name="Fields">Fields that <c>BadRequest</c> details complain of.</param>
/// <param name="RetryDelay">The longest of <c>RetryInfo</c>, the message's "Please retry in" and a Retry-After header.</param>
internal sealed record GeminiError(
    int HttpStatus,
    string? Status,
    string Message,
    ImmutableArray<string> Reasons,
    ImmutableArray<QuotaViolation> Quotas,
    ImmutableArray<string> Fields,
    TimeSpan? RetryDelay);

/// <summary>One limit that an attempt ran into.</summary>
/// <param name="Id"><c>quotaId</c>, or the metric's name where only the message names it.</param>
/// <param name="Limit">The limit's value; null when it is not stated.</param>
/// <param name="Unit">Such as <c>1/min/{project}</c>; null when it is not stated.</param>
internal sealed record QuotaViolation(string Id, long? Limit, string? Unit = null);
