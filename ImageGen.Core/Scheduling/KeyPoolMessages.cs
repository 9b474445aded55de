using System.Text.Json.Serialization;
using ImageGen.Core.Generation;

namespace ImageGen.Core.Scheduling;

/// <summary>What a key pool is told of a key. Never the key's value.</summary>
/// <param name="Id">The key's id, unique in the pool.</param>
/// <param name="Group">Whose limits it shares: the Google Cloud project, else the key's own id.</param>
/// <param name="Requests">
/// Requests per window of the group, where they differ from <see cref="KeyPoolOptions.Requests"/>; the lowest in a group holds.
/// </param>
public sealed record KeyDescriptor(string Id, string Group, int? Requests = null);

/// <summary>
/// One exchange between a run and a key pool: reports of calls that ended, reservations given back, and how many new ones are wanted.
/// </summary>
/// <param name="Claimant">Who asks: the run's id. Runs that wait are served in the order in which they first asked.</param>
/// <param name="Want">How many calls it could begin now, besides the reservations it holds; 0 or more.</param>
/// <param name="Reports">How calls ended, each of a reservation that this pool gave. A report that comes twice counts once.</param>
/// <param name="Release">Ids of reservations that were not used.</param>
/// <param name="Keys">The style's keys as they are now; null: as before. Keys that are not in it leave, new ones join.</param>
/// <param name="Forgive">
/// True when a person began or asked again: keys and projects that were excluded get another chance, and outages are probed at once.
/// </param>
/// <param name="Model">The model that the attempts are for; null: any. A project may be excluded for one model only.</param>
/// <param name="ResetLimits">True: the learned limits of all projects are forgotten.</param>
public sealed record KeyPoolRequest(
    string Claimant,
    int Want,
    ImmutableArray<CallReport> Reports,
    ImmutableArray<string> Release,
    ImmutableArray<KeyDescriptor>? Keys = null,
    bool Forgive = false,
    string? Model = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool ResetLimits = false);

/// <summary>How a call on a reservation ended.</summary>
/// <param name="Reservation">The reservation's id.</param>
/// <param name="StartedAt">When the request left, by the caller's clock.</param>
/// <param name="CostUsd">What it cost, 0 or more.</param>
/// <param name="Failure">
/// Null: an image, or a failure that says nothing of the key. Else the class that the key, its project, or the service as a whole
/// answers for.
/// </param>
/// <param name="RetryAfter">How long the service asked to wait.</param>
/// <param name="Detail">
/// Of an outage the service's code, such as <c>503</c>; of a refused project or account the reason for people; null: none.
/// </param>
/// <param name="Model">The model that was asked; null: not told.</param>
public sealed record CallReport(
    string Reservation,
    DateTimeOffset StartedAt,
    decimal CostUsd,
    FailureKind? Failure = null,
    TimeSpan? RetryAfter = null,
    string? Detail = null,
    string? Model = null);

/// <summary>The right to begin one call.</summary>
/// <param name="Reservation">Its id, unique in the pool.</param>
/// <param name="KeyId">With which key.</param>
/// <param name="NotBefore">Not before this instant.</param>
/// <param name="Expires">Not after this instant: later it has to be given back and asked for again.</param>
public sealed record KeyGrant(string Reservation, string KeyId, DateTimeOffset NotBefore, DateTimeOffset Expires);

/// <summary>What the pool answers.</summary>
/// <param name="Grants">As many as can be had now (or within <see cref="KeyPoolOptions.Lookahead"/>), at most what was wanted.</param>
/// <param name="Wait">Why there are fewer than wanted; null when there are as many.</param>
/// <param name="Pace">What the claimant may count on, for its queue to plan with; null while it shares the pool with others.</param>
/// <param name="Learned">The projects whose learned limit is below the configured one, by name; null: none.</param>
public sealed record KeyPoolReply(
    ImmutableArray<KeyGrant> Grants, KeyPoolWait? Wait, KeyPoolPace? Pace = null, ImmutableArray<ProjectLimit>? Learned = null);

/// <summary>The request limit of one quota project.</summary>
/// <param name="Project">Its name; of a key without project the key's id.</param>
/// <param name="Configured">Requests per window by the settings.</param>
/// <param name="Learned">Requests per window as the service's refusals teach; null: nothing was learned.</param>
/// <param name="WindowSeconds">The window's length; null: one minute.</param>
public sealed record ProjectLimit(
    string Project,
    int Configured,
    int? Learned,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? WindowSeconds = null)
{
    /// <summary>
    /// Such as "learned limit 4 of 10 requests per minute for project my-project"; without a learned limit "limit 10 requests ...".
    /// </summary>
    public string Describe()
    {
        var limit = Learned is { } learned ? FormattableString.Invariant($"learned limit {learned} of {Configured}") : FormattableString.Invariant($"limit {Configured}");
        var window = WindowSeconds is { } seconds ? FormattableString.Invariant($"{seconds:0.###} s") : "minute";
        return $"{limit} requests per {window} for project {Project}";
    }

    /// <summary><see cref="WindowSeconds"/> of a window.</summary>
    public static double? SecondsOf(TimeSpan window) => window == TimeSpan.FromMinutes(1) ? null : window.TotalSeconds;
}

/// <summary>When a claimant that has the pool to itself may begin further calls, as far as is known now.</summary>
/// <param name="At">Now.</param>
/// <param name="Window">How long after its use a slot is free again, margin included.</param>
/// <param name="FreeInMs">For each slot of the groups that are in order: in how many milliseconds it is free; 0: now. Ascending.</param>
public sealed record KeyPoolPace(DateTimeOffset At, TimeSpan Window, ImmutableArray<int> FreeInMs)
{
    /// <summary>A pool of more slots gives no pace: there a few more or less do not matter, and it would be long.</summary>
    public const int MostSlots = 256;
}

/// <summary>Why a claimant has to wait.</summary>
/// <param name="Kind">What for.</param>
/// <param name="Until">
/// When to ask again; null only for <see cref="KeyWaitKind.NoUsableKey"/> and <see cref="KeyWaitKind.ModelUnavailable"/>: waiting does
/// not help.
/// </param>
/// <param name="Keys">How many keys the pool has, out-of-order ones included.</param>
/// <param name="Out">How many of them cannot be used for the model: not valid, or their project is excluded.</param>
/// <param name="Since">Since when an outage lasts; null: it is none.</param>
/// <param name="Detail">Of an outage the service's code; of excluded projects and accounts the reason for people; null: none.</param>
public sealed record KeyPoolWait(
    KeyWaitKind Kind, DateTimeOffset? Until, int Keys, int Out = 0, DateTimeOffset? Since = null, string? Detail = null);

/// <summary>What a claimant waits for.</summary>
public enum KeyWaitKind
{
    /// <summary>The request window of every group is full: the ordinary rhythm.</summary>
    Window,

    /// <summary>Every group is at its cap of calls in flight, or other runs are first in line.</summary>
    Turn,

    /// <summary>Every group cools after a 429.</summary>
    Cooldown,

    /// <summary>Every group has reached its spend limit.</summary>
    Spend,

    /// <summary>Every group is used up for the day; <see cref="KeyPoolWait.Until"/> is the next midnight America/Los_Angeles.</summary>
    Day,

    /// <summary>There is no key, or each one is invalid or not entitled to the model.</summary>
    NoUsableKey,

    /// <summary>The service cannot be reached; one attempt probes it at <see cref="KeyPoolWait.Until"/>, or does so now.</summary>
    Unreachable,

    /// <summary>
    /// The service answers with errors of its own, or not at all; one attempt probes it at <see cref="KeyPoolWait.Until"/>, or does so
    /// now.
    /// </summary>
    Overloaded,

    /// <summary>
    /// The prepaid credit of every project that could serve is used up; one attempt probes it at <see cref="KeyPoolWait.Until"/>.
    /// </summary>
    Credit,

    /// <summary>No project may use the model any more (<see cref="KeyPoolWait.Detail"/> says why): only a person can change that.</summary>
    ModelUnavailable,
}

/// <summary>The limits of a key pool's groups. All are per group (Google Cloud project), for the limits are Gemini's per project.</summary>
public sealed record KeyPoolOptions
{
    /// <summary>Requests per <see cref="Window"/>. Default 10; 1 to 100,000.</summary>
    public int Requests { get; init; } = 10;

    /// <summary>The sliding window of <see cref="Requests"/>. Default one minute; 1 ms to 1 day.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Added to the window before a slot is used again, for the way from here to the service is not equally long each time.
    /// Default null: 1/200 of the window.
    /// </summary>
    public TimeSpan? Margin { get; init; }

    /// <summary>US dollars per <see cref="SpendWindow"/>; null (default): no limit.</summary>
    public decimal? SpendUsd { get; init; }

    /// <summary>The sliding window of <see cref="SpendUsd"/>. Default ten minutes. Ignored when there is no spend limit.</summary>
    public TimeSpan SpendWindow { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Requests per day, until midnight America/Los_Angeles; null (default): no limit of ours, the service's 429 is believed.
    /// </summary>
    public int? RequestsPerDay { get; init; }

    /// <summary>Calls in flight per group; null (default): no cap.</summary>
    public int? MaxInFlight { get; init; }

    /// <summary>
    /// Calls in flight of all groups together, for a host that cannot take more at once; null (default): no cap. Holds beside <see
    /// cref="MaxInFlight"/>.
    /// </summary>
    public int? MaxInFlightInAll { get; init; }

    /// <summary>How far ahead of now a reservation may lie. Default zero; a host whose timers are late sets a few seconds.</summary>
    public TimeSpan Lookahead { get; init; } = TimeSpan.Zero;

    /// <summary>How long after <see cref="KeyGrant.NotBefore"/> a call may still begin. Default one second.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// A claimant that does not come back within this time after the instant at which it was told to ask again loses its place in line.
    /// Default null: a sixth of the window.
    /// </summary>
    public TimeSpan? Patience { get; init; }

    /// <summary>A reservation without report counts as in flight for this long, then as lost. Default five minutes.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromMinutes(5);
}
