using System.Text.Json.Serialization;

namespace ImageGen.Core.KeyPools;

/// <summary>A reservation of the reply before, as its claimant received it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Key">The id of its key.</param>
/// <param name="Expires">Not to be used after this instant.</param>
/// <param name="Follows">The id of the reservation in whose place it follows; null: it has a place of its own.</param>
public sealed record ReceivedReservation(
    string Id,
    string Key,
    DateTimeOffset Expires,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Follows = null);
