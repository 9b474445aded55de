namespace ImageGen.Core.Runs;

/// <summary>How a start ended.</summary>
public abstract record StartResult
{
    private StartResult()
    {
    }

    /// <summary>The run is in the store and its workflow was woken.</summary>
    /// <param name="Run">What was stored.</param>
    public sealed record Started(RunDocument Run) : StartResult;

    /// <summary>The start was made before, with the same key and body; nothing was started now.</summary>
    /// <param name="RunId">The run that it started.</param>
    public sealed record Repeated(string RunId) : StartResult;

    /// <summary>The key was used for another request; nothing was started.</summary>
    public sealed record KeyReused : StartResult;

    /// <summary>A run of the project is not over yet; nothing was started.</summary>
    /// <param name="RunId">That run.</param>
    public sealed record AlreadyActive(string RunId) : StartResult;

    /// <summary>The project's last run cannot be read by this version, and so may not be over; nothing was started.</summary>
    /// <param name="Why">For people: which run, and what to do.</param>
    public sealed record Unreadable(string Why) : StartResult;

    /// <summary>The request names approved images without saying that they may be generated again; nothing was started.</summary>
    /// <param name="Why">For people: which beats, and what to do.</param>
    public sealed record Refused(string Why) : StartResult;

    /// <summary>As many runs as the host allows are not over yet; nothing was started.</summary>
    /// <param name="Max">How many it allows.</param>
    public sealed record TooMany(int Max) : StartResult;
}
