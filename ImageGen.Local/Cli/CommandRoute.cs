using ImageGen.Local.Storage;
using ImageGen.Local.Storage.Inbox;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageGen.Local.Cli;

/// <summary>
/// Where a command goes: to the process that works on the data folder, through its inbox; without such a process, to this one, which has
/// the folder's lock meanwhile. The result is printed, and returned as the exit code.
/// </summary>
internal sealed class CommandRoute(CliEnvironment world, DataFolder data)
{
    /// <summary>Sends it to the process that works on the folder; null: there is none.</summary>
    /// <param name="command">The command.</param>
    /// <param name="done">The message when that process has carried it out.</param>
    /// <param name="cancellationToken">The caller's.</param>
    public async Task<int?> TryAskAsync(RunCommand command, Func<DataOwner, string> done, CancellationToken cancellationToken)
    {
        if (DataLock.OwnerOf(data) is not { } owner)
        {
            return null;
        }

        var inbox = new CommandInbox(data, world.Time, NullLogger<CommandInbox>.Instance);
        if (await inbox.SendAsync(command, CommandInbox.Timeout, cancellationToken) is { } result)
        {
            return Report(command, result, done(owner));
        }

        world.Error.WriteLine(CommandInbox.NotTaken(data, owner));
        return ExitCode.Incomplete;
    }

    /// <summary>Carries it out in this process.</summary>
    /// <exception cref="UserException">Another process has taken the folder, or there is no such run.</exception>
    public async Task<int> CarryOutAsync(RunCommand command, string done, Func<Task<ControlResult>> carryOutAsync)
    {
        using var mine = DataLock.Acquire(data, DataOwner.ThisProcess(NameOf(command.Kind), world.Time));
        return Report(command, await carryOutAsync(), done);
    }

    /// <summary>Prints the result.</summary>
    /// <exception cref="UserException">There is no such run.</exception>
    public int Report(RunCommand command, ControlResult result, string done)
    {
        switch (result)
        {
            case ControlResult.Done:
                world.Output.WriteLine(done);
                return ExitCode.Done;
            case ControlResult.Refused refused:
                return Refuse(command, refused.Why);
            case ControlResult.Gone gone:
                return Refuse(command, gone.Why);
            default:
                throw new UserException(
                    $"There is no run {command.RunId} in {data.Root}. 'runs' lists those that there are; --data names another folder.");
        }
    }

    /// <summary>What a person types for it.</summary>
    public static string NameOf(RunCommandKind kind) => kind is RunCommandKind.ResetLimits ? "doctor" : kind.ToString().ToLowerInvariant();

    private int Refuse(RunCommand command, string why)
    {
        world.Error.WriteLine($"{(command.RunId.Length > 0 ? command.RunId : "Learned limits")}: {why}");
        return ExitCode.Usage;
    }
}
