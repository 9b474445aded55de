using ImageGen.Core.Generation;
using ImageGen.Core.Models;
using ImageGen.Core.Runs;
using ImageGen.Core.Storyboards;
using ImageGen.Tests.Fakes;
using ImageGen.Tests.Simulation;

namespace ImageGen.Tests.Core.Generation;

/// <summary>Several images of one beat: each is paid for once, none is lost, and neither is a choice.</summary>
public sealed class CandidatesTests
{
    private const int Wanted = 3;
    private static readonly BeatRef Beat = new(ImageStyle.Clear, BeatGeneratorWorld.Id("1.1"));

    public static TheoryData<int> Instants => [.. Enumerable.Range(1, 45)];

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

    [Theory]
    [MemberData(nameof(Instants))]
    public async Task Generate_KilledAtAnyInstant_PaysNoImageTwiceAndLosesNone(int instant)
    {
        var world = World();
        var (steps, saved) = (0, 0);
        Hook(world, () => steps++ == instant, () => saved++);

        while (true)
        {
            try
            {
                await FinishAsync(world);
                break;
            }
            catch (CrashException)
            {
                Hook(world, () => false, () => saved++);
                world.Start();
                await world.AppendAsync(new RunStarted(world.Clock.GetUtcNow(), 2));
            }
        }

        var stored = world.Record().Candidates.Stored;
        Assert.Equal((Wanted, Wanted, Wanted), (stored.Length, saved, stored.Select(c => c.ETag).Distinct().Count()));
        Assert.InRange(world.Model.Calls.Count, Wanted, Wanted + 1);
        Assert.Equal(Wanted * 0.067m, world.State().CostUsd);
        Assert.Equal(
            (world.Model.Calls.Count - Wanted, 0m),
            (Math.Min(world.State().UnconfirmedCalls, world.Model.Calls.Count - Wanted), world.State().OpenUsd));
        Assert.Equal(
            stored.Select(c => c.ETag).Order(),
            (await world.Memory.VersionsAsync(world.Name("1.1"), default)).Append(
                (await world.Memory.FindAsync(world.Name("1.1"), default))!)
                .Select(i => i.ETag).Order());
    }

    /// <summary>Kills and choices at random instants, many seeds: what was chosen last and acknowledged stands in the end.</summary>
    [Fact]
    public async Task Choose_KilledAtRandomInstants_TheAcknowledgedChoiceStandsAndNothingIsPaidTwice()
    {
        for (var seed = 1UL; seed <= 150; seed++)
        {
            var dice = new Dice(seed);
            var world = World();
            var (saved, kills) = (0, 0);
            int? acknowledged = null;
            var asked = new List<int>();
            for (var round = 0; round < 40; round++)
            {
                var (steps, die) = (0, dice.Int(3, 60));
                Hook(world, () => steps++ == die, () => saved++);
                try
                {
                    await FinishAsync(world, async () =>
                    {
                        var count = world.Record().Candidates.Stored.Length;
                        if (count > 0 && dice.Int(0, 2) > 0)
                        {
                            var number = dice.Int(1, count);
                            asked.Add(number);
                            var choices = new Choices(new RunLogs(world.Store), world.Images, world.Clock);
                            if (await choices.ChooseAsync(world.Run.Id, Beat, number, default) is ControlResult.Done)
                            {
                                (acknowledged, asked) = (number, []);
                            }
                        }
                    });
                    break;
                }
                catch (CrashException)
                {
                    kills++;
                    Hook(world, () => false, () => saved++);
                    world.Start();
                    await world.AppendAsync(new RunStarted(world.Clock.GetUtcNow(), round + 2));
                }
            }

            Hook(world, () => false, () => saved++);
            await FinishAsync(world);
            await new Choices(new RunLogs(world.Store), world.Images, world.Clock).PlaceAsync(world.Run.Id, default);
            var all = world.Record().Candidates;
            var calls = world.Model.Calls.Count;
            Assert.True((all.Stored.Length, saved) == (Wanted, Wanted), $"seed {seed}: {all.Stored.Length} candidates, {saved} saved");
            Assert.True(calls <= Wanted + kills, $"seed {seed}: {calls} calls, {kills} kills");
            Assert.True(
                acknowledged is null
                    || asked.Append(acknowledged.Value).Contains(all.Chosen), $"seed {seed}: {acknowledged} was acknowledged, {all.Chosen} is chosen");
            Assert.Equal(all.Chosen, all.Placed);
            Assert.Equal(all.Find(all.Chosen)!.ETag, (await world.Memory.FindAsync(world.Name("1.1"), default))!.ETag);
        }
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
                world.Name("1.1"), Builders.TestImage.Png(number), ImageFormat.Png, made with { Candidate = number, Attempt = $"a{number}" }, default);
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

    private static BeatGeneratorWorld World() => new(new RunOptions { Candidates = Wanted }, beats: 1);

    /// <summary>As the workflow does: the image, then one candidate after the other, until none is missing.</summary>
    private static async Task FinishAsync(BeatGeneratorWorld world, Func<Task>? between = null)
    {
        for (var tries = 0; tries < 50; tries++)
        {
            await (between?.Invoke() ?? Task.CompletedTask);
            var record = world.Record();
            if (record.IsSettled && record.MissingCandidates == 0)
            {
                return;
            }

            await world.DrawAsync(further: record.IsSettled);
        }

        Assert.Fail("It does not come to an end.");
    }

    /// <summary>Every step of the world may be the last one of a process; from there on nothing reaches the world.</summary>
    private static void Hook(BeatGeneratorWorld world, Func<bool> isTheLast, Action onSaved)
    {
        var isDead = false;
        void Step()
        {
            isDead |= isTheLast();
            if (isDead)
            {
                throw new CrashException();
            }
        }

        world.Store.Before = _ => Step();
        world.Store.After = _ => Step();
        world.Images.Before = _ => Step();
        world.Images.After = operation =>
        {
            if (operation is "Save" && !isDead)
            {
                onSaved();
            }

            Step();
        };
        world.Model.OnCall = Step;
    }

    private sealed class CrashException : Exception;
}
