namespace ImageGen.Simulator.Troubles;

/// <summary>Projects that share one prepaid credit. Once it is used up, every call of theirs is refused.</summary>
/// <param name="PrepaidUsd">The credit at the start, US dollars; 0 or more.</param>
/// <param name="Projects">The projects of the account; empty: all.</param>
public sealed record BillingAccount(decimal PrepaidUsd, params ImmutableArray<string> Projects)
{
    /// <summary>
    /// True: a bare 429 whose message speaks of the prepaid credit, as before 402 was introduced. Default false: 402.
    /// </summary>
    public bool AnswersWith429 { get; init; }

    internal bool Has(string project) => Projects.IsDefaultOrEmpty || Projects.Contains(project);
}
