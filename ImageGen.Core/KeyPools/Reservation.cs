using System.Text.Json.Serialization;

namespace ImageGen.Core.KeyPools;

/// <summary>The right to begin one call.</summary>
/// <param name="Id">Its id, unique in the pool.</param>
/// <param name="KeyId">With which key.</param>
/// <param name="NotBefore">Not before this instant.</param>
/// <param name="Expires">Not after this instant: later it has to be given back and asked for again.</param>
/// <param name="Following">
/// For further calls in the place of this one, one after the other: each may begin when the call before it has ended with an image. Null:
/// none.
/// </param>
public sealed record Reservation(
    [property: JsonPropertyName("reservation")] string Id,
    string KeyId,
    DateTimeOffset NotBefore,
    DateTimeOffset Expires,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ImmutableArray<Reservation>? Following = null);
