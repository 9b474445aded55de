namespace ImageGen.Simulator.Troubles;

/// <summary>A time in which calls are answered 503, in all projects or in one.</summary>
/// <param name="Duration">How long it lasts, more than zero; <see cref="TimeSpan.MaxValue"/>: always.</param>
/// <param name="Start">When it begins, counted from the first call. Default zero: with the first call.</param>
/// <param name="Project">The only project that is overloaded; null: all of them.</param>
public sealed record Overload(TimeSpan Duration, TimeSpan Start = default, string? Project = null)
{
    /// <summary>How long each 503 takes; 0 or more. Default 1 s.</summary>
    public TimeSpan AnswersAfter { get; init; } = TimeSpan.FromSeconds(1);

    internal bool Covers(string project, TimeSpan sinceFirstCall) =>
        (Project is null || Project == project)
        && sinceFirstCall >= Start
        && (Duration == TimeSpan.MaxValue || sinceFirstCall < Start + Duration);

    internal IEnumerable<string> Validate()
    {
        if (Duration <= TimeSpan.Zero) yield return $"Overloads has a duration of {Duration}; it must be more than zero.";
        if (Start < TimeSpan.Zero) yield return $"Overloads has a start of {Start}; it must be 0 or more.";
        if (AnswersAfter < TimeSpan.Zero) yield return $"Overloads answers after {AnswersAfter}; it must be 0 or more.";
    }
}
