using ImageGen.Core.Api;
using ImageGen.Core.Runs;
using ImageGen.Local.Adapters.Files;
using ImageGen.Local.Cli.Views;

namespace ImageGen.Local.Cli;

/// <summary>Looks on while a run goes, and says at its end what came of it.</summary>
internal sealed class RunFollower(CliEnvironment world, DataFolder data, Suggest suggest)
{
    private readonly KeyFaults _keyFaults = new();

    /// <summary>Returns the exit code.</summary>
    public async Task<int> FollowAsync(IRunHost host, string runId)
    {
        var screen = world.Screen;
        try
        {
            await screen.ShowAsync(Noted(host.WatchAsync(runId, world.Interrupts.First)), world.Interrupts.First);
        }
        catch (OperationCanceledException) when (world.Interrupts.First.IsCancellationRequested)
        {
            return await StopAsync(host, runId, screen.Last?.View);
        }

        return screen.Last is { } last ? Close(last.View) : throw new InvalidOperationException($"Nothing was shown of run {runId}.");
    }

    private async IAsyncEnumerable<RunUpdate> Noted(IAsyncEnumerable<RunUpdate> updates)
    {
        await foreach (var update in updates)
        {
            foreach (var e in update.Events)
            {
                _keyFaults.Note(e);
            }

            yield return update;
        }
    }

    private async Task<int> StopAsync(IRunHost host, string runId, RunView? view)
    {
        if (view is null || view.Styles.Any(s => s.Generating > 0))
        {
            world.Error.WriteLine("Stopping: calls under way are being finished. Ctrl-C again drops them; they may be billed all the same.");
        }

        try
        {
            await host.StopAsync(world.Interrupts.Second);
        }
        catch (OperationCanceledException) when (world.Interrupts.Second.IsCancellationRequested)
        {
            world.Error.WriteLine("Stopped at once.");
        }

        // What was under way when the stop was asked for has ended meanwhile.
        await foreach (var last in host.WatchAsync(runId, CancellationToken.None))
        {
            view = last.View;
            break;
        }

        world.Error.WriteLine($"Interrupted{(view is null ? string.Empty : $" at {view.Completed} of {view.Total} pictures")}. To go on, run the same command again: what is there is not drawn twice.");
        return ExitCode.Interrupted;
    }

    private int Close(RunView view)
    {
        world.Output.WriteLine();
        Closing.Table(view).ToList().ForEach(world.Output.WriteLine);
        world.Output.WriteLine();
        world.WriteLines([.. _keyFaults.Reasons, .. Closing.Failures(view), .. Closing.Unconfirmed(view), .. Closing.Next(view, suggest)]);
        var folder = ImageGen.Core.Storyboards.ProjectName.TryParse(view.Project, out var project) ? data.Project(project) : data.Root;
        var shown = Path.GetRelativePath(world.CurrentFolder, Path.Combine(folder, ImageGen.Core.Storyboards.ImageName.Root));
        var time = (view.EndedAt ?? view.UpdatedAt) - view.CreatedAt;
        world.Output.WriteLine($"{Words.Pictures(view.Completed)} of {view.Total} in {(shown.StartsWith("..", StringComparison.Ordinal) ? Path.GetFullPath(shown, world.CurrentFolder) : shown)}");
        world.Output.WriteLine($"Run {view.Id}: {Words.Status(view.Status)} after {Words.Time(time)}.");
        return view.Status is RunStatus.Completed ? ExitCode.Done : ExitCode.Incomplete;
    }
}
