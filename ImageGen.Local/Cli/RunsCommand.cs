using System.CommandLine;
using ImageGen.Core.Api.Views;
using ImageGen.Local.Cli.Views;
using ImageGen.Local.Host;
using ImageGen.Local.Storage;
using ImageGen.Local.Storage.Runs;

namespace ImageGen.Local.Cli;

/// <summary><c>runs</c>: what was ever asked for, also while another process works on it.</summary>
internal static class RunsCommand
{
    private const int Shown = 1000;

    public static Command Create(CliEnvironment world)
    {
        var command = new Command("runs", "List the runs, the newest first.");
        command.SetAction((parsed, cancellationToken) => RunAsync(world, parsed, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(CliEnvironment world, ParseResult parsed, CancellationToken cancellationToken)
    {
        var (_, options) = SettingsOptions.Read(world, parsed);
        var data = DataFolder.Open(options.Data, options.ProjectRoots);
        using var logs = LoggerFactory.Create(logging => logging.AddProvider(world.Log));
        var offline = OfflineRuns.Reading(data, world.Time, logs.CreateLogger<FileRunStore>());
        var list = await new RunSummaries(offline.Store, offline.RunLogs).ListAsync(project: null, Shown, cancellationToken);
        foreach (var problem in list.Problems)
        {
            world.Error.WriteLine(problem);
        }

        if (list.Runs.IsEmpty && list.Problems.IsEmpty)
        {
            world.Output.WriteLine($"There are no runs in {data.Root}.");
            return ExitCode.Done;
        }

        var owner = DataLock.OwnerOf(data);
        var table = new TextTable("run", "status", ">images", ">failed", ">cost", "begun");
        foreach (var run in list.Runs)
        {
            table.Add(
                run.Id,
                Words.Standing(run.Status, isWorkedOn: owner is not null),
                $"{run.Completed}/{run.Total}",
                $"{run.Failed}",
                run.UnconfirmedUsd > 0 ? $"{Words.Usd(run.CostUsd)} + {Words.Usd(run.UnconfirmedUsd)} unconfirmed" : Words.Usd(run.CostUsd),
                run.CreatedAt.ToLocalTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture));
        }

        table.Lines().ToList().ForEach(world.Output.WriteLine);
        return ExitCode.Done;
    }
}
