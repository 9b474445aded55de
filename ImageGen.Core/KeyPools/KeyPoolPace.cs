namespace ImageGen.Core.KeyPools;

/// <summary>When a claimant that has the pool to itself may begin further calls, as far as known now.</summary>
/// <param name="At">Now.</param>
/// <param name="Window">How long after its use a slot is free again, margin included.</param>
/// <param name="FreeInMs">For each slot of the groups that are in order: in how many milliseconds it is free; 0: now. Ascending.</param>
public sealed record KeyPoolPace(DateTimeOffset At, TimeSpan Window, ImmutableArray<int> FreeInMs)
{
    /// <summary>A pool of more slots gives no pace: there a few more or less do not matter, and it would be long.</summary>
    public const int MostSlots = 256;
}
