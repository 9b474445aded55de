using ImageGen.Core.KeyPools;

namespace ImageGen.Core.Queue;

/// <summary>What a queue asks of the key pool.</summary>
/// <param name="Want">How many attempts to begin now: <see cref="KeyPoolRequest.Want"/>.</param>
/// <param name="Again">
/// When to ask the queue again if no event comes before; null: not before an event (an attempt ends, a slot is free).
/// </param>
public readonly record struct QueueRequest(int Want, DateTimeOffset? Again);
