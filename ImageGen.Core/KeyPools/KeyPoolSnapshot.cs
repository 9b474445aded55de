using System.Text.Json.Serialization;
using ImageGen.Core.Models;

namespace ImageGen.Core.KeyPools;

/// <summary>
/// All that a <see cref="KeyPool"/> remembers, for JSON. Instants are UTC ticks (100 ns since year 1), to keep it short: a few kilobytes
/// for eight groups. Never a key's value.
/// </summary>
public sealed record KeyPoolSnapshot
{
    /// <summary>The version that this program writes, and the latest that it reads.</summary>
    public const int CurrentVersion = 1;

    /// <summary>The format's version; 1 where a snapshot does not say so.</summary>
    public int Version { get; init; } = CurrentVersion;

    /// <summary>The latest instant that it was told.</summary>
    public long Now { get; init; }

    /// <summary>The last number given to a reservation, a use of a key or a place in line.</summary>
    public long Serial { get; init; }

    /// <summary>Its keys.</summary>
    public ImmutableArray<KeyState> Keys { get; init; } = [];

    /// <summary>Its groups, those of keys that left included while their limits still count.</summary>
    public ImmutableArray<QuotaProjectState> Groups { get; init; } = [];

    /// <summary>Reservations that were neither reported nor given back nor forgotten.</summary>
    public ImmutableArray<ReservationState> Reservations { get; init; } = [];

    /// <summary>Who waits.</summary>
    public ImmutableArray<PlaceState> Line { get; init; } = [];

    /// <summary>Since when no project is served; null: some are, as far as known.</summary>
    public OutageState? Outage { get; init; }

    /// <summary>What was learned of how many attempts the service takes at once; null: the cap is configured, or there is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public InFlightState? InFlight { get; init; }
}

/// <summary>The cap of attempts in flight.</summary>
/// <param name="Cap">How many may be in flight.</param>
/// <param name="Threshold">Below it the cap grows with each image, from it on with each round.</param>
/// <param name="Serial">The last serial when it was halved: failures of earlier attempts are the same event.</param>
/// <param name="Served">Images since it last grew.</param>
public sealed record InFlightState(int Cap, int Threshold, long Serial, int Served);

/// <summary>One key.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Group">Its group.</param>
/// <param name="Requests">Its own limit; null: the pool's.</param>
/// <param name="Joined">The serial when it joined.</param>
/// <param name="Used">The serial when it was last granted.</param>
/// <param name="Out">True: invalid or not entitled.</param>
public sealed record KeyState(string Id, string Group, int? Requests, long Joined, long Used, bool Out);

/// <summary>One group.</summary>
public sealed record QuotaProjectState
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>For each start that still counts: when it will no longer. Ascending.</summary>
    public ImmutableArray<long> Slots { get; init; } = [];

    /// <summary>What was spent, by the instant at which it no longer counts. Ascending.</summary>
    public ImmutableArray<SpendState> Spent { get; init; } = [];

    /// <summary>The dearest of the calls that still count: what the next one may cost.</summary>
    public decimal CallUsd { get; init; }

    /// <summary>No start before this.</summary>
    public long CoolUntil { get; init; }

    /// <summary>Why.</summary>
    public KeyWaitKind CoolKind { get; init; }

    /// <summary>When the day of <see cref="DayUsed"/> ends.</summary>
    public long DayEnds { get; init; }

    /// <summary>Grants of this day.</summary>
    public int DayUsed { get; init; }

    /// <summary>The next rung of the back-off ladder.</summary>
    public int Rung { get; init; }

    /// <summary>When the last rung was climbed: calls that began before tell nothing new.</summary>
    public long RungAt { get; init; }

    /// <summary>What was learned of the limit; null: the configured one is believed.</summary>
    public LimitState? Limit { get; init; }

    /// <summary>The latest start that was granted.</summary>
    public long LastAt { get; init; }

    /// <summary>Attempts in a row that ended in an error of the service's own or without an answer.</summary>
    public int Faults { get; init; }

    /// <summary>Attempts in a row that were refused for the location.</summary>
    public int Locations { get; init; }

    /// <summary>The last serial when the last of those became known: refusals of earlier attempts are the same event.</summary>
    public long LocationSerial { get; init; }

    /// <summary>Since when this project alone is not served; null: it is, as far as known.</summary>
    public OutageState? Outage { get; init; }

    /// <summary>The models that the project may not use.</summary>
    public ImmutableArray<ClosedModel> Closed { get; init; } = [];
}

/// <summary>What is known of a request limit after refusals.</summary>
/// <param name="Known">Attempts in a window that the service accepted.</param>
/// <param name="Step">How many more are tried.</param>
/// <param name="Strikes">
/// Windows in a row in which an attempt beyond it was refused; from 2 on <paramref name="Known"/> is the learned limit.
/// </param>
/// <param name="ProbeAt">No attempt beyond <paramref name="Known"/> before this instant.</param>
/// <param name="RefusedAt">When the last refusal that counts became known.</param>
/// <param name="Below">Refusals within <paramref name="Known"/> of attempts that began together.</param>
/// <param name="BelowAt">When the first of those became known.</param>
public sealed record LimitState(int Known, int Step, int Strikes, long ProbeAt, long RefusedAt, int Below = 0, long BelowAt = 0);

/// <summary>A model that a project may not use.</summary>
/// <param name="Model">The model's id; empty: of requests that name none.</param>
/// <param name="Kind">
/// Why: <see cref="FailureKind.ModelUnavailable"/>, <see cref="FailureKind.LocationRefused"/> or <see cref="FailureKind.NotEntitled"/>.
/// </param>
/// <param name="Until">Tried again from this instant on; <see cref="long.MaxValue"/>: when a person asks.</param>
/// <param name="Reason">For people.</param>
public sealed record ClosedModel(string Model, FailureKind Kind, long Until, string? Reason);

/// <summary>Money spent.</summary>
/// <param name="Until">Counts until this instant.</param>
/// <param name="Usd">US dollars.</param>
public sealed record SpendState(long Until, decimal Usd);

/// <summary>One reservation.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Serial">Its number.</param>
/// <param name="Key">With which key.</param>
/// <param name="Group">Of which group.</param>
/// <param name="Claimant">For whom.</param>
/// <param name="NotBefore">Not before this instant.</param>
/// <param name="Slot">When its start no longer counts, begun as late as possible.</param>
/// <param name="Count">As the how-manieth of its window it was given, 0: not recorded.</param>
/// <param name="Follows">The serial of the reservation in whose place it follows; null: it has a place of its own.</param>
public sealed record ReservationState(
    string Id,
    long Serial,
    string Key,
    string Group,
    string Claimant,
    long NotBefore,
    long Slot,
    int Count = 0,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Follows = null)
{
    /// <summary>
    /// Claimant and receiver that have not confirmed that they received the reservation; null: they have, or do not confirm.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Unreceived { get; init; }
}

/// <summary>One place in line.</summary>
/// <param name="Claimant">Whose.</param>
/// <param name="Want">How many it still wants.</param>
/// <param name="Served">How many it was given, counted from where it joined.</param>
/// <param name="Place">Who of equally served ones is first.</param>
/// <param name="Until">When it was told to ask again.</param>
/// <param name="Instance">The workflow instance to signal when it may come earlier; null: none.</param>
public sealed record PlaceState(
    string Claimant,
    int Want,
    long Served,
    long Place,
    long Until,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Instance = null);

/// <summary>Attempts fail for a reason that none of them can change.</summary>
/// <param name="Rung">The next rung of the ladder of pauses.</param>
/// <param name="Until">No attempt before this instant.</param>
/// <param name="Serial">The last serial when that became known: failures of earlier attempts are ignored.</param>
/// <param name="Since">When it became known; 0: not recorded (before release 0.2).</param>
/// <param name="Kind">The failure.</param>
/// <param name="Detail">The service's code, or its words on the account; null: none.</param>
public sealed record OutageState(
    int Rung, long Until, long Serial, long Since = 0, FailureKind Kind = FailureKind.Unreachable, string? Detail = null);
