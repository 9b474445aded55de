using System.CommandLine;
using ImageGen.Core.Api.Estimates;
using ImageGen.Core.Api.Views;
using ImageGen.Local.Cli.Views;
using ImageGen.Local.Host;
using ImageGen.Local.Storage;
using ImageGen.Local.Storage.Images;

namespace ImageGen.Local.Cli;

/// <summary><c>status</c>: where one run stands, also while another process works on it.</summary>
internal static class StatusCommand
{
    private static readonly Argument<string> Run = new("run") { Description = "The run's id; 'runs' lists them." };
    private static readonly Option<bool> All = CliOption.Flag("--all", "List every failed beat, not the first 20.");

    public static Command Create(CliEnvironment world)
    {
        var command = new Command("status", "Say where a run stands, what failed and why.") { Run, All };
        command.SetAction((parsed, cancellationToken) => RunAsync(world, parsed, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(CliEnvironment world, ParseResult parsed, CancellationToken cancellationToken)
    {
        var (_, options) = SettingsOptions.Read(world, parsed);
        var data = DataFolder.Open(options.Data, options.ProjectRoots);
        var id = parsed.GetRequiredValue(Run);
        var runLog = await OfflineRuns.Reading(data, world.Time).RunLogs.FindAsync(id, cancellationToken)
            ?? throw new UserException($"There is no run {id} in {data.Root}. 'runs' lists those that there are; --data names another "
                + "folder.");
        var now = world.Time.GetUtcNow();
        var view = await runLog.ReadAsync(state => RunViews.Of(state, withBeats: true, now), cancellationToken);
        var owner = DataLock.OwnerOf(data);
        var images = new FileImageStore(data, styleReferences: options.StyleReferences);
        var warnings = await new RunWarnings(images, options.Models, world.Time).OfAsync(runLog, cancellationToken);

        world.Output.WriteLine($"{view.Id}: {Standing(view, owner)}, {view.Completed} of {Words.Images(view.Total)}");
        world.Output.WriteLine();
        Closing.Table(view).ToList().ForEach(world.Output.WriteLine);
        world.Output.WriteLine();
        var suggest = SettingsOptions.Suggest(parsed);
        IEnumerable<string> lines =
        [
            .. view.Styles.Where(s => s.WaitingFor is not null && owner is not null && view.Status is RunStatus.Running).Select(
                s => $"{s.Style} waits: {s.WaitingFor}"),
            .. warnings.Select(warning => $"Note: {warning}"),
            .. Closing.KeyFaults(view),
            .. Closing.Failures(view, parsed.GetValue(All)),
            .. Closing.Unconfirmed(view),
            .. Closing.Next(view, suggest),
        ];
        world.WriteLines(lines);

        if (owner is null && view.Status is RunStatus.Pending or RunStatus.Running)
        {
            world.WriteLines(["Nothing works on it. To continue:", $"  {suggest.Command("resume", id)}"]);
        }

        return ExitCode.Done;
    }

    private static string Standing(RunView view, DataOwner? owner) => view.Status switch
    {
        RunStatus.Running when owner is not null => $"running in {owner}",
        var status => Words.Standing(status, isWorkedOn: owner is not null),
    };
}
