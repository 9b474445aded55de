namespace ImageGen.Simulator.Faults;

/// <summary>One way in which a call goes wrong; its name is that in the call log, in statistics and on the command line.</summary>
public sealed record SimulatedFault
{
    private SimulatedFault(FaultKind kind, string name, string? reason = null) => (Kind, Name, Reason) = (kind, name, reason);

    /// <summary>429, the limit per minute.</summary>
    public static SimulatedFault PerMinute { get; } = new(FaultKind.PerMinute, Outcomes.PerMinute);

    /// <summary>
    /// 429 that names the limit per minute although it is not reached, and asks for a short delay; it does not count against it.
    /// </summary>
    public static SimulatedFault StrayPerMinute { get; } = new(FaultKind.StrayPerMinute, "stray-429");

    /// <summary>429, the limit per day, with a retry delay that is not to be trusted.</summary>
    public static SimulatedFault PerDay { get; } = new(FaultKind.PerDay, Outcomes.PerDay);

    /// <summary>429 with both limits at once.</summary>
    public static SimulatedFault PerMinuteAndDay { get; } = new(FaultKind.PerMinuteAndDay, "per-minute-and-day");

    /// <summary>429 with <c>limit: 0</c>.</summary>
    public static SimulatedFault NotEntitled { get; } = new(FaultKind.NotEntitled, Outcomes.NotEntitled);

    /// <summary>429 that names no quota, as spend limits answer.</summary>
    public static SimulatedFault Spend { get; } = new(FaultKind.Spend, Outcomes.Spend);

    /// <summary>429 without any detail.</summary>
    public static SimulatedFault Bare { get; } = new(FaultKind.Bare, Outcomes.Bare);

    /// <summary>402: the account's prepaid credit is used up.</summary>
    public static SimulatedFault Prepaid { get; } = new(FaultKind.Prepaid, Outcomes.Prepaid);

    /// <summary>429 without any detail, whose message says that the prepaid credit is used up.</summary>
    public static SimulatedFault PrepaidAsBare429 { get; } = new(FaultKind.PrepaidAsBare429, "prepaid-429");

    /// <summary>500.</summary>
    public static SimulatedFault InternalError { get; } = new(FaultKind.InternalError, "internal-error");

    /// <summary>502 with an HTML page from a proxy.</summary>
    public static SimulatedFault HtmlErrorPage { get; } = new(FaultKind.HtmlErrorPage, "html-error-page");

    /// <summary>503.</summary>
    public static SimulatedFault Unavailable { get; } = new(FaultKind.Unavailable, "unavailable");

    /// <summary>504.</summary>
    public static SimulatedFault DeadlineExceeded { get; } = new(FaultKind.DeadlineExceeded, "deadline-exceeded");

    /// <summary>200 with an HTML page, as from the login page of a hotel.</summary>
    public static SimulatedFault HtmlInsteadOfJson { get; } = new(FaultKind.HtmlInsteadOfJson, "html-instead-of-json");

    /// <summary>302 to another path.</summary>
    public static SimulatedFault Redirect { get; } = new(FaultKind.Redirect, "redirect");

    /// <summary>No answer until the client gives up. The image is billed.</summary>
    public static SimulatedFault Hang { get; } = new(FaultKind.Hang, "hang");

    /// <summary>The connection breaks before any answer. The image is billed.</summary>
    public static SimulatedFault CutBeforeAnswer { get; } = new(FaultKind.CutBeforeAnswer, "cut-before-answer");

    /// <summary>The connection breaks half way through the image. The image is billed.</summary>
    public static SimulatedFault CutMidBody { get; } = new(FaultKind.CutMidBody, "cut-mid-body");

    /// <summary>A body of 256 MB.</summary>
    public static SimulatedFault HugeBody { get; } = new(FaultKind.HugeBody, "huge-body");

    /// <summary>200, <c>STOP</c>, and only text.</summary>
    public static SimulatedFault TextOnly { get; } = new(FaultKind.TextOnly, "text-only");

    /// <summary>200, <c>STOP</c>, and text that says why there is no image.</summary>
    public static SimulatedFault TextRefusal { get; } = new(FaultKind.TextRefusal, "text-refusal");

    /// <summary>200 and no candidate.</summary>
    public static SimulatedFault NoCandidates { get; } = new(FaultKind.NoCandidates, "no-candidates");

    /// <summary>A whole JPEG that says so.</summary>
    public static SimulatedFault Jpeg { get; } = new(FaultKind.Jpeg, "jpeg");

    /// <summary>A whole JPEG labelled <c>image/png</c>.</summary>
    public static SimulatedFault JpegLabelledPng { get; } = new(FaultKind.JpegLabelledPng, "jpeg-labelled-png");

    /// <summary>One whole image, flagged <c>thought: true</c>.</summary>
    public static SimulatedFault ThoughtOnlyImage { get; } = new(FaultKind.ThoughtOnlyImage, "thought-only-image");

    /// <summary>A draft flagged <c>thought: true</c>, then the image.</summary>
    public static SimulatedFault DraftAndFinal { get; } = new(FaultKind.DraftAndFinal, "draft-and-final");

    /// <summary>A small draft, then the image; neither is flagged.</summary>
    public static SimulatedFault TwoImages { get; } = new(FaultKind.TwoImages, "two-images");

    /// <summary>A whole image in url-safe base64 without padding.</summary>
    public static SimulatedFault Base64UrlSafe { get; } = new(FaultKind.Base64UrlSafe, "base64-url-safe");

    /// <summary>A whole image in base64 with line breaks.</summary>
    public static SimulatedFault Base64LineBreaks { get; } = new(FaultKind.Base64LineBreaks, "base64-line-breaks");

    /// <summary>A whole image as a <c>data:</c> URL.</summary>
    public static SimulatedFault DataUrl { get; } = new(FaultKind.DataUrl, "data-url");

    /// <summary>A whole image labelled <c>application/octet-stream</c>.</summary>
    public static SimulatedFault OctetStream { get; } = new(FaultKind.OctetStream, "octet-stream");

    /// <summary>A whole image without a media type.</summary>
    public static SimulatedFault NoMediaType { get; } = new(FaultKind.NoMediaType, "no-media-type");

    /// <summary>An image whose last part is missing.</summary>
    public static SimulatedFault TruncatedImage { get; } = new(FaultKind.TruncatedImage, "truncated-image");

    /// <summary>An image whose coded pixels are zeros from some place on.</summary>
    public static SimulatedFault ZeroedImage { get; } = new(FaultKind.ZeroedImage, "zeroed-image");

    /// <summary>An image with wrong bytes among its coded pixels, as many as it takes for a strict decoder to object.</summary>
    public static SimulatedFault BrokenImage { get; } = new(FaultKind.BrokenImage, "broken-image");

    /// <summary>A whole GIF under the label of the usual type.</summary>
    public static SimulatedFault WrongType { get; } = new(FaultKind.WrongType, "wrong-type");

    /// <summary>Bytes that are no image, under the label of one.</summary>
    public static SimulatedFault NotAnImage { get; } = new(FaultKind.NotAnImage, "not-an-image");

    /// <summary>A whole image under the label of another type; every viewer shows it.</summary>
    public static SimulatedFault MislabelledImage { get; } = new(FaultKind.MislabelledImage, "mislabelled-image");

    /// <summary>
    /// A JPEG without its end marker or a PNG without its last chunk: all pixels are there, and every viewer shows it. A WebP has no end
    /// marker and comes whole.
    /// </summary>
    public static SimulatedFault NoEndMarker { get; } = new(FaultKind.NoEndMarker, "no-end-marker");

    /// <summary>A whole image with other bytes behind its end; every viewer shows it.</summary>
    public static SimulatedFault TrailingBytes { get; } = new(FaultKind.TrailingBytes, "trailing-bytes");

    /// <summary>400: the key is not valid.</summary>
    public static SimulatedFault InvalidKey { get; } = new(FaultKind.InvalidKey, Outcomes.InvalidKey);

    /// <summary>403: the key was leaked.</summary>
    public static SimulatedFault LeakedKey { get; } = new(FaultKind.LeakedKey, "leaked-key");

    /// <summary>400: the request is refused, as for a prompt that is too long.</summary>
    public static SimulatedFault InvalidRequest { get; } = new(FaultKind.InvalidRequest, Outcomes.InvalidRequest);

    /// <summary>404: the model is gone.</summary>
    public static SimulatedFault ModelGone { get; } = new(FaultKind.ModelGone, Outcomes.UnknownModel);

    /// <summary>404: the model is no longer available to this project.</summary>
    public static SimulatedFault ModelLost { get; } = new(FaultKind.ModelLost, "model-lost");

    /// <summary>400, <c>FAILED_PRECONDITION</c>: the location is said not to be supported.</summary>
    public static SimulatedFault Location { get; } = new(FaultKind.Location, "location");

    /// <summary>What goes wrong.</summary>
    public FaultKind Kind { get; }

    /// <summary>Its name, such as <c>unavailable</c> or <c>blocked:IMAGE_SAFETY</c>.</summary>
    public string Name { get; }

    /// <summary>The <c>finishReason</c> or <c>blockReason</c>, for those that have one.</summary>
    public string? Reason { get; }

    /// <summary>The type of the image that is damaged or odd; null: <see cref="SimulatorOptions.Format"/>.</summary>
    public AnswerFormat? Format { get; private init; }

    /// <summary>How long the answer takes, before <see cref="SimulatorOptions.Speed"/>; null: as long as any.</summary>
    public TimeSpan? Duration { get; private init; }

    /// <summary>Reasons that are final, as the service has them in <c>finishReason</c>.</summary>
    public static IReadOnlyList<string> BlockReasons { get; } =
        ["SAFETY", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "IMAGE_SAFETY", "IMAGE_PROHIBITED_CONTENT", "RECITATION", "IMAGE_RECITATION"];

    /// <summary>Faults whose image is damaged, bytes that are none included: a client must not store them.</summary>
    public static IReadOnlyList<SimulatedFault> DamagedImages { get; } = [TruncatedImage, ZeroedImage, BrokenImage, WrongType, NotAnImage];

    /// <summary>Faults whose image is odd and viewable all the same: a client should store it.</summary>
    public static IReadOnlyList<SimulatedFault> ViewableImages { get; } = [MislabelledImage, NoEndMarker, TrailingBytes];

    /// <summary>Every fault without a free reason.</summary>
    public static IReadOnlyList<SimulatedFault> All { get; } =
    [
        PerMinute, PerDay, PerMinuteAndDay, NotEntitled, Spend, Bare, InternalError, HtmlErrorPage, Unavailable, DeadlineExceeded,
        HtmlInsteadOfJson, Redirect, Hang, CutBeforeAnswer, CutMidBody, HugeBody, TextOnly, NoCandidates, Jpeg, JpegLabelledPng,
        InvalidKey, LeakedKey, InvalidRequest, ModelGone, StrayPerMinute, Prepaid, PrepaidAsBare429,
        TextRefusal, ThoughtOnlyImage, DraftAndFinal, TwoImages, Base64UrlSafe, Base64LineBreaks, DataUrl, OctetStream, NoMediaType,
        ModelLost, Location, .. DamagedImages, .. ViewableImages,
    ];

    /// <summary>A damaged or odd image in a type of its own, such as <c>truncated-image:webp</c>.</summary>
    /// <exception cref="InvalidOperationException">The fault has no image of a type.</exception>
    public SimulatedFault In(AnswerFormat format) => HasFormat
        ? new SimulatedFault(Kind, $"{Name.Split(':')[0]}:{format.ToString().ToLowerInvariant()}") { Format = format }
        : throw new InvalidOperationException($"{Name} has no image of a type.");

    /// <summary>200 without a image and with this <c>finishReason</c>: <c>IMAGE_SAFETY</c>, <c>NO_IMAGE</c> or any word.</summary>
    public static SimulatedFault FinishedWith(string finishReason) => new(FaultKind.Finished, $"finished:{finishReason}", finishReason);

    /// <summary>200 without candidates and with this <c>promptFeedback.blockReason</c>, such as <c>PROHIBITED_CONTENT</c>.</summary>
    public static SimulatedFault PromptBlocked(string blockReason = "PROHIBITED_CONTENT") =>
        new(FaultKind.PromptBlocked, $"prompt-blocked:{blockReason}", blockReason);

    /// <summary>A whole image that takes <paramref name="duration"/>, more than zero.</summary>
    public static SimulatedFault Slow(TimeSpan duration) =>
        new(FaultKind.Slow, FormattableString.Invariant($"slow:{duration.TotalSeconds:0.###}s")) { Duration = duration };

    /// <summary>Reads a name as <see cref="Name"/> writes it; null when there is no such fault.</summary>
    public static SimulatedFault? Parse(string name)
    {
        var parts = name.Split(':', 2);
        return parts switch
        {
            ["finished", { Length: > 0 } reason] => FinishedWith(reason),
            ["slow", var text] => Durations.TryParse(text, out var duration) && duration > TimeSpan.Zero ? Slow(duration) : null,
            ["prompt-blocked"] => PromptBlocked(),
            ["prompt-blocked", { Length: > 0 } reason] => PromptBlocked(reason),
            [var fault, _] => All.FirstOrDefault(f => f.Name == fault && f.HasFormat) is { } found
                ? Enum.GetValues<AnswerFormat>().Select(found.In).FirstOrDefault(f => f.Name == name)
                : null,
            _ => All.FirstOrDefault(f => f.Name == name),
        };
    }

    /// <summary>Its name.</summary>
    public override string ToString() => Name;

    // Refusals come at once; what the model itself does takes as long as a image.
    internal bool IsImmediate => Kind is FaultKind.PerMinute or FaultKind.PerDay or FaultKind.PerMinuteAndDay or FaultKind.NotEntitled
        or FaultKind.Spend or FaultKind.Bare or FaultKind.Unavailable or FaultKind.InvalidKey or FaultKind.LeakedKey
        or FaultKind.InvalidRequest or FaultKind.ModelGone or FaultKind.Redirect or FaultKind.HtmlErrorPage or FaultKind.PromptBlocked
        or FaultKind.StrayPerMinute or FaultKind.Prepaid or FaultKind.PrepaidAsBare429 or FaultKind.ModelLost or FaultKind.Location;

    internal bool HasThoughts => Kind is FaultKind.ThoughtOnlyImage or FaultKind.DraftAndFinal or FaultKind.TwoImages;

    internal bool IsBilled => HasFormat || HasThoughts || Kind is FaultKind.CutMidBody or FaultKind.Jpeg or FaultKind.JpegLabelledPng
        or FaultKind.WrongType or FaultKind.NotAnImage or FaultKind.Hang or FaultKind.CutBeforeAnswer or FaultKind.Slow
        or FaultKind.Base64UrlSafe or FaultKind.Base64LineBreaks or FaultKind.DataUrl or FaultKind.OctetStream or FaultKind.NoMediaType;

    private bool HasFormat => Kind is FaultKind.TruncatedImage or FaultKind.ZeroedImage or FaultKind.BrokenImage
        or FaultKind.MislabelledImage or FaultKind.NoEndMarker or FaultKind.TrailingBytes;
}
