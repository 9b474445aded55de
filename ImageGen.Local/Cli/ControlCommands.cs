using System.CommandLine;
using ImageGen.Local.Cli.Views;
using ImageGen.Local.Host;
using ImageGen.Local.Storage;
using ImageGen.Local.Storage.Inbox;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageGen.Local.Cli;

/// <summary>
/// <c>pause</c>, <c>resume</c>, <c>cancel</c>, <c>retry</c>, <c>regenerate</c>. When another process works on the data folder, it is asked
/// through its inbox. When none does, a pause or cancellation is noted in the run, and a run that is resumed, retried or regenerated
/// continues in this process.
/// </summary>
internal sealed class ControlCommands(CliEnvironment world)
{
    private readonly Argument<string> _run = new("run") { Description = "The run's id; 'runs' lists them." };
    private readonly Option<decimal?> _maxCost = GenerateCommand.Money("--max-cost", "A new cost limit in US dollars. Default: as before.");
    private readonly Option<bool> _drop = new("--drop")
    {
        Description = "Abandon the calls that are under way; they may be billed. "
        + "Default: they are finished."
    };

    private readonly Option<bool> _includeApproved = new("--include-approved")
    {
        Description = "Approved images, too. Default: they are kept.",
    };

    public static IEnumerable<Command> Create(CliEnvironment world)
    {
        var commands = new ControlCommands(world);
        yield return commands.Of(RunCommandKind.Pause, "Begin no more calls of a run until it is resumed.");
        yield return commands.Of(RunCommandKind.Resume, "Continue with a run that is paused or was interrupted.", commands._maxCost);
        yield return commands.Of(RunCommandKind.Cancel, "End a run. What it generated stays.", commands._drop);
        yield return commands.Of(RunCommandKind.Retry, "Try the failed beats of a run again.");
        yield return commands.Of(
            RunCommandKind.Regenerate,
            "Generate every image of a run again that is not approved. The old ones are kept as versions.",
            commands._includeApproved);
    }

    private Command Of(RunCommandKind kind, string description, params Option[] options)
    {
        var command = new Command(kind.ToString().ToLowerInvariant(), description) { _run };
        foreach (var option in options)
        {
            command.Add(option);
        }

        command.SetAction((parsed, _) => RunAsync(kind, parsed));
        return command;
    }

    private async Task<int> RunAsync(RunCommandKind kind, ParseResult parsed)
    {
        var (configuration, options) = SettingsOptions.Read(world, parsed);
        var data = DataFolder.Open(options.Data, options.ProjectRoots);
        var id = parsed.GetRequiredValue(_run);
        var command = new RunCommand(
            kind,
            id,
            world.Time.GetUtcNow(),
            kind is RunCommandKind.Resume ? parsed.GetValue(_maxCost) : null,
            kind is RunCommandKind.Cancel && parsed.GetValue(_drop))
        {
            IncludeApproved = kind is RunCommandKind.Regenerate && parsed.GetValue(_includeApproved),
        };
        var suggest = SettingsOptions.Suggest(parsed);
        if (DataLock.OwnerOf(data) is { } owner)
        {
            return await AskAsync(owner, data, command, suggest);
        }

        if (kind is RunCommandKind.Pause or RunCommandKind.Cancel)
        {
            using var mine = DataLock.Acquire(data, DataOwner.ThisProcess(kind.ToString().ToLowerInvariant(), world.Time));
            var runs = OfflineRuns.Owning(data, world.Time);
            return Report(await runs.Service.CarryOutAsync(command, CancellationToken.None), command, data, suggest);
        }

        await using var host = await world.OpenHost(
            new HostRequest(data, configuration, options, command.Kind.ToString().ToLowerInvariant()), world.Interrupts.First);
        var result = await host.ControlAsync(command, world.Interrupts.First);
        return result is ControlResult.Done
            ? await new RunFollower(world, data, suggest).FollowAsync(host, id)
            : Report(result, command, data, suggest);
    }

    private async Task<int> AskAsync(DataOwner owner, DataFolder data, RunCommand command, Suggest suggest)
    {
        var inbox = new CommandInbox(data, world.Time, NullLogger<CommandInbox>.Instance);
        switch (await inbox.SendAsync(command, CommandInbox.Patience, world.Interrupts.First))
        {
            case RunCommandOutcome.Done:
                return Report(new ControlResult.Done(), command, data, suggest);
            case RunCommandOutcome.Refused refused:
                world.Error.WriteLine($"{command.RunId}: {refused.Problem}");
                return ExitCode.Usage;
            default:
                world.Error.WriteLine(CommandInbox.NotTaken(data, owner));
                return ExitCode.Incomplete;
        }
    }

    private int Report(ControlResult result, RunCommand command, DataFolder data, Suggest suggest)
    {
        switch (result)
        {
            case ControlResult.Done:
                world.Output.WriteLine(Done(command, suggest));
                return ExitCode.Done;
            case ControlResult.NotFound:
                throw new UserException(
                    $"There is no run {command.RunId} in {data.Root}. 'runs' lists those that there are; --data names another folder.");
            case ControlResult.Refused refused:
                world.Error.WriteLine($"{command.RunId}: {refused.Why}");
                return ExitCode.Usage;
            default:
                throw new InvalidOperationException("Not a result.");
        }
    }

    private static string Done(RunCommand command, Suggest suggest) => command.Kind switch
    {
        RunCommandKind.Pause => $"{command.RunId} is paused: no call begins until {suggest.Command("resume", command.RunId)}",
        RunCommandKind.Resume => $"{command.RunId} continues.",
        RunCommandKind.Cancel when command.DropInFlight =>
            $"{command.RunId} is cancelled. Calls under way are dropped; they may be billed.",
        RunCommandKind.Cancel => $"{command.RunId} is cancelled. Calls under way are finished; what was generated stays.",
        RunCommandKind.Retry => $"The failed beats of {command.RunId} are tried again.",
        RunCommandKind.Regenerate when command.IncludeApproved => $"Every image of {command.RunId} is generated again.",
        RunCommandKind.Regenerate => $"The images of {command.RunId} that are not approved are generated again.",
        _ => throw new ArgumentOutOfRangeException(nameof(command), command.Kind, "Not a command."),
    };
}
