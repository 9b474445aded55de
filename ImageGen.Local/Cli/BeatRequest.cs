using System.CommandLine;
using ImageGen.Local.Host;
using ImageGen.Local.Storage;
using ImageGen.Local.Storage.Images;
using ImageGen.Local.Storage.Inbox;

namespace ImageGen.Local.Cli;

/// <summary>A command for one beat, which needs no engine.</summary>
/// <param name="World">The command line.</param>
/// <param name="Data">The data folder.</param>
/// <param name="Run">The run.</param>
/// <param name="Beat">The beat.</param>
internal sealed record BeatRequest(CliEnvironment World, DataFolder Data, RunLog Run, BeatRef Beat)
{
    /// <exception cref="UserException">There is no such run, style or beat.</exception>
    public static async Task<BeatRequest> ReadAsync(
        CliEnvironment world, ParseResult parsed, BeatArguments arguments, CancellationToken cancellationToken)
    {
        var (_, options) = SettingsOptions.Read(world, parsed);
        var data = DataFolder.Open(options.Data, options.ProjectRoots);
        var beat = arguments.Beat(parsed);
        var run = await OfflineRuns.Reading(data, world.Time).FindAsync(arguments.Run(parsed), data, cancellationToken);
        return run.Find(beat.Style, beat.Beat) is null
            ? throw new UserException($"{run.Document.Id} has no beat {beat.Beat} in style '{beat.Style.Name()}'.")
            : new BeatRequest(world, data, run, beat);
    }

    /// <summary>An empty command for the beat's run.</summary>
    public RunCommand Command(RunCommandKind kind) => new(kind, Run.Document.Id, World.Time.GetUtcNow());

    /// <summary>Has the command carried out and prints the result; returns the exit code.</summary>
    /// <param name="command">The command.</param>
    /// <param name="done">The message when it is done.</param>
    /// <param name="cancellationToken">The caller's.</param>
    public async Task<int> SendAsync(RunCommand command, string done, CancellationToken cancellationToken)
    {
        var route = new CommandRoute(World, Data);
        return await route.TryAskAsync(command, _ => done, cancellationToken)
            ?? await route.CarryOutAsync(command, done, () =>
            {
                var runs = OfflineRuns.Owning(Data, World.Time);
                var commands = BeatCommands.Of(runs.Store, runs.RunLogs, new FileImageStore(Data), World.Time);
                return commands.CarryOut(command, cancellationToken)!;
            });
    }
}
