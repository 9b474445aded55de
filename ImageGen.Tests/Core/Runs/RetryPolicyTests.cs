namespace ImageGen.Tests.Core.Runs;

public sealed class RetryPolicyTests
{
    private static readonly ModelFailure Busy = new(FailureKind.Transient, "503");

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 4)]
    [InlineData(3, 8)]
    [InlineData(5, 32)]
    [InlineData(6, 60)]
    [InlineData(1000, 60)]
    public void Delay_ManyBeatsFailAtOnce_AreSpreadFromZeroToTheDoubledBase(int failures, double seconds)
    {
        double[] delays = [.. Enumerable.Range(0, 2000).Select(
            seed => RetryPolicy.Default.Delay(Busy, failures, (ulong)seed).TotalSeconds)];

        Assert.InRange(delays.Min(), 0, seconds * 0.01);
        Assert.InRange(delays.Max(), seconds * 0.99, seconds);
        Assert.InRange(delays.Average(), seconds * 0.47, seconds * 0.53);
    }

    [Fact]
    public void Delay_FurtherFailure_DrawsAnew() => Assert.NotEqual(
        RetryPolicy.Default.Delay(Busy, 10, seed: 1), RetryPolicy.Default.Delay(Busy, 11, seed: 1));

    [Theory]
    [InlineData(FailureKind.Transient, 90, 90)]
    [InlineData(FailureKind.Transient, 600, 600)]
    [InlineData(FailureKind.Transient, 601, 600)]
    [InlineData(FailureKind.NoImage, 90, 90)]
    [InlineData(FailureKind.NoImage, 86_400, 600)]
    [InlineData(FailureKind.NoImage, -5, 0)]
    [InlineData(FailureKind.BrokenImage, null, 0)]
    public void Delay_ServiceAsksToWait_IsObeyedUpToTenMinutes(FailureKind kind, int? asked, int seconds)
    {
        var retryAfter = asked is { } wait ? TimeSpan.FromSeconds(wait) : (TimeSpan?)null;

        Assert.Equal(TimeSpan.FromSeconds(seconds), RetryPolicy.Default.Delay(new ModelFailure(kind, "x", retryAfter), 1, 1));
    }

    [Fact]
    public void Delay_AsksForLessThanIsDrawn_TheDrawnOneHolds()
    {
        var drawn = RetryPolicy.Default.Delay(Busy, 6, seed: 1);

        Assert.Equal(drawn, RetryPolicy.Default.Delay(Busy with { RetryAfter = drawn / 2 }, 6, seed: 1));
        Assert.Equal(drawn * 1.5, RetryPolicy.Default.Delay(Busy with { RetryAfter = drawn * 1.5 }, 6, seed: 1));
    }
}
