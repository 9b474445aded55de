using System.Text.Json.Serialization;

namespace ImageGen.Core.Models;

/// <summary>
/// Every way in which a call to the image model can end without an image: a closed set. Adapters map whatever happened to one of these;
/// Core switches over them exhaustively; an exception out of an adapter is a bug.
/// </summary>
public enum FailureKind
{
    /// <summary>
    /// 429, a limit per minute: the key's group cools for <see cref="ModelFailure.RetryAfter"/>, else a minute. Never the beat's fault.
    /// </summary>
    RateLimitedPerMinute,

    /// <summary>429, a limit per day: the key's group cools until the next midnight America/Los_Angeles. Never the beat's fault.</summary>
    RateLimitedPerDay,

    /// <summary>429 with <c>limit: 0</c>: the key's project may not use this model at all. The key is out for this model.</summary>
    NotEntitled,

    /// <summary>429 without a named quota, or a spend limit: the key's group backs off on a ladder. Never the beat's fault.</summary>
    SpendLimited,

    /// <summary>
    /// 402, or a 429 whose message speaks of prepaid credit or billing: the account behind the key has no money left. A wait with its
    /// remedy for the key's project; never the beat's fault.
    /// </summary>
    CreditExhausted,

    /// <summary>The key is unknown, revoked, leaked or expired. The key is out; the others continue.</summary>
    InvalidKey,

    /// <summary>
    /// A complete error answer that says the service itself is in trouble: 500, 502, 503, 504. Costs nothing. Alone it is a try of the
    /// beat; when all recent attempts end so, it is an outage and costs no beat a try.
    /// </summary>
    Transient,

    /// <summary>
    /// The request was sent and no complete answer came: a time-out or a broken connection. It may have been billed, so it counts as
    /// unconfirmed cost, and a beat is repeated blindly at most once.
    /// </summary>
    Unanswered,

    /// <summary>
    /// The request did not leave: no name, no connection, no encryption, no way through the proxy. It cost nothing and no other beat would
    /// fare better, so all wait, and one call alone tries the way now and then. Never the beat's fault.
    /// </summary>
    Unreachable,

    /// <summary>
    /// The prompt or the image was blocked: no other key would change it. Final, but a block of the image
    /// (<see cref="ModelFailure.IsOutputBlock"/>) may pass on a second attempt, for which a storyboard can ask.
    /// </summary>
    ContentBlocked,

    /// <summary>An answer without an image (text only, NO_IMAGE, OTHER): worth two tries in all.</summary>
    NoImage,

    /// <summary>An image that is not whole or not what it claims to be: worth two tries in all.</summary>
    BrokenImage,

    /// <summary>
    /// 404 on the model. It may hold for one project only (new projects lose a model earlier than old ones), so the key's project is
    /// excluded for that model; the run stops when no project is left. Never the beat's fault.
    /// </summary>
    ModelUnavailable,

    /// <summary>
    /// "User location is not supported": comes sporadically among good answers, so the project is excluded for that model only when its
    /// attempts end so in a row; the run stops when no project is left. Never the beat's fault.
    /// </summary>
    LocationRefused,

    /// <summary>400 for any other reason: final for this beat.</summary>
    InvalidRequest,
}

/// <summary>Why a call gave no image.</summary>
/// <param name="Kind">The class, which decides what happens next.</param>
/// <param name="Reason">One or two sentences that a person can act on. Never a key's value or a prompt.</param>
/// <param name="RetryAfter">How long the service asks to wait, where it says so and can be trusted, as hours:minutes:seconds.</param>
/// <param name="Code">The service's own word for it, such as <c>IMAGE_SAFETY</c>, <c>RESOURCE_EXHAUSTED</c> or <c>503</c>.</param>
public sealed record ModelFailure(FailureKind Kind, string Reason, TimeSpan? RetryAfter = null, string? Code = null)
{
    /// <summary>
    /// True when what the model made was blocked and not the prompt: the same prompt may pass another time. Such an answer is not
    /// billed.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsOutputBlock { get; init; }

    /// <summary>
    /// True for the classes that concern the key, its project or the connection to the service and never the beat: a wait or another key,
    /// not a try.
    /// </summary>
    [JsonIgnore]
    public bool SparesBeat => Kind is FailureKind.RateLimitedPerMinute or FailureKind.RateLimitedPerDay or FailureKind.SpendLimited
        or FailureKind.InvalidKey or FailureKind.Unreachable || ExcludesProject;

    /// <summary>
    /// True for the classes that a key pool has to know: <see cref="SparesBeat"/>, and trouble of the service that may be an outage.
    /// </summary>
    [JsonIgnore]
    public bool ConcernsKeyPool => SparesBeat || Kind is FailureKind.Transient or FailureKind.Unanswered;

    /// <summary>
    /// True for an error that by its own words is the service's load and not the request; a plain 500 may be caused by one prompt as well.
    /// </summary>
    [JsonIgnore]
    public bool IsOverload => Kind is FailureKind.Unanswered
        || (Kind is FailureKind.Transient && Code is "503" or "504" or "UNAVAILABLE" or "DEADLINE_EXCEEDED");

    /// <summary>True for the classes by which a project, or its account, is not served until a person does something about it.</summary>
    [JsonIgnore]
    public bool ExcludesProject => Kind is FailureKind.NotEntitled or FailureKind.CreditExhausted
        or FailureKind.ModelUnavailable or FailureKind.LocationRefused;

    /// <summary>True for the classes that exclude a single key or project: a person has to replace it, or fix its account.</summary>
    [JsonIgnore]
    public bool IsAboutKeyItself => Kind is FailureKind.InvalidKey || (ExcludesProject && Kind is not FailureKind.LocationRefused);
}
