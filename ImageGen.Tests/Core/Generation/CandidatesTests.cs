using ImageGen.Core.Models.Catalogue;
using static ImageGen.Tests.Core.Generation.CandidateWorld;

namespace ImageGen.Tests.Core.Generation;

/// <summary>Several images of one beat: each is paid for once, none is lost, and neither is a choice.</summary>
public sealed class CandidatesTests
{
    [Fact]
    public async Task Generate_ThreeCandidates_TheFirstIsInTheLayoutAndTheOthersBesideIt()
    {
        var world = World();

        await FinishAsync(world);

        Assert.Equal(
            "AttemptStarted BeatCompleted AttemptStarted CandidateStored AttemptStarted CandidateStored", world.Story);
        Assert.Equal([null, 2, 3], world.Events.OfType<AttemptStarted>().Select(e => e.Candidate));
        var place = await world.Memory.FindAsync(world.Name("1.1"), default);
        var versions = await world.Memory.VersionsAsync(world.Name("1.1"), default);
        Assert.Equal([1, 2, 3], versions.Append(place!).Select(i => i.Provenance!.Candidate!.Value).Order());
        Assert.Equal((1, place!.ETag), (place.Provenance!.Candidate, world.Record().ETag));
        Assert.Equal((0.201m, 0m, 0m), (world.State().CostUsd, world.State().OpenUsd, world.State().UnconfirmedUsd));
        Assert.Equal(
            (0, 0, 1), (world.Record().MissingCandidates, world.State().Styles[0].CandidatesInFlight, world.Record().Candidates.Chosen));
    }

    [Fact]
    public async Task Generate_OneImageAsked_NothingOfCandidatesIsRecorded()
    {
        var world = new BeatGeneratorWorld(beats: 1);

        var outcome = await world.DrawAsync();

        Assert.False(outcome.HasMore);
        Assert.Equal("AttemptStarted BeatCompleted", world.Story);
        Assert.Null((await world.Memory.FindAsync(world.Name("1.1"), default))!.Provenance!.Candidate);
        Assert.Empty(world.Record().Candidates.Stored);
    }

    [Fact]
    public async Task Generate_CostLimitWithinTheCandidates_HoldsAndContinuesWhenItIsRaised()
    {
        var world = new BeatGeneratorWorld(new RunOptions { Candidates = Wanted, MaxCostUsd = 0.15m }, beats: 1);

        await world.DrawAsync();
        await world.DrawAsync(further: true);
        var held = await world.DrawAsync(further: true);

        Assert.Equal((BeatOutcomeKind.Held, 2, PausedBy.CostLimit), (held.Kind, world.Model.Calls.Count, world.State().PausedBy));
        await world.AppendAsync(new RunResumed(world.Clock.GetUtcNow(), 1m));
        Assert.Equal(BeatOutcomeKind.Done, (await world.DrawAsync(further: true)).Kind);
        Assert.Equal(0, world.Record().MissingCandidates);
    }

    [Fact]
    public async Task Generate_CandidateFailsForGood_TheBeatKeepsItsImageAndANote()
    {
        var world = World();
        await world.DrawAsync();
        world.Model.Fails(FailureKind.ContentBlocked);

        var outcome = await world.DrawAsync(further: true);

        Assert.Equal((BeatOutcomeKind.Done, false), (outcome.Kind, outcome.HasMore));
        Assert.Equal((BeatState.Complete, 0), (world.Record().State, world.Record().MissingCandidates));
        Assert.Contains("fewer candidates", world.Record().Note, StringComparison.Ordinal);
        Assert.Equal(RunStatus.Completed, world.State().EndStatus);

        await world.AppendAsync(new BeatsRequested(world.Clock.GetUtcNow(), BeatRequestKind.Retry, []));
        Assert.Equal(2, world.Record().MissingCandidates);
    }

    [Fact]
    public async Task Generate_CandidateFailsOnce_IsTriedAgain()
    {
        var world = World();
        await world.DrawAsync();
        world.Model.Fails(FailureKind.Transient);

        Assert.Equal(BeatOutcomeKind.Retry, (await world.DrawAsync(further: true)).Kind);
        Assert.Equal((BeatState.Complete, 2), (world.Record().State, world.Record().MissingCandidates));
        await FinishAsync(world);
        Assert.Equal(Wanted, world.Record().Candidates.Stored.Length);
    }

    [Fact]
    public async Task Generate_RegeneratedWhileACandidateIsDue_PaysForANewImageThatIsKept()
    {
        var world = World();
        await world.DrawAsync();
        var old = world.Record().ETag;
        await world.AppendAsync(world.Asked(BeatRequestKind.Regenerate));

        var outcome = await world.DrawAsync(further: true);
        await FinishAsync(world);

        Assert.Equal((BeatOutcomeKind.Done, true), (outcome.Kind, outcome.HasMore));
        Assert.Equal(4, world.Record().Candidates.Stored.Length);
        Assert.NotEqual(old, (await world.Memory.FindAsync(world.Name("1.1"), default))!.ETag);
        Assert.Equal((2, 4), (world.Record().Candidates.Chosen, world.Model.Calls.Count));
    }

    [Fact]
    public async Task Generate_CandidatesOfAnEarlierRun_AreFoundAndNotPaidAgain()
    {
        var world = World();
        await world.StoreAsync(run: "tale-7", number: 1, provenance: p => p with { Candidate = 1 });
        var made = (await world.Memory.FindAsync(world.Name("1.1"), default))!.Provenance!;
        foreach (var number in (int[])[2, 3])
        {
            await world.Memory.SaveBesideAsync(
                world.Name("1.1"), Builders.TestImage.Png(number), ImageFormat.Png,
                made with { Candidate = number, Attempt = $"a{number}" }, default);
        }

        await FinishAsync(world);

        Assert.Empty(world.Model.Calls);
        Assert.Equal(
            (BeatState.Exists, 3, 0), (world.Record().State, world.Record().Candidates.Stored.Length, world.Record().MissingCandidates));
    }

    [Fact]
    public async Task Skip_WhileCandidatesAreDue_LeavesThemOut()
    {
        var world = World();
        await world.DrawAsync();

        await world.AppendAsync(world.Asked(BeatRequestKind.Skip));

        Assert.Equal(
            (BeatState.Complete, 0, false), (world.Record().State, world.Record().MissingCandidates, world.State().Styles[0].HasWork));
        Assert.Equal(BeatOutcomeKind.Done, (await world.DrawAsync(further: true)).Kind);
        Assert.Single(world.Model.Calls);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Generate_LateImageOfACallGivenUp_IsOneOfTheCandidates(bool isRecordedLater)
    {
        var world = World();
        world.Model.Answers(async _ =>
        {
            world.Clock.Advance(ModelCatalogue.BuiltIn.LongestAttempt);
            if (isRecordedLater)
            {
                // Its worker dies between the image and the log.
                world.Store.Before = events => ThrowIf(events.OfType<BeatCompleted>().Any());
            }

            await Record.ExceptionAsync(() => world.DrawAsync());
            world.Store.Before = _ => { };
            return ScriptedModel.Image(5);
        });

        await world.DrawAsync();
        await FinishAsync(world, () =>
        {
            world.Clock.Advance(ModelCatalogue.BuiltIn.LongestAttempt);
            return Task.CompletedTask;
        });

        Assert.Equal((Wanted, Wanted), (world.Model.Calls.Count, world.Record().Candidates.Stored.Length));
        Assert.Equal(Wanted, world.Record().Candidates.Stored.Select(c => c.ETag).Distinct().Count());

        static void ThrowIf(bool isIt)
        {
            if (isIt)
            {
                throw new CrashException();
            }
        }
    }

    [Fact]
    public async Task Skip_WhileTheImageIsGenerated_KeepsItAndLeavesTheCandidatesOut()
    {
        var world = World();
        world.Model.Answers(async _ =>
        {
            await world.AppendAsync(world.Asked(BeatRequestKind.Skip));
            return ScriptedModel.Image(1);
        });

        var outcome = await world.DrawAsync();

        Assert.Equal((BeatOutcomeKind.Done, false), (outcome.Kind, outcome.HasMore));
        Assert.Equal(
            (BeatState.Complete, 0, false), (world.Record().State, world.Record().MissingCandidates, world.State().Styles[0].HasWork));
    }
}
