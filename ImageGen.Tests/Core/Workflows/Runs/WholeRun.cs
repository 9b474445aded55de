namespace ImageGen.Tests.Core.Workflows.Runs;

/// <summary>Begins a run under the replaying engine, asks something of it, and lets it come to its end.</summary>
internal static class WholeRun
{
    public static RunWorld Begin(StoryboardBuilder storyboard, WorldOptions? options = null)
    {
        var world = new RunWorld(options ?? new WorldOptions(1));
        world.Start(storyboard.Build());
        return world;
    }

    public static void Ask(RunWorld world, BeatRequestKind kind, params string[] beats)
    {
        ImmutableArray<BeatRef> asked = [.. beats.Select(b => new BeatRef(ImageStyle.Clear, BeatId.Parse(b)))];
        Assert.IsType<ControlResult.Done>(RunWorld.Now(world.Service.RequestAsync(world.RunId, kind, asked, default)));
    }

    public static void Finish(RunWorld world, RunStatus expected, int mostSteps = 4_000)
    {
        world.Finish(mostSteps);

        Assert.Equal(expected, world.State.Status);
        Assert.Empty(RunInvariants.Broken(world));
    }
}
