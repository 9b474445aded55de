namespace ImageGen.Core.KeyPools;

/// <summary>Why a claimant has to wait.</summary>
/// <param name="Kind">What for.</param>
/// <param name="Until">
/// When to ask again. Null for <see cref="KeyWaitKind.NoUsableKey"/> and <see cref="KeyWaitKind.ModelUnavailable"/>: waiting does not help;
/// and for <see cref="KeyWaitKind.Turn"/> of a claimant with an attempt in flight: when that ends, or when it is called.
/// </param>
/// <param name="Keys">How many keys the pool has, out-of-order ones included.</param>
/// <param name="Out">How many of them cannot be used for the model: not valid, or their project is excluded.</param>
/// <param name="Since">Since when an outage lasts; null: it is none.</param>
/// <param name="Detail">Of an outage the service's code; of excluded projects and accounts the reason for people; null: none.</param>
public sealed record KeyPoolWait(
    KeyWaitKind Kind, DateTimeOffset? Until, int Keys, int Out = 0, DateTimeOffset? Since = null, string? Detail = null);
