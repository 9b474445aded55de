using ImageGen.Local.Configuration;
using ImageGen.Tests.Races.Control;

namespace ImageGen.Tests.Races;

/// <summary>What people, the host's start and its stop do to a run at once.</summary>
internal static class EngineScenarios
{
    /// <summary>Several clients wake one run, and the host looks through its runs.</summary>
    public static async Task WakesAtOnce(Interleaving world)
    {
        await using var run = await EngineWorld.CreateAsync(world);
        var answers = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        run.Answers = answers.Task;
        await Task.WhenAll(
            Task.Run(() => run.Engine.WakeAsync(EngineWorld.RunId, default)),
            Task.Run(() => run.Engine.WakeAsync(EngineWorld.RunId, default)),
            Task.Run(() => run.Engine.RestoreRunsAsync(OnStart.Resume, default)));
        answers.SetResult();
        await run.UntilEndAsync();
        Assert.Equal(1, run.Paid);
        Assert.Single(run.Log.OfType<RunStarted>());
        Assert.Single(run.Log.OfType<RunEnded>());
        await run.StopAsync();
    }

    /// <summary>A finished image is asked for again, twice, while the root ends.</summary>
    public static async Task AsksAgainWhileItEnds(Interleaving world)
    {
        await using var run = await EngineWorld.CreateAsync(world);
        var first = OneOf<Type>(world, typeof(RunStarted), typeof(StyleEnded), typeof(RunEnded));
        var second = OneOf<Type>(world, typeof(StyleEnded), typeof(RunEnded));
        await Task.WhenAll(
            Task.Run(() => run.Engine.WakeAsync(EngineWorld.RunId, default)),
            Task.Run(() => RegenerateBehindAsync(run, first)),
            Task.Run(() => RegenerateBehindAsync(run, second)));
        await run.UntilEndAsync();
        var asked = Array.FindLastIndex(run.Log, e => e is BeatsRequested);
        Assert.True(
            !run.Log.Take(asked).Any(e => e is BeatCompleted) || run.Log.Skip(asked).Any(e => e is BeatCompleted),
            "what was asked for last was not done");
        Assert.InRange(run.Paid, 1, 3);
        await run.StopAsync();
    }

    /// <summary>The host stops while clients wake, pause, resume and cancel the run; the next host takes it up.</summary>
    public static async Task StopsAmidRequests(Interleaving world)
    {
        await using var run = await EngineWorld.CreateAsync(world);
        var cancels = world.Random.Next(4) == 0;
        await Task.WhenAll(
            Task.Run(() => run.Engine.WakeAsync(EngineWorld.RunId, default)),
            Task.Run(() => PauseAndResumeAsync(run)),
            Task.Run(() => cancels ? run.People.CancelAsync(EngineWorld.RunId, dropInFlight: true, default) : Task.CompletedTask),
            Task.Run(() => run.Engine.WakeAsync(EngineWorld.RunId, default)),
            Task.Run(run.StopAsync));
        Assert.Equal(run.Log.Count(e => e is RunStarted), run.Log.Count(e => e is HostStopped or RunEnded));

        run.Open();
        await run.Engine.RestoreRunsAsync(OnStart.Resume, default);
        await run.UntilEndAsync();
        Assert.True(cancels || run.Paid == 1, $"{run.Paid} paid");
        await run.StopAsync();
    }

    /// <summary>The disk fails for a moment; a person resumes when it works again, and nothing pauses the run after that.</summary>
    public static async Task ResumesWhenTheDiskWorks(Interleaving world)
    {
        await using var run = await EngineWorld.CreateAsync(world);
        var wake = Task.Run(() => run.Engine.WakeAsync(EngineWorld.RunId, default));
        var (log, images) = (world.Random.Next(2) == 0, world.Random.Next(2) == 0);
        var disk = Task.Run(async () =>
        {
            run.Store.FailAppends(log ? "The disk is full." : null);
            run.Images.FailSaves(images ? "The disk is full." : null);
            await Task.Delay(TimeSpan.FromSeconds(world.Random.Next(8)), world.Clock);
            run.Store.FailAppends(null);
            run.Images.FailSaves(null);
            return await run.People.ResumeAsync(EngineWorld.RunId, null, default) is ControlResult.Done;
        });
        var resumed = await disk ? Array.FindLastIndex(run.Log, e => e is RunResumed) : run.Log.Length;
        await Task.WhenAny(wake);
        await run.UntilEndAsync();
        Assert.DoesNotContain(run.Log.Skip(resumed), e => e is RunPaused);
        await run.StopAsync();
    }

    /// <summary>The run is deleted while its root ends and clients wake it; a new run of the project uses the image that it left.</summary>
    public static async Task DeletesWhileItEnds(Interleaving world)
    {
        await using var run = await EngineWorld.CreateAsync(world);
        await Task.WhenAll(
            Task.Run(() => run.Engine.WakeAsync(EngineWorld.RunId, default)),
            Task.Run(run.DeleteAndStartAsync),
            Task.Run(() => WakeLaterAsync(run, TimeSpan.FromSeconds(world.Random.Next(8)))));
        await run.UntilEndAsync();
        Assert.Equal(1, run.Paid);
        Assert.NotEqual(EngineWorld.RunId, run.Current);
        Assert.False(await run.HasLogAsync(EngineWorld.RunId), "the deleted run has a log");
        await run.StopAsync();

        async Task WakeLaterAsync(EngineWorld host, TimeSpan pause)
        {
            await Task.Delay(pause, world.Clock);
            await host.Engine.WakeAsync(EngineWorld.RunId, default);
        }
    }

    private static T OneOf<T>(Interleaving world, params ReadOnlySpan<T> values) => values[world.Random.Next(values.Length)];

    private static async Task RegenerateBehindAsync(EngineWorld run, Type @event)
    {
        await run.UntilLoggedAsync(@event);
        await run.People.RequestAsync(EngineWorld.RunId, BeatRequestKind.Regenerate, [], default);
    }

    private static async Task PauseAndResumeAsync(EngineWorld run)
    {
        await run.People.PauseAsync(EngineWorld.RunId, "A person wants it.", default);
        await run.People.ResumeAsync(EngineWorld.RunId, null, default);
    }
}
