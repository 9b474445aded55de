using System.Text.Json.Serialization;

namespace ImageGen.Core.KeyPools;

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
/// <param name="Instance">
/// The workflow instance that asks, filled in by the engine: it is signalled when something is free before the instant it was told. Null:
/// it only asks again by itself.
/// </param>
/// <param name="Following">
/// How many calls it can make in one place, one after the other, behind each that it wants. They are given while places in flight are what
/// is short and starts are not, and spare an exchange each.
/// </param>
/// <param name="CallTakes">How long a call takes, as far as known; null: not told.</param>
public sealed record KeyPoolRequest(
    string Claimant,
    int Want,
    ImmutableArray<AttemptReport> Reports,
    ImmutableArray<string> Release,
    ImmutableArray<KeyDescriptor>? Keys = null,
    bool Forgive = false,
    string? Model = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool ResetLimits = false,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Instance = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int Following = 0,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] TimeSpan? CallTakes = null)
{
    /// <summary>
    /// Every reservation of the reply to the receiver's request before this one; empty: it had none, or this is the first. Null: not told.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImmutableArray<ReceivedReservation>? Received { get; init; }

    /// <summary>
    /// Ids of reservations that were not used, but of which a second delivery of the same work may still make use until they expire: their
    /// places are free, their slots are not. Null: none.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImmutableArray<string>? Unmade { get; init; }

    /// <summary>
    /// What tells one execution of the claimant from another, which knows nothing of the reservations of this one. Null: it does not state
    /// what it received.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Receiver { get; init; }
}
