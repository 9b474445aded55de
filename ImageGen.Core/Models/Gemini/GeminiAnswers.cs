using ImageGen.Core.Storyboards.Reading;

namespace ImageGen.Core.Models.Gemini;

/// <summary>
/// Maps whatever comes back from Gemini's <c>generateContent</c> to the closed set of answers. Pure, never throws because of what came
/// back, and the reasons it gives hold neither the key nor anything of the prompt.
/// </summary>
public static class GeminiAnswers
{
    private const int MaxDepth = 64;

    /// <summary>Far more than any answer has; a hostile one must not become many times its size.</summary>
    private const int MaxValues = 100_000;

    /// <summary>Maps an HTTP answer.</summary>
    /// <param name="httpStatus">The status, such as 200 or 429.</param>
    /// <param name="body">The whole body, whatever it is.</param>
    /// <param name="request">What was asked: so that no word of it is repeated.</param>
    /// <param name="key">With which key: its id goes into reasons, its value is looked for and kept out.</param>
    /// <param name="retryAfter">The Retry-After header, where there is one.</param>
    /// <param name="space">Where large images are decoded to; null (default): the heap.</param>
    public static ModelAnswer Read(
        int httpStatus, ReadOnlyMemory<byte> body, ImageRequest request, ApiKey key, TimeSpan? retryAfter = null, IImageSpace? space = null)
    {
        // A header of a proxy, perhaps: no one is to wait for years.
        retryAfter = retryAfter > GeminiErrorReader.LongestDelay ? GeminiErrorReader.LongestDelay : retryAfter;
        var message = string.Empty;
        if (!JsonSize.Exceeds(body.Span, MaxValues))
        {
            try
            {
                using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = MaxDepth });
                var root = document.RootElement;
                if (root.ValueKind == JsonValueKind.Array && root.GetArrayLength() > 0)
                {
                    root = root[0];
                }

                if (root.Member("error") is { ValueKind: JsonValueKind.Object } error)
                {
                    return new ModelAnswer.NoImage(
                        GeminiErrors.Explain(GeminiErrorReader.Read(httpStatus, error, retryAfter), request, key));
                }

                if (httpStatus is >= 200 and <= 299 && root.ValueKind == JsonValueKind.Object)
                {
                    return Judge(GeminiReplyReader.Read(root, space), new ServiceMessages(request, key));
                }

                message = root.Member("error").Text() ?? root.Member("message").Text() ?? string.Empty;
            }
            catch (JsonException)
            {
                // Not the service's own JSON: a proxy's page, or an answer that was cut.
            }
        }

        return new ModelAnswer.NoImage(
            httpStatus <= 299 && !IsPage(httpStatus, body.Span)
                ? CutOff(httpStatus)
                : Unreadable(httpStatus, message, request, key, retryAfter));
    }

    private static ModelAnswer Judge(GeminiReply reply, ServiceMessages words)
    {
        if (Final(reply.Candidates.Where(c => !FinishReasons.IsBlock(c.FinishReason)).SelectMany(c => c.Images)) is { } image)
        {
            return image.Bytes is { } bytes
                ? new ModelAnswer.Image(bytes, image.MediaType, reply.Usage)
                : new ModelAnswer.NoImage(
                    new ModelFailure(
                        FailureKind.BrokenImage, "The image came in an encoding that cannot be read.", Code: "BASE64"), reply.Usage);
        }

        if (reply.BlockReason is { Length: > 0 } blocked and not "BLOCK_REASON_UNSPECIFIED")
        {
            return new ModelAnswer.NoImage(FinishReasons.ExplainBlock(blocked, words.Quote(reply.BlockMessage)), reply.Usage);
        }

        var why = reply.Candidates.FirstOrDefault(c => FinishReasons.IsBlock(c.FinishReason)) ?? reply.Candidates.FirstOrDefault();
        var said = words.Quote(string.IsNullOrWhiteSpace(why?.FinishMessage) ? why?.Text : why.FinishMessage);
        return new ModelAnswer.NoImage(FinishReasons.Explain(why?.FinishReason, why is { Text.Length: > 0 }, said), reply.Usage);
    }

    /// <summary>
    /// The last image that is no thought, because earlier ones are drafts of it; where all are flagged as thoughts, the last of them. Bytes
    /// that do not begin like an image come after all others.
    /// </summary>
    private static GeminiImage? Final(IEnumerable<GeminiImage> images) =>
        images.Reverse().OrderBy(i => i.BeginsLikeOne ? 0 : 1).ThenBy(i => i.IsThought ? 1 : 0).FirstOrDefault();

    /// <summary>True for what a proxy or a login page sends in place of the answer; false for what may be one that was cut.</summary>
    private static bool IsPage(int httpStatus, ReadOnlySpan<byte> body) => body.TrimStart("\uFEFF \t\r\n"u8) is var text
        && (text.IsEmpty ? httpStatus != 200 : text[0] is (byte)'<' or (byte)'"' || char.IsAsciiLetterOrDigit((char)text[0])
            || text.StartsWith("[]"u8));

    private static ModelFailure CutOff(int httpStatus) => new(
        FailureKind.Unanswered,
        "The answer is not whole or cannot be read, so its image is lost and may have been billed.",
        Code: httpStatus.ToString(CultureInfo.InvariantCulture));

    /// <summary>Answers that are not Google's own: of a proxy or a login page on the way, or of another server.</summary>
    private static ModelFailure Unreadable(int httpStatus, string message, ImageRequest request, ApiKey key, TimeSpan? retryAfter) =>
        httpStatus switch
        {
            <= 299 =>
                OnTheWay(
                    httpStatus, retryAfter, "The answer is not what Gemini sends: it comes from a proxy. Check ImageGen:Gemini:BaseUrl."),
            <= 399 => OnTheWay(
                httpStatus, retryAfter, "The answer sends on to another address, which Gemini never does. Check ImageGen:Gemini:BaseUrl "
                    + "and the network."),
            404 => new ModelFailure(
                FailureKind.ModelUnavailable, "There is no Gemini API at this address. Check ImageGen:Gemini:BaseUrl.", Code: "404"),
            <= 428 and not (402 or 408 or 409 or 413 or 425) => OnTheWay(
                httpStatus, retryAfter, $"Something on the way to Gemini refuses the request ({httpStatus}). Check the network's proxy or "
                    + "login page."),
            _ => GeminiErrors.Explain(new GeminiError(httpStatus, null, message, [], [], [], retryAfter), request, key),
        };

    private static ModelFailure OnTheWay(int httpStatus, TimeSpan? retryAfter, string reason) =>
        new(FailureKind.Transient, reason, retryAfter, httpStatus.ToString(CultureInfo.InvariantCulture));
}
