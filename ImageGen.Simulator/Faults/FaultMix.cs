namespace ImageGen.Simulator.Faults;

/// <summary>Faults by chance: for each its share of all calls, 0 to 1; the shares together at most 1.</summary>
/// <remarks>
/// Which fault a call gets depends on the seed, its prompt and how often that prompt has come before, so that the same seed gives the
/// same faults however the calls of different beats interleave.
/// </remarks>
/// <param name="Rates">The faults and their shares.</param>
public sealed record FaultMix(ImmutableArray<(SimulatedFault Fault, double Rate)> Rates)
{
    /// <summary>No faults.</summary>
    public static FaultMix None { get; } = new(ImmutableArray<(SimulatedFault, double)>.Empty);

    /// <summary>An ordinary bad day, one call in eight: everything in it can be got over, a good client finishes every beat.</summary>
    public static FaultMix Standard { get; } = new(
    [
        (SimulatedFault.Unavailable, 0.04), (SimulatedFault.InternalError, 0.01), (SimulatedFault.DeadlineExceeded, 0.005),
        (SimulatedFault.HtmlErrorPage, 0.005), (SimulatedFault.PerMinute, 0.01), (SimulatedFault.Bare, 0.005),
        (SimulatedFault.CutBeforeAnswer, 0.005), (SimulatedFault.CutMidBody, 0.005), (SimulatedFault.FinishedWith("NO_IMAGE"), 0.01),
        (SimulatedFault.TextOnly, 0.01), (SimulatedFault.FinishedWith("IMAGE_OTHER"), 0.005), (SimulatedFault.MislabelledImage, 0.005),
        (SimulatedFault.TrailingBytes, 0.005), (SimulatedFault.TruncatedImage, 0.005),
    ]);

    /// <summary>All that can happen, about two calls in five, final faults and calls that never answer among it.</summary>
    public static FaultMix Harsh { get; } = new(
    [
        (SimulatedFault.Unavailable, 0.08), (SimulatedFault.InternalError, 0.02), (SimulatedFault.DeadlineExceeded, 0.02),
        (SimulatedFault.HtmlErrorPage, 0.01), (SimulatedFault.HtmlInsteadOfJson, 0.01), (SimulatedFault.Redirect, 0.005),
        (SimulatedFault.Hang, 0.01), (SimulatedFault.HugeBody, 0.002), (SimulatedFault.PerMinute, 0.04), (SimulatedFault.Bare, 0.01),
        (SimulatedFault.Spend, 0.01), (SimulatedFault.CutBeforeAnswer, 0.02), (SimulatedFault.CutMidBody, 0.02),
        (SimulatedFault.FinishedWith("NO_IMAGE"), 0.02), (SimulatedFault.FinishedWith("IMAGE_OTHER"), 0.01),
        (SimulatedFault.FinishedWith("OTHER"), 0.005), (SimulatedFault.FinishedWith("IMAGE_SOMETHING_NEW"), 0.005),
        (SimulatedFault.TextOnly, 0.02), (SimulatedFault.NoCandidates, 0.005), (SimulatedFault.FinishedWith("IMAGE_SAFETY"), 0.01),
        (SimulatedFault.FinishedWith("PROHIBITED_CONTENT"), 0.005), (SimulatedFault.PromptBlocked(), 0.005),
        (SimulatedFault.NotAnImage, 0.005), (SimulatedFault.WrongType, 0.005),
        .. Images(0.003, SimulatedFault.TruncatedImage, SimulatedFault.ZeroedImage, SimulatedFault.BrokenImage),
        .. Images(0.002, [.. SimulatedFault.ViewableImages]),
    ]);

    /// <summary>One fault with the share <paramref name="rate"/>.</summary>
    public static FaultMix Of(SimulatedFault fault, double rate = 1) => new([(fault, rate)]);

    /// <summary>Each in each type, so often.</summary>
    private static IEnumerable<(SimulatedFault Fault, double Rate)> Images(double rate, params SimulatedFault[] faults) =>
        from fault in faults from format in Enum.GetValues<AnswerFormat>() select (fault.In(format), rate);

    internal SimulatedFault? Draw(ref SeededRandom random)
    {
        var at = random.NextDouble();
        foreach (var (fault, rate) in Rates)
        {
            at -= rate;
            if (at < 0) return fault;
        }

        return null;
    }

    internal IEnumerable<string> Validate()
    {
        foreach (var (fault, rate) in Rates.Where(r => r.Rate is not (>= 0 and <= 1)))
        {
            yield return FormattableString.Invariant($"Faults has {rate} for '{fault}'; a share must be 0 to 1.");
        }

        if (Rates.Sum(r => r.Rate) > 1 + 1e-9) yield return "Faults has shares that add up to more than 1.";
    }
}
