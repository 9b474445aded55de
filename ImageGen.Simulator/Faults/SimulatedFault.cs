namespace ImageGen.Simulator.Faults;

/// <summary>One way in which a call goes wrong; its name is that in the call log, in statistics and on the command line.</summary>
public sealed record SimulatedFault
{
    private SimulatedFault(FaultKind kind, string name, string? reason = null) => (Kind, Name, Reason) = (kind, name, reason);

    /// <summary>429, the limit per minute.</summary>
    public static SimulatedFault PerMinute { get; } = new(FaultKind.PerMinute, Answers.Outcomes.PerMinute);

    /// <summary>429, the limit per day, with a retry delay that is not to be trusted.</summary>
    public static SimulatedFault PerDay { get; } = new(FaultKind.PerDay, Answers.Outcomes.PerDay);

    /// <summary>429 with both limits at once.</summary>
    public static SimulatedFault PerMinuteAndDay { get; } = new(FaultKind.PerMinuteAndDay, "per-minute-and-day");

    /// <summary>429 with <c>limit: 0</c>.</summary>
    public static SimulatedFault NotEntitled { get; } = new(FaultKind.NotEntitled, Answers.Outcomes.NotEntitled);

    /// <summary>429 that names no quota, as spend limits answer.</summary>
    public static SimulatedFault Spend { get; } = new(FaultKind.Spend, Answers.Outcomes.Spend);

    /// <summary>429 without any detail.</summary>
    public static SimulatedFault Bare { get; } = new(FaultKind.Bare, Answers.Outcomes.Bare);

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

    /// <summary>No answer until the client gives up.</summary>
    public static SimulatedFault Hang { get; } = new(FaultKind.Hang, "hang");

    /// <summary>The connection breaks before any answer.</summary>
    public static SimulatedFault CutBeforeAnswer { get; } = new(FaultKind.CutBeforeAnswer, "cut-before-answer");

    /// <summary>The connection breaks half way through the picture.</summary>
    public static SimulatedFault CutMidBody { get; } = new(FaultKind.CutMidBody, "cut-mid-body");

    /// <summary>A body of 256 MB.</summary>
    public static SimulatedFault HugeBody { get; } = new(FaultKind.HugeBody, "huge-body");

    /// <summary>200, <c>STOP</c>, and only text.</summary>
    public static SimulatedFault TextOnly { get; } = new(FaultKind.TextOnly, "text-only");

    /// <summary>200 and no candidate.</summary>
    public static SimulatedFault NoCandidates { get; } = new(FaultKind.NoCandidates, "no-candidates");

    /// <summary>A whole JPEG that says so.</summary>
    public static SimulatedFault Jpeg { get; } = new(FaultKind.Jpeg, "jpeg");

    /// <summary>A whole JPEG labelled <c>image/png</c>.</summary>
    public static SimulatedFault JpegLabelledPng { get; } = new(FaultKind.JpegLabelledPng, "jpeg-labelled-png");

    /// <summary>A PNG whose second half is missing.</summary>
    public static SimulatedFault TruncatedImage { get; } = new(FaultKind.TruncatedImage, "truncated-image");

    /// <summary>A PNG with wrong bytes in the middle: all its chunks are there, one checksum is wrong.</summary>
    public static SimulatedFault BrokenImage { get; } = new(FaultKind.BrokenImage, "broken-image");

    /// <summary>Bytes that are no image, labelled <c>image/png</c>.</summary>
    public static SimulatedFault NotAnImage { get; } = new(FaultKind.NotAnImage, "not-an-image");

    /// <summary>400: the key is not valid.</summary>
    public static SimulatedFault InvalidKey { get; } = new(FaultKind.InvalidKey, Answers.Outcomes.InvalidKey);

    /// <summary>403: the key was leaked.</summary>
    public static SimulatedFault LeakedKey { get; } = new(FaultKind.LeakedKey, "leaked-key");

    /// <summary>400: the request is refused, as for a prompt that is too long.</summary>
    public static SimulatedFault InvalidRequest { get; } = new(FaultKind.InvalidRequest, Answers.Outcomes.InvalidRequest);

    /// <summary>404: the model is gone.</summary>
    public static SimulatedFault ModelGone { get; } = new(FaultKind.ModelGone, Answers.Outcomes.UnknownModel);

    /// <summary>What goes wrong.</summary>
    public FaultKind Kind { get; }

    /// <summary>Its name, such as <c>unavailable</c> or <c>blocked:IMAGE_SAFETY</c>.</summary>
    public string Name { get; }

    /// <summary>The <c>finishReason</c> or <c>blockReason</c>, for those that have one.</summary>
    public string? Reason { get; }

    /// <summary>Reasons that are final, as the service has them in <c>finishReason</c>.</summary>
    public static IReadOnlyList<string> BlockReasons { get; } =
        ["SAFETY", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "IMAGE_SAFETY", "IMAGE_PROHIBITED_CONTENT", "RECITATION", "IMAGE_RECITATION"];

    /// <summary>Every fault without a free reason.</summary>
    public static IReadOnlyList<SimulatedFault> All { get; } =
    [
        PerMinute, PerDay, PerMinuteAndDay, NotEntitled, Spend, Bare, InternalError, HtmlErrorPage, Unavailable, DeadlineExceeded,
        HtmlInsteadOfJson, Redirect, Hang, CutBeforeAnswer, CutMidBody, HugeBody, TextOnly, NoCandidates, Jpeg, JpegLabelledPng,
        TruncatedImage, BrokenImage, NotAnImage, InvalidKey, LeakedKey, InvalidRequest, ModelGone,
    ];

    /// <summary>200 without a picture and with this <c>finishReason</c>: <c>IMAGE_SAFETY</c>, <c>NO_IMAGE</c> or any word.</summary>
    public static SimulatedFault FinishedWith(string finishReason) => new(FaultKind.Finished, $"finished:{finishReason}", finishReason);

    /// <summary>200 without candidates and with this <c>promptFeedback.blockReason</c>, such as <c>PROHIBITED_CONTENT</c>.</summary>
    public static SimulatedFault PromptBlocked(string blockReason = "PROHIBITED_CONTENT") =>
        new(FaultKind.PromptBlocked, $"prompt-blocked:{blockReason}", blockReason);

    /// <summary>Reads a name as <see cref="Name"/> writes it; null when there is no such fault.</summary>
    public static SimulatedFault? Parse(string name)
    {
        var parts = name.Split(':', 2);
        return parts switch
        {
            ["finished", { Length: > 0 } reason] => FinishedWith(reason),
            ["prompt-blocked"] => PromptBlocked(),
            ["prompt-blocked", { Length: > 0 } reason] => PromptBlocked(reason),
            _ => All.FirstOrDefault(f => f.Name == name),
        };
    }

    /// <summary>Its name.</summary>
    public override string ToString() => Name;

    // Refusals come at once; what the model itself does takes as long as a picture.
    internal bool IsImmediate => Kind is FaultKind.PerMinute or FaultKind.PerDay or FaultKind.PerMinuteAndDay or FaultKind.NotEntitled
        or FaultKind.Spend or FaultKind.Bare or FaultKind.Unavailable or FaultKind.InvalidKey or FaultKind.LeakedKey
        or FaultKind.InvalidRequest or FaultKind.ModelGone or FaultKind.Redirect or FaultKind.HtmlErrorPage or FaultKind.PromptBlocked;

    internal bool IsBilled => Kind is FaultKind.CutMidBody or FaultKind.Jpeg or FaultKind.JpegLabelledPng or FaultKind.TruncatedImage
        or FaultKind.BrokenImage or FaultKind.NotAnImage or FaultKind.Hang;
}
