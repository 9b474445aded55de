namespace ImageGen.Tests.Simulation.WholeRuns;

/// <summary>Pieces of the world that a test replaces by broken ones, to see an invariant fail.</summary>
internal sealed record SimulatedPieces
{
    public Func<IRunStore, IRunStore> Store { get; init; } = store => store;

    public Func<IImageStore, IImageStore> Images { get; init; } = images => images;

    public Func<IImageModel, IImageModel> Model { get; init; } = model => model;

    public Func<IApiKeySource, IApiKeySource> Keys { get; init; } = keys => keys;

    /// <summary>By how much the key pools exceed the service's limit.</summary>
    public int LimitFactor { get; init; } = 1;

    /// <summary>Called when a person's request was acknowledged.</summary>
    public Action<SimulatedRuns, Acknowledged> Machine { get; init; } = (_, _) => { };

    /// <summary>Hosts wake their runs again after a crash.</summary>
    public bool WakesAfterCrash { get; init; } = true;
}

/// <summary>What a person asked of a run, and was told that it is done.</summary>
internal sealed record Acknowledged(string RunId, Asked What, DateTimeOffset At, ImmutableArray<BeatRef> Beats)
{
    /// <summary>How many events the run's log had then.</summary>
    public int Position { get; init; }

    /// <summary>Of the candidate that was chosen.</summary>
    public int Number { get; init; }
}

internal enum Asked
{
    Pause,
    Resume,
    Cancel,
    Retry,
    Regenerate,
    First,
    Skip,
    Choose,
}
