namespace ImageGen.Core.Workflows.Styles;

/// <summary>What keeps one execution of <see cref="StyleWorkflow"/> small, however long the storyboard is.</summary>
/// <remarks>
/// Part of the workflow, as its code is: an execution that is replayed has to stop where its history did, so a host has one value and
/// changes it only as it changes code.
/// </remarks>
/// <param name="Window">How many beats at most it takes in hand; 1 or more.</param>
/// <param name="LongestExecution">
/// After so many calls a new execution begins, as soon as nothing is in flight, so that histories stay short. An execution makes a few
/// calls more: those that the last exchange with the key pool allowed. 1 or more.
/// </param>
/// <param name="Following">
/// How many further attempts it makes in one place before it exchanges with its key pool again: spares history, and lets the pool hear
/// later. 0 or more.
/// </param>
/// <param name="MayRunTwice">
/// True: the engine may run an activity once more after its outcome was taken in, so that an attempt that was held may still be made for as
/// long as its reservation is valid.
/// </param>
/// <param name="Slack">
/// How much later than the key pool's instant it may ask again, which spares delays. The host's lookahead has to be longer.
/// </param>
public sealed record StyleLimits(
    int Window, int LongestExecution, int Following = 0, bool MayRunTwice = false, TimeSpan Slack = default)
{
    // A plan of more might pass the 32 KB of a payload.
    private const int LargestStep = 100;

    /// <summary>For an engine to which a history of some thousand entries is nothing: 256 beats, 500 calls.</summary>
    public static StyleLimits Default { get; } = new(Window: 256, LongestExecution: 500);

    /// <summary>How many beats it takes in hand at once.</summary>
    internal int Step => Math.Clamp(Window / 2, 1, LargestStep);
}
