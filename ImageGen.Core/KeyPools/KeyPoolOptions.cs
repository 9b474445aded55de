namespace ImageGen.Core.KeyPools;

/// <summary>The limits of a key pool's quota projects. All are per project, because Gemini's limits are.</summary>
public sealed record KeyPoolOptions
{
    /// <summary>Requests per <see cref="Window"/>. Default 10; 1 to 100,000.</summary>
    public int Requests { get; init; } = 10;

    /// <summary>The sliding window of <see cref="Requests"/>. Default one minute; 1 ms to 1 day.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Added to the window before a slot is used again, because the way from here to the service is not equally long each time.
    /// Default null: 1/200 of the window.
    /// </summary>
    public TimeSpan? Margin { get; init; }

    /// <summary>US dollars per <see cref="SpendWindow"/>; null (default): no limit.</summary>
    public decimal? SpendUsd { get; init; }

    /// <summary>The sliding window of <see cref="SpendUsd"/>. Default ten minutes. Ignored when there is no spend limit.</summary>
    public TimeSpan SpendWindow { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Requests per day, until midnight America/Los_Angeles; null (default): none is configured, and the service's 429 decides.
    /// </summary>
    public int? RequestsPerDay { get; init; }

    /// <summary>Attempts in flight per quota project; null (default): no cap.</summary>
    public int? MaxInFlight { get; init; }

    /// <summary>
    /// Attempts in flight of all quota projects together, for a host that cannot take more at once; null (default): no cap. Holds beside
    /// <see cref="MaxInFlight"/>.
    /// </summary>
    public int? MaxInFlightInAll { get; init; }

    /// <summary>
    /// Attempts in flight of all quota projects together at first; then the cap grows while attempts succeed and is halved when they time
    /// out or the service fails. Null (default): no such cap. A host sets it where <see cref="MaxInFlightInAll"/> is not configured.
    /// </summary>
    public int? InFlightAtFirst { get; init; }

    /// <summary>How far ahead of now a reservation may lie. Default zero; a host whose timers are late sets a few seconds.</summary>
    public TimeSpan Lookahead { get; init; } = TimeSpan.Zero;

    /// <summary>How long after <see cref="Reservation.NotBefore"/> an attempt may still begin. Default one second.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// A claimant that does not come back within this time after the instant at which it was told to ask again loses its place in line.
    /// Default null: a sixth of the window.
    /// </summary>
    public TimeSpan? PlaceTimeout { get; init; }

    /// <summary>A reservation without report counts as in flight for this long, then as lost. Default five minutes.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromMinutes(5);
}
