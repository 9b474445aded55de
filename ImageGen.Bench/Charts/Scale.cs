namespace ImageGen.Bench.Charts;

/// <summary>Values to pixels along one axis.</summary>
internal sealed class Scale
{
    private readonly double _low;
    private readonly double _high;
    private readonly double _from;
    private readonly double _to;
    private readonly bool _isLog;

    private Scale(double low, double high, double from, double to, bool isLog, IReadOnlyList<double> ticks) =>
        (_low, _high, _from, _to, _isLog, Ticks) = (low, high, from, to, isLog, ticks);

    /// <summary>Round values to mark.</summary>
    public IReadOnlyList<double> Ticks { get; }

    /// <summary>From zero to a round number at or above <paramref name="max"/>, in about five steps.</summary>
    public static Scale FromZero(double max, double from, double to)
    {
        var step = RoundUp(Math.Max(max, 1e-9) / 5);
        var count = (int)Math.Ceiling((max / step) - 1e-9);
        return new Scale(
            0, Math.Max(count, 1) * step, from, to, false, [.. Enumerable.Range(0, Math.Max(count, 1) + 1).Select(i => i * step)]);
    }

    /// <summary>Exactly the given values are marked; they may be spread by their logarithms.</summary>
    public static Scale Of(IReadOnlyList<double> values, double from, double to, bool isLog) =>
        new(Map(values.Min(), isLog), Map(values.Max(), isLog), from, to, isLog, values);

    public double At(double value)
    {
        var span = _high - _low;
        return _from + ((_to - _from) * (span == 0 ? 0.5 : (Map(value, _isLog) - _low) / span));
    }

    /// <summary>1, 2, 2.5 or 5 times a power of ten.</summary>
    private static double RoundUp(double value)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(value)));
        double[] steps = [1, 2, 2.5, 5, 10];
        return steps.First(s => s * power >= value - (1e-9 * power)) * power;
    }

    private static double Map(double value, bool isLog) => isLog ? Math.Log10(value) : value;
}
