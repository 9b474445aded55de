using ImageGen.Core.Runs;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Api.Requests;

/// <summary>What a client asks of a run, out of an address and a body. A closed set.</summary>
public abstract record ControlCommand
{
    private ControlCommand()
    {
    }

    /// <summary>No paid call begins until it is resumed.</summary>
    /// <param name="Reason">Why, for people; null: not given.</param>
    public sealed record Pause(string? Reason) : ControlCommand;

    /// <summary>Paid calls may begin again.</summary>
    /// <param name="MaxCostUsd">The new cost limit; null: as before.</param>
    public sealed record Resume(decimal? MaxCostUsd) : ControlCommand;

    /// <summary>No paid call begins any more.</summary>
    /// <param name="DropInFlight">Calls under way are dropped (and may be billed) instead of finished.</param>
    public sealed record Cancel(bool DropInFlight) : ControlCommand;

    /// <summary>Something is asked of beats.</summary>
    /// <param name="Kind">What.</param>
    /// <param name="Beats">Of which; empty: of all that it can apply to.</param>
    /// <param name="IncludeApproved">True: approved images, too, are generated again.</param>
    public sealed record Request(BeatRequestKind Kind, ImmutableArray<BeatRef> Beats, bool IncludeApproved = false) : ControlCommand;

    /// <summary>Hands the command to the service that carries it out.</summary>
    public Task<ControlResult> SendAsync(RunService runs, string runId, CancellationToken cancellationToken) => this switch
    {
        Pause c => runs.PauseAsync(runId, c.Reason ?? "A person paused it.", cancellationToken),
        Resume c => runs.ResumeAsync(runId, c.MaxCostUsd, cancellationToken),
        Cancel c => runs.CancelAsync(runId, c.DropInFlight, cancellationToken),
        Request c => runs.RequestAsync(runId, c.Kind, c.Beats, cancellationToken, c.IncludeApproved),
        _ => throw new InvalidOperationException($"{GetType().Name} is not a command."),
    };
}
