namespace ImageGen.Simulator.Log;

/// <summary>What the stand-in has seen so far.</summary>
/// <param name="Calls">Calls of <c>generateContent</c> and of paths that do not exist, those in flight included.</param>
/// <param name="Images">Whole pictures of the type that they claim to be.</param>
/// <param name="InFlight">Calls without an answer yet.</param>
/// <param name="MaxInFlight">The most calls without an answer at any time.</param>
/// <param name="GaveUp">Calls whose client went away before the answer.</param>
/// <param name="RateLimited">429 answers by class, injected ones included.</param>
/// <param name="Refused">Other refusals that the client itself brought about, by outcome.</param>
/// <param name="Faults">Injected faults by name.</param>
/// <param name="Projects">For each project what it did.</param>
/// <param name="EstimatedCostUsd">
/// The sum of <see cref="CallRecord.BilledUsd"/>, calls in flight and images that never arrived included.
/// </param>
public sealed record SimulatorStats(
    long Calls,
    long Images,
    int InFlight,
    int MaxInFlight,
    long GaveUp,
    ImmutableSortedDictionary<string, long> RateLimited,
    ImmutableSortedDictionary<string, long> Refused,
    ImmutableSortedDictionary<string, long> Faults,
    ImmutableSortedDictionary<string, ProjectStats> Projects,
    decimal EstimatedCostUsd);

/// <summary>What one project did.</summary>
/// <param name="Calls">Calls with keys of this project that were answered.</param>
/// <param name="Images">Pictures among them.</param>
/// <param name="Limit">Its requests per window; null: no limit.</param>
/// <param name="MaxAdmittedInWindow">The most calls let in within any window of one model.</param>
/// <param name="MaxArrivedInWindow">The most calls that came within any window of one model, those refused for it included.</param>
/// <param name="Today">Calls let in since midnight Pacific.</param>
public sealed record ProjectStats(long Calls, long Images, int? Limit, int MaxAdmittedInWindow, int MaxArrivedInWindow, int Today);
