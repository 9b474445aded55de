namespace ImageGen.Simulator.Limits;

/// <summary>The limits of a project and a model; null: no limit. Its windows are already divided by the speed.</summary>
/// <param name="PerWindow">Requests in any <paramref name="Window"/>.</param>
/// <param name="ByProject">Projects that have another limit.</param>
/// <param name="Window">The sliding window of requests.</param>
/// <param name="PerDay">Requests in a day of the Pacific zone.</param>
/// <param name="SpendUsd">US dollars in any <paramref name="SpendWindow"/>.</param>
/// <param name="SpendWindow">The sliding window of spending.</param>
internal sealed record QuotaLimits(
    int? PerWindow,
    ImmutableDictionary<string, int> ByProject,
    TimeSpan Window,
    int? PerDay,
    decimal? SpendUsd,
    TimeSpan SpendWindow);
