namespace ImageGen.Local.Storage.Inbox;

/// <summary>What a process asks of the one that works on the data folder.</summary>
/// <param name="Kind">What.</param>
/// <param name="RunId">Of which run; empty: of the folder as a whole.</param>
/// <param name="SentAt">When.</param>
/// <param name="MaxCostUsd">With a resume: the new cost limit; null: as before.</param>
/// <param name="DropInFlight">With a cancellation: abandon the calls that are under way.</param>
internal sealed record RunCommand(
    RunCommandKind Kind, string RunId, DateTimeOffset SentAt, decimal? MaxCostUsd = null, bool DropInFlight = false);

internal enum RunCommandKind
{
    Pause,
    Resume,
    Cancel,
    Retry,

    /// <summary>Forget the learned limits of all styles.</summary>
    ResetLimits,
}

/// <summary>What became of a <see cref="RunCommand"/>.</summary>
internal abstract record RunCommandOutcome
{
    private RunCommandOutcome()
    {
    }

    /// <summary>It was carried out.</summary>
    public sealed record Done : RunCommandOutcome;

    /// <summary>It was refused.</summary>
    /// <param name="Problem">Why, for people.</param>
    public sealed record Refused(string Problem) : RunCommandOutcome;

    /// <summary>No one took it in time; it was withdrawn and will not be carried out.</summary>
    public sealed record NotTaken : RunCommandOutcome;
}
