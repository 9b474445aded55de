namespace ImageGen.Tests.Core.KeyPools;

/// <summary>Instants of a day on which the pools of these tests are asked.</summary>
internal static class PoolTimes
{
    public static readonly DateTimeOffset Start = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    public static readonly DateTimeOffset Midnight = new(2026, 3, 3, 8, 0, 0, TimeSpan.Zero);
}
