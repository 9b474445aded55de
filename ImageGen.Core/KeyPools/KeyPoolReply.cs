using System.Text.Json.Serialization;
using ImageGen.Core.Models;

namespace ImageGen.Core.KeyPools;

/// <summary>What the pool answers.</summary>
/// <param name="Reservations">
/// As many as can be had now (or within <see cref="KeyPoolOptions.Lookahead"/>), at most what was wanted.
/// </param>
/// <param name="Wait">Why there are fewer than wanted; null when there are as many.</param>
/// <param name="Pace">What the claimant may count on, for its queue to plan with; null while it shares the pool with others.</param>
/// <param name="Learned">The projects whose learned limit is below the configured one, by name; null: none.</param>
/// <param name="Next">
/// Workflow instances of others in line for which something came free with this exchange: the claimant signals them. Null: none.
/// </param>
public sealed record KeyPoolReply(
    [property: JsonPropertyName("grants")] ImmutableArray<Reservation> Reservations,
    KeyPoolWait? Wait,
    KeyPoolPace? Pace = null,
    ImmutableArray<ProjectLimit>? Learned = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ImmutableArray<string>? Next = null);
