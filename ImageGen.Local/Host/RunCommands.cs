using ImageGen.Local.Storage.Inbox;

namespace ImageGen.Local.Host;

/// <summary>Carries out what a person asked of a run at a command line, in the process that owns the data folder.</summary>
internal static class RunCommands
{
    public static Task<ControlResult> CarryOutAsync(this RunService runs, RunCommand command, CancellationToken cancellationToken) =>
        command.Kind switch
        {
            RunCommandKind.Pause => runs.PauseAsync(command.RunId, "A person paused it.", cancellationToken),
            RunCommandKind.Resume => runs.ResumeAsync(command.RunId, command.MaxCostUsd, cancellationToken),
            RunCommandKind.Cancel => runs.CancelAsync(command.RunId, command.DropInFlight, cancellationToken),
            RunCommandKind.Retry => runs.RequestAsync(command.RunId, BeatRequestKind.Retry, [], cancellationToken),
            RunCommandKind.Regenerate =>
                runs.RequestAsync(command.RunId, BeatRequestKind.Regenerate, [], cancellationToken, command.IncludeApproved),
            _ => throw new ArgumentOutOfRangeException(nameof(command), command.Kind, "Not a command."),
        };
}
