using System.CommandLine;
using ImageGen.Local.Cli.Views;
using ImageGen.Local.Host;
using ImageGen.Local.Storage;
using ImageGen.Local.Storage.Inbox;

namespace ImageGen.Local.Cli;

/// <summary>
/// <c>pause</c>, <c>resume</c>, <c>cancel</c>, <c>retry</c>, <c>regenerate</c>. When no other process works on the data folder, a pause or
/// cancellation is noted in the run, and a run that is resumed, retried or regenerated continues in this process.
/// </summary>
internal sealed class ControlCommands(CliEnvironment world)
{
    private readonly Argument<string> _run = new("run") { Description = "The run's id; 'runs' lists them." };
    private readonly Option<decimal?> _maxCost = CliOption.Money("--max-cost", "A new cost limit in US dollars. Default: as before.");
    private readonly Option<bool> _drop = CliOption.Flag(
        "--drop", "Abandon the calls that are under way; they may be billed. Default: they are finished.");

    private readonly Option<bool> _includeApproved = CliOption.Flag("--include-approved", "Approved images, too. Default: they are kept.");

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
        var command = new Command(CommandRoute.NameOf(kind), description) { _run };
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
        var (route, done) = (new CommandRoute(world, data), Done(command, suggest));
        if (await route.TryAskAsync(command, _ => done, world.Interrupts.First) is { } asked)
        {
            return asked;
        }

        if (kind is RunCommandKind.Pause or RunCommandKind.Cancel)
        {
            return await route.CarryOutAsync(
                command, done, () => OfflineRuns.Owning(data, world.Time).Service.CarryOutAsync(command, CancellationToken.None));
        }

        await using var host = await world.OpenHost(
            new HostRequest(data, configuration, options, CommandRoute.NameOf(kind)), world.Interrupts.First);
        var result = await host.ControlAsync(command, world.Interrupts.First);
        return result is ControlResult.Done
            ? await new RunFollower(world, data, suggest).FollowAsync(host, id)
            : route.Report(command, result, done);
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
