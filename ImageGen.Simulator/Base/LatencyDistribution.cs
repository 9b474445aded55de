namespace ImageGen.Simulator.Base;

/// <summary>How long a image takes: lognormal through the median and the 99th percentile, cut off below.</summary>
/// <param name="Min">The shortest; 0 or more.</param>
/// <param name="Median">Half of all calls are quicker; at least <paramref name="Min"/>.</param>
/// <param name="P99">One call in a hundred is slower; at least <paramref name="Median"/>.</param>
public sealed record LatencyDistribution(TimeSpan Min, TimeSpan Median, TimeSpan P99)
{
    private const double NormalP99 = 2.3263;

    /// <summary>Answers at once.</summary>
    public static LatencyDistribution None { get; } = Fixed(TimeSpan.Zero);

    /// <summary>What people see of Gemini: 4 s at least, 8 s in the middle, 25 s for one in a hundred.</summary>
    public static LatencyDistribution Typical { get; } = new(TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(8), TimeSpan.FromSeconds(25));

    /// <summary>Every call takes <paramref name="latency"/>.</summary>
    public static LatencyDistribution Fixed(TimeSpan latency) => new(latency, latency, latency);

    internal TimeSpan Draw(ref SeededRandom random)
    {
        if (P99 <= TimeSpan.Zero) return TimeSpan.Zero;
        if (P99 == Min) return Min;
        var sigma = Math.Log(P99 / Median) / NormalP99;
        var drawn = Median * Math.Exp(sigma * random.NextNormal());
        return drawn < Min ? Min : drawn;
    }

    internal IEnumerable<string> Validate()
    {
        if (Min < TimeSpan.Zero) yield return $"Latency.Min is {Min}; it must be 0 or more.";
        if (Median < Min) yield return $"Latency.Median is {Median}; it must be at least Min ({Min}).";
        if (P99 < Median) yield return $"Latency.P99 is {P99}; it must be at least Median ({Median}).";
        if (P99 > Min && Median <= TimeSpan.Zero) yield return "Latency.Median is zero; it must be more than zero unless P99 is zero too.";
    }
}
