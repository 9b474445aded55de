using ImageGen.Tests.Simulation;
using static ImageGen.Tests.Core.Generation.CandidateWorld;

namespace ImageGen.Tests.Core.Generation;

/// <summary>Processes that die while they make candidates: none is paid for twice, none is lost, and a choice stands.</summary>
public sealed class CandidateCrashTests
{
    private static readonly BeatRef Beat = new(ImageStyle.Clear, BeatGeneratorWorld.Id("1.1"));
    public static TheoryData<int> Instants => [.. Enumerable.Range(1, 45)];

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
                    || asked.Append(acknowledged.Value).Contains(all.Chosen), $"seed {seed}: {acknowledged} was acknowledged, "
                        + $"{all.Chosen} is chosen");
            Assert.Equal(all.Chosen, all.Placed);
            Assert.Equal(all.Find(all.Chosen)!.ETag, (await world.Memory.FindAsync(world.Name("1.1"), default))!.ETag);
        }
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
}
