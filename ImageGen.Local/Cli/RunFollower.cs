using ImageGen.Core.Api.Views;
using ImageGen.Local.Cli.Views;
using ImageGen.Local.Host;
using ImageGen.Local.Storage;

namespace ImageGen.Local.Cli;

/// <summary>Follows a run, and prints at its end how it ended.</summary>
internal sealed class RunFollower(CliEnvironment world, DataFolder data, Suggest suggest)
{
    private static readonly TimeSpan BetweenCounts = TimeSpan.FromSeconds(2);

    /// <summary>Returns the exit code.</summary>
    public async Task<int> FollowAsync(IRunHost host, string runId)
    {
        var screen = world.Screen;
        try
        {
            await screen.ShowAsync(host.WatchAsync(runId, world.Interrupts.First), world.Interrupts.First);
        }
        catch (OperationCanceledException) when (world.Interrupts.First.IsCancellationRequested)
        {
            return await StopAsync(host, runId, screen.Last?.View);
        }

        var view = screen.Last?.View ?? throw new InvalidOperationException($"Nothing was shown of run {runId}.");
        if (view.Status is RunStatus.Paused && CallsOf(view) > 0)
        {
            // What they bring belongs into the sum that is shown.
            view = await FinishAsync(host, runId, view, "Paused: {0} being finished. Ctrl-C drops", world.Interrupts.First) ?? view;
        }

        return Close(view);
    }

    private async Task<int> StopAsync(IRunHost host, string runId, RunView? view)
    {
        view = await FinishAsync(host, runId, view, "Stopping: {0} being finished. Ctrl-C again drops", world.Interrupts.Second);
        world.Error.WriteLine($"Interrupted{(view is null ? string.Empty : $" at {view.Completed} of {view.Total} images")}. To continue, "
            + "run the same command again: existing images are not generated twice.");
        return ExitCode.Interrupted;
    }

    /// <summary>Waits for the calls under way, and returns how the run stands then.</summary>
    private async Task<RunView?> FinishAsync(IRunHost host, string runId, RunView? view, string announcement, CancellationToken drop)
    {
        var calls = view is null ? (int?)null : CallsOf(view);
        if (calls is not 0)
        {
            var underWay = calls switch
            {
                null => "calls under way are",
                1 => "the call under way is",
                _ => $"{calls} calls under way are",
            };
            world.Error.WriteLine($"{announcement.Replace("{0}", underWay, StringComparison.Ordinal)} "
                + $"{(calls is 1 ? "it; it" : "them; they")} may be billed all the same.");
        }

        using var stopped = new CancellationTokenSource();
        var counting = CountDownAsync(host, runId, calls ?? int.MaxValue, stopped.Token);
        try
        {
            await host.StopAsync(drop);
        }
        catch (OperationCanceledException) when (drop.IsCancellationRequested)
        {
            world.Error.WriteLine("Stopped at once.");
        }
        finally
        {
            await stopped.CancelAsync();
            await counting;
        }

        // What was under way has ended meanwhile.
        await foreach (var last in host.WatchAsync(runId, CancellationToken.None))
        {
            return last.View;
        }

        return view;
    }

    /// <summary>Prints every few seconds how many calls are left, because one may take a minute.</summary>
    private async Task CountDownAsync(IRunHost host, string runId, int said, CancellationToken stopped)
    {
        var saidAt = world.Time.GetTimestamp();
        try
        {
            await foreach (var update in host.WatchAsync(runId, stopped))
            {
                var left = CallsOf(update.View);
                if (left > 0 && left < said && world.Time.GetElapsedTime(saidAt) >= BetweenCounts)
                {
                    (said, saidAt) = (left, world.Time.GetTimestamp());
                    world.Error.WriteLine($"{left} left.");
                }
            }
        }
        catch (OperationCanceledException) when (stopped.IsCancellationRequested)
        {
            // Nothing is left.
        }
    }

    private static int CallsOf(RunView view) => view.Styles.Sum(s => s.Generating);

    private int Close(RunView view)
    {
        world.Output.WriteLine();
        Closing.Table(view).ToList().ForEach(world.Output.WriteLine);
        world.Output.WriteLine();
        world.WriteLines(
            [.. Closing.KeyFaults(view), .. Closing.Failures(view), .. Closing.Unconfirmed(view), .. Closing.Next(view, suggest)]);
        var folder = ProjectName.TryParse(view.Project, out var project) ? data.Project(project) : data.Root;
        var shown = Path.GetRelativePath(world.CurrentFolder, Path.Combine(folder, ImageName.Root));
        var time = (view.EndedAt ?? view.UpdatedAt) - view.CreatedAt;
        world.Output.WriteLine($"{Words.Images(view.Completed)} of {view.Total} in "
            + $"{(shown.StartsWith("..", StringComparison.Ordinal) ? Path.GetFullPath(shown, world.CurrentFolder) : shown)}");
        world.Output.WriteLine($"Run {view.Id}: {Words.Status(view.Status)} after {Words.Time(time)}.");
        return view.Status is RunStatus.Completed ? ExitCode.Done : ExitCode.Incomplete;
    }
}
