namespace ImageGen.Core.Queue;

/// <summary>How many beats of a queue are in each state.</summary>
/// <param name="Pending">Still to be generated, those that wait for a predecessor or a back-off included.</param>
/// <param name="InFlight">Started, not ended.</param>
/// <param name="Done">With an image.</param>
/// <param name="Failed">Failed for good.</param>
/// <param name="Skipped">Skipped by a person.</param>
public readonly record struct BeatCounts(int Pending, int InFlight, int Done, int Failed, int Skipped);
