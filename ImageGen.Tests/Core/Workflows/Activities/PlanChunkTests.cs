using ImageGen.Core.Workflows.Contract;
using ImageGen.Tests.Core.Generation;
using static ImageGen.Tests.Core.Generation.BeatGeneratorWorld;

namespace ImageGen.Tests.Core.Workflows.Activities;

/// <summary>The plan of a chunk; the first one reconciles log and store and has the keys checked.</summary>
public sealed class PlanChunkTests
{
    private const ImageStyle Clear = ImageStyle.Clear;

    [Fact]
    public async Task PlanChunk_First_ReconcilesInOneAppend()
    {
        var world = new BeatGeneratorWorld(beats: 5);
        await world.AppendAsync(
            new BeatExisting(At(0), Clear, Id("1.1"), "p", "gone"),
            Attempt("a", beat: "1.2"),
            new RunStarted(At(1), 2));
        var confirmed = await world.StoreAsync("1.2", attempt: "a", number: 2);
        var found = await world.StoreAsync("1.3", run: "tale-99", number: 3);
        await world.StoreAsync("1.4", run: "tale-99", prompt: "An older prompt.", number: 4);
        var appends = world.Log.Appends;

        var plan = await world.Activities().PlanChunkAsync(new PlanRequest(world.Run.Id, Clear, 10, IsFirst: true, []), default);

        Assert.Equal(1, world.Log.Appends - appends);
        Assert.Collection(
            world.Events.Skip(3),
            e => Assert.Equal(new BeatLost(At(0), Clear, Id("1.1")), e),
            e =>
                Assert.Equal(
                    new BeatCompleted(At(0), Clear, Id("1.2"), "a", confirmed.Path, confirmed.ETag, 0.05m, TimeSpan.FromSeconds(9), null),
                    e),
            e => Assert.Equal(new BeatExisting(At(0), Clear, Id("1.3"), found.Path, found.ETag), e));
        Assert.Equal(["1.1", "1.4", "1.5"], plan.Beats.Select(b => b.Beat.Value));
        Assert.Equal(2, plan.Status.Counts.Completed);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task PlanChunk_WithKeys_BringsWhatTheListOfKeysHas(bool withKeys)
    {
        var world = new BeatGeneratorWorld();
        var activities = world.Activities();
        var listed = await activities.ListKeysAsync(new StyleRef(world.Run.Id, Clear), default);
        Assert.NotEmpty(listed.Keys);

        var plan = await activities.PlanChunkAsync(
            new PlanRequest(world.Run.Id, Clear, 10, IsFirst: true, []) { WithKeys = withKeys }, default);

        Assert.Equal(withKeys ? listed.Keys : null, plan.Keys?.Keys);
    }

    [Fact]
    public async Task PlanChunk_ReconciledTwice_LogsNothingNew()
    {
        var world = new BeatGeneratorWorld();
        await world.StoreAsync("1.1", run: "tale-99");
        var activities = world.Activities();
        await activities.PlanChunkAsync(new PlanRequest(world.Run.Id, Clear, 10, IsFirst: true, []), default);

        await activities.PlanChunkAsync(new PlanRequest(world.Run.Id, Clear, 10, IsFirst: true, []), default);

        Assert.Equal("BeatExisting", world.Story);
    }

    [Fact]
    public async Task PlanChunk_ImageInAShotWhereTheBeatWasOnce_IsNotTakenForIt()
    {
        var world = new BeatGeneratorWorld();
        world.Memory.Put(world.Name("1.1") with { Shot = 9 }, TestImage.Png(1), ImageFormat.Png);

        await world.Activities().PlanChunkAsync(new PlanRequest(world.Run.Id, Clear, 10, IsFirst: true, []), default);

        Assert.Empty(world.Events);
    }

    [Fact]
    public async Task PlanChunk_Later_TrustsTheLog()
    {
        var world = new BeatGeneratorWorld();
        await world.StoreAsync("1.1", run: "tale-99");

        var plan = await world.Activities().PlanChunkAsync(new PlanRequest(world.Run.Id, Clear, 1, IsFirst: false, [Id("1.1")]), default);

        Assert.Empty(world.Events);
        Assert.Equal(("1.2", 1), (Assert.Single(plan.Beats).Beat.Value, plan.Outside));
    }

    [Fact]
    public async Task PlanChunk_Options_ArePassedOn()
    {
        var world = new BeatGeneratorWorld(new RunOptions { MaxParallel = 3, OnQuotaExhausted = OnQuotaExhausted.Fail });

        var plan = await world.Activities().PlanChunkAsync(new PlanRequest(world.Run.Id, Clear, 10, IsFirst: true, []), default);

        Assert.Equal((3, true), (plan.MaxParallel, plan.FailWhenExhausted));
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public async Task PlanChunk_First_ChecksTheKeysBesideTheAttempts(bool isFirst, bool isChecked)
    {
        var world = new BeatGeneratorWorld();
        await using var check = new BackgroundKeyCheck(new ExpiredKeys(), world.Keys, world.Clock);

        var plan = await world.Activities(check).PlanChunkAsync(new PlanRequest(world.Run.Id, Clear, 10, isFirst, []), default);
        await check.WhenIdleAsync();

        Assert.NotEmpty(plan.Beats);
        Assert.Equal(isChecked ? ["clear-1", "clear-2"] : [], world.Events.OfType<KeyFaultFound>().Select(e => e.KeyId).Order());
    }

    [Fact]
    public async Task PlanChunk_NothingToGenerate_ChecksNoKey()
    {
        var world = new BeatGeneratorWorld(beats: 1);
        await world.StoreAsync("1.1", run: "tale-99");
        await using var check = new BackgroundKeyCheck(new ExpiredKeys(), world.Keys, world.Clock);

        await world.Activities(check).PlanChunkAsync(new PlanRequest(world.Run.Id, Clear, 10, IsFirst: true, []), default);
        await check.WhenIdleAsync();

        Assert.Equal("BeatExisting", world.Story);
    }

    private sealed class ExpiredKeys : IKeyCheck
    {
        public Task<KeyCheckOutcome> CheckAsync(string model, ApiKey key, CancellationToken cancellationToken) =>
            Task.FromResult(new KeyCheckOutcome(KeyStatus.Invalid, $"Key {key.Id} has expired."));
    }
}
