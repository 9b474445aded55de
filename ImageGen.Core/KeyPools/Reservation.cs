using System.Text.Json.Serialization;

namespace ImageGen.Core.KeyPools;

/// <summary>The right to begin one call.</summary>
/// <param name="Id">Its id, unique in the pool.</param>
/// <param name="KeyId">With which key.</param>
/// <param name="NotBefore">Not before this instant.</param>
/// <param name="Expires">Not after this instant: later it has to be given back and asked for again.</param>
public sealed record Reservation(
    [property: JsonPropertyName("reservation")] string Id, string KeyId, DateTimeOffset NotBefore, DateTimeOffset Expires);
