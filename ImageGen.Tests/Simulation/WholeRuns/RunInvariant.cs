namespace ImageGen.Tests.Simulation.WholeRuns;

/// <summary>A trust rule as what must hold of every simulated run, whatever happens; its name is its type's.</summary>
internal abstract class RunInvariant
{
    /// <summary>Takes what does not hold, in words.</summary>
    public Action<string> Report { get; set; } = _ => { };

    /// <summary>One of each kind, for one world.</summary>
    public static ImmutableArray<RunInvariant> All() =>
    [
        new FinishedMeansStored(), new WaitsAreNoFailures(), new LimitsAreKept(), new BlockedPromptIsFinal(), new AttemptIsLoggedFirst(),
        new BillIsCovered(), new CostLimitIsKept(), new RequestsAreKept(), new PaidImageIsKept(), new ImageIsMadeOnce(),
        new SecretsStaySecret(),
        new TroubleStaysItsOwn(), new EveryRunEnds(), new ChoiceIsKept(),
    ];

    /// <summary>An attempt arrives at the service; it is not yet among its calls.</summary>
    public virtual void OnCall(SimulatedRuns world, GeminiCall call)
    {
    }

    /// <summary>A text that people or an engine may see.</summary>
    public virtual void OnText(SimulatedRuns world, string place, string text)
    {
    }

    /// <summary>All runs have ended, or nothing happens any more.</summary>
    public virtual void AtEnd(SimulatedRuns world)
    {
    }

    protected void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            Report(otherwise);
        }
    }
}
