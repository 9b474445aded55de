namespace ImageGen.Simulator.Base;

/// <summary>Words of the call log and the statistics for what became of a call. Injected faults have words of their own.</summary>
public static class Outcomes
{
    /// <summary>A whole image in the configured format.</summary>
    public const string Image = "image";

    /// <summary>400: the body was refused.</summary>
    public const string InvalidRequest = "invalid-request";

    /// <summary>403: no <c>x-goog-api-key</c>.</summary>
    public const string NoKey = "no-key";

    /// <summary>400 or 403: the key is unknown, expired, leaked or of a project without the API.</summary>
    public const string InvalidKey = "invalid-key";

    /// <summary>404: the model does not exist or no longer.</summary>
    public const string UnknownModel = "unknown-model";

    /// <summary>404: nothing of the service is at that path, or not with that method.</summary>
    public const string UnknownPath = "unknown-path";

    /// <summary>429, a limit per minute.</summary>
    public const string PerMinute = "per-minute";

    /// <summary>429, a limit per day.</summary>
    public const string PerDay = "per-day";

    /// <summary>429 with <c>limit: 0</c>.</summary>
    public const string NotEntitled = "not-entitled";

    /// <summary>429 by the spend limit: no named quota.</summary>
    public const string Spend = "spend";

    /// <summary>429 that says nothing at all.</summary>
    public const string Bare = "bare";

    /// <summary>402, or a bare 429: the prepaid credit is used up.</summary>
    public const string Prepaid = "prepaid";

    /// <summary>503 of an overload; see <see cref="SimulatorOptions.Overloads"/>.</summary>
    public const string Overload = "overload";

    /// <summary>A free look-up of a model.</summary>
    public const string Lookup = "lookup";

    /// <summary>The connection was cut before the whole request was read: nothing was generated.</summary>
    public const string RequestCut = "request-cut";

    private static readonly HashSet<string> WholeImages =
    [
        Image, "jpeg", "thought-only-image", "draft-and-final", "two-images", "base64-url-safe", "base64-line-breaks", "data-url",
        "octet-stream", "no-media-type", "slow", "no-end-marker", "trailing-bytes",
    ];

    /// <summary>True for the words of answers that hold a whole image of the type that they claim, or of none.</summary>
    public static bool IsImage(string outcome) => WholeImages.Contains(outcome.Split(':')[0]);
}
