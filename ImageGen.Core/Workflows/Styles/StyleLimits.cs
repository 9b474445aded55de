namespace ImageGen.Core.Workflows.Styles;

/// <summary>Limits that keep one execution of <see cref="StyleWorkflow"/> small, however long the storyboard is.</summary>
/// <remarks>
/// Part of the workflow, as its code is: an execution that is replayed has to stop where its history did, so a host has one value and
/// changes it only as it changes code.
/// </remarks>
/// <param name="Window">How many beats it has in hand at most; 1 or more.</param>
/// <param name="LongestExecution">
/// After so many activity calls a new execution begins, as soon as nothing is in flight, so that histories stay short. An execution makes
/// a few more: the attempts that the last exchange with the key pool granted. 1 or more.
/// </param>
/// <param name="Following">
/// How many further attempts it makes in one place before it exchanges with its key pool again: spares history, but delays reports to the
/// pool. 0 or more.
/// </param>
/// <param name="MayRunTwice">
/// True: the engine may run an activity again after its outcome was received, so that an attempt that was held may still be made for as
/// long as its reservation is valid.
/// </param>
/// <param name="Slack">
/// How much later than the key pool's instant it may ask again, which spares delays. Must be shorter than the host's lookahead.
/// </param>
public sealed record StyleLimits(
    int Window, int LongestExecution, int Following = 0, bool MayRunTwice = false, TimeSpan Slack = default)
{
    // A plan of more might pass the 32 KB of a payload.
    private const int LargestStep = 100;

    /// <summary>For an engine that handles a history of some thousand entries with ease: 256 beats, 500 activity calls.</summary>
    public static StyleLimits Default { get; } = new(Window: 256, LongestExecution: 500);

    /// <summary>How many beats one plan adds.</summary>
    internal int Step => Math.Clamp(Window / 2, 1, LargestStep);
}
