using static ImageGen.Tests.Core.Generation.BeatGeneratorWorld;

namespace ImageGen.Tests.Core.Generation;

public sealed class DestinationProbeTests
{
    private const string Link = "generated_images is a link.";

    [Fact]
    public async Task Generate_DestinationThatCannotBeWritten_PausesBeforeAnythingIsPaid()
    {
        var world = new BeatGeneratorWorld();
        world.Memory.Unwritable = Link;

        var outcome = await world.DrawAsync();

        Assert.Equal((BeatOutcomeKind.Held, 0), (outcome.Kind, world.Model.Calls.Count));
        Assert.Equal(new RunPaused(At(0), PausedBy.Storage, $"{Link} Then resume the run."), Assert.Single(world.Events));
    }

    [Fact]
    public async Task Generate_AfterAResume_ProbesAgainAndOnlyOnce()
    {
        var world = new BeatGeneratorWorld();
        world.Memory.Unwritable = Link;
        await world.DrawAsync();
        await world.AppendAsync(new RunResumed(At(1)));
        await world.DrawAsync();
        world.Memory.Unwritable = null;
        await world.AppendAsync(new RunResumed(At(2)));

        await world.DrawAsync("1.1");
        await world.DrawAsync("1.2");
        await world.AppendAsync(new RunResumed(At(9)));
        await world.DrawAsync("1.3");

        Assert.Equal((4, 3), (world.Memory.Probes, world.Model.Calls.Count));
    }

    [Fact]
    public async Task Generate_StylesOfARun_AreProbedEach()
    {
        var world = new BeatGeneratorWorld(styles: [ImageStyle.Clear, ImageStyle.Consistent]);

        await world.DrawAsync("1.1", style: ImageStyle.Clear);
        await world.DrawAsync("1.1", world.Reservation(key: "consistent-1"), ImageStyle.Consistent);

        Assert.Equal(2, world.Memory.Probes);
    }
}
