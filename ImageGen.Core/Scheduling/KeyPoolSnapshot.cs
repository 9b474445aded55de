namespace ImageGen.Core.Scheduling;

/// <summary>
/// All that a <see cref="KeyPool"/> remembers, for JSON. Instants are UTC ticks (100 ns since year 1), to keep it short: a few kilobytes
/// for eight groups. Never a key's value.
/// </summary>
public sealed record KeyPoolSnapshot
{
    /// <summary>The latest instant that it was told.</summary>
    public long Now { get; init; }

    /// <summary>The last number given to a reservation, a use of a key or a place in line.</summary>
    public long Serial { get; init; }

    /// <summary>Its keys.</summary>
    public ImmutableArray<KeyState> Keys { get; init; } = [];

    /// <summary>Its groups, those of keys that left included while their limits still count.</summary>
    public ImmutableArray<GroupState> Groups { get; init; } = [];

    /// <summary>Reservations that were neither reported nor given back nor forgotten.</summary>
    public ImmutableArray<ReservationState> Reservations { get; init; } = [];

    /// <summary>Who waits.</summary>
    public ImmutableArray<PlaceState> Line { get; init; } = [];

    /// <summary>Since when the service cannot be reached; null: as far as is known it can.</summary>
    public OutageState? Outage { get; init; }
}

/// <summary>One key.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Group">Its group.</param>
/// <param name="Requests">Its own limit; null: the pool's.</param>
/// <param name="Joined">The serial when it joined.</param>
/// <param name="Used">The serial when it was last granted.</param>
/// <param name="Out">True: invalid or not entitled.</param>
public sealed record KeyState(string Id, string Group, int? Requests, long Joined, long Used, bool Out);

/// <summary>One group.</summary>
public sealed record GroupState
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>For each start that still counts: when it will no longer. Ascending.</summary>
    public ImmutableArray<long> Slots { get; init; } = [];

    /// <summary>Those of <see cref="Slots"/> that the service refused. Ascending.</summary>
    public ImmutableArray<long> Refused { get; init; } = [];

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

    /// <summary>The learned limit; null: the configured one is believed.</summary>
    public int? Learned { get; init; }

    /// <summary>By how much the learned limit is raised next.</summary>
    public int Step { get; init; } = 1;

    /// <summary>How many times in a row the limit proved too high.</summary>
    public int Refusals { get; init; }

    /// <summary>When the limit in force was first used up; 0: not yet.</summary>
    public long FullAt { get; init; }

    /// <summary>When the last refusal became known.</summary>
    public long RefusedAt { get; init; }

    /// <summary>The limit that was in force then.</summary>
    public int RefusedLimit { get; init; }
}

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
public sealed record ReservationState(string Id, long Serial, string Key, string Group, string Claimant, long NotBefore, long Slot);

/// <summary>One place in line.</summary>
/// <param name="Claimant">Whose.</param>
/// <param name="Want">How many it still wants.</param>
/// <param name="Served">How many it was given, counted from where it joined.</param>
/// <param name="Place">Who of equally served ones is first.</param>
/// <param name="Until">When it was told to ask again.</param>
public sealed record PlaceState(string Claimant, int Want, long Served, long Place, long Until);

/// <summary>The service cannot be reached.</summary>
/// <param name="Rung">The next rung of the ladder of pauses.</param>
/// <param name="Until">No call before this instant.</param>
/// <param name="Serial">The last serial when that became known: what was granted before tells nothing new.</param>
public sealed record OutageState(int Rung, long Until, long Serial);
