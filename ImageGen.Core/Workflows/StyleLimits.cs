namespace ImageGen.Core.Workflows;

/// <summary>What keeps one execution of <see cref="StyleWorkflow"/> small, however long the storyboard is.</summary>
/// <param name="Window">How many beats at most it takes in hand.</param>
/// <param name="LongestExecution">After so many calls a new execution begins, as soon as nothing is in flight, so that histories stay short.</param>
internal sealed record StyleLimits(int Window, int LongestExecution)
{
    // A plan of more might pass the 32 KB of a payload.
    private const int LargestStep = 100;

    public static StyleLimits Default { get; } = new(Window: 256, LongestExecution: 500);

    /// <summary>How many beats it takes in hand at once.</summary>
    public int Step => Math.Clamp(Window / 2, 1, LargestStep);
}
