using ImageGen.Core.Models.Catalogue;
using ImageGen.Tests.Core.Workflows.Runs;
using ImageGen.Tests.Simulation;

namespace ImageGen.Tests.Core.Workflows;

/// <summary>
/// What a run reports against what the service bills: 30 % of the attempts time out or are cut and are billed all the same, and the process
/// is killed 20 times. In virtual time, with the real workflows, under both engines' kinds of loss.
/// </summary>
public sealed class BillTests
{
    private const int Shots = 30;
    private const int Kills = 20;

    private static readonly decimal ListPrice = ModelCatalogue.BuiltIn.EstimateUsd(ModelCatalogue.DefaultModel, null, 0);

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public void Run_TimeOutsCutsAndKills_ReportsNoLessThanTheBillAndLittleMore(int first) => PlayAll(first, 2, maxCostUsd: null);

    [Fact]
    public void Run_TimeOutsCutsAndKillsUnderALimit_NeverBeginsAnAttemptBeyondIt() => PlayAll(100, 1, maxCostUsd: ListPrice * 20);

    [Fact]
    [Trait("Lane", "second")]
    public void Run_ManySeeds_ReportsNoLessThanTheBillAndKeepsItsLimit()
    {
        PlayAll(1_000, 40, maxCostUsd: null);
        PlayAll(2_000, 10, maxCostUsd: ListPrice * 20);
    }

    private static void PlayAll(int first, int count, decimal? maxCostUsd)
    {
        foreach (var seed in Enumerable.Range(first, count))
        {
            var world = Play((ulong)seed, maxCostUsd);
            CheckLimit(world, seed);
            CheckBill(world, seed);
        }
    }

    private static RunWorld Play(ulong seed, decimal? maxCostUsd)
    {
        var world = new RunWorld(new WorldOptions(seed));
        world.Model.Answers = (beat, n, _) => AnswerTo(seed, beat, n);
        world.Start(new StoryboardBuilder().Styles([.. ImageStyles.All]).Shots(Shots, 1).Options(
            new RunOptions { MaxCostUsd = maxCostUsd }).Build());
        var dice = new Dice(seed);
        for (var kill = 0; kill < Kills; kill++)
        {
            var keepsHistories = dice.Chances(0.5);
            world.After(dice.Between(0, 240), () => world.Crash(keepsHistories));
        }

        world.Finish(mostSteps: 10_000);
        return world;
    }

    private static ModelAnswer AnswerTo(ulong seed, string beat, int n) =>
        Chance.Unit(Chance.Seed(Chance.Seed(seed, beat), $"{n}"), 9) switch
        {
            < 0.30 => VirtualTimeModel.No(FailureKind.Unanswered),
            < 0.35 => VirtualTimeModel.No(FailureKind.Transient),
            < 0.40 => new ModelAnswer.Image(TestImage.Png(1).AsMemory(0, 40), "image/png", new TokenUsage(10, 1, 11, 0)),
            _ => new ModelAnswer.Image(TestImage.Png(n), "image/png", null),
        };

    /// <summary>Every attempt that reached the service and was not answered 503, whether its answer arrived or not.</summary>
    private static decimal BillOf(ulong seed, ModelCall call) =>
        AnswerTo(seed, call.Beat, call.Number) is ModelAnswer.NoImage { Why.Kind: FailureKind.Transient } ? 0 : ListPrice;

    private static void CheckBill(RunWorld world, int seed)
    {
        var state = world.State;
        var (bill, told) = (world.Model.Calls.Sum(c => BillOf((ulong)seed, c)), state.CostUsd + state.UnconfirmedUsd);
        Assert.True(
            bill <= told && told <= 1.1m * bill,
            $"Seed {seed}: billed ${bill}, reported ${state.CostUsd} and ${state.UnconfirmedUsd} unconfirmed.");
        Assert.Equal(0, state.OpenUsd);
        var perBeat = world.Model.Calls.GroupBy(c => c.Beat).ToDictionary(g => g.Key, g => g.Sum(c => BillOf((ulong)seed, c)));
        foreach (var beat in state.Styles.SelectMany(s => s.Beats))
        {
            var name = beat.Beat.Prompt["Generate beat ".Length..^1];
            var billed = perBeat.GetValueOrDefault(name);
            Assert.True(
                billed <= beat.CostUsd + beat.UnconfirmedUsd, $"Seed {seed}, {name}: ${billed} > ${beat.CostUsd} + ${beat.UnconfirmedUsd}");
        }

        Assert.Equal(state.UnconfirmedUsd, state.Styles.Sum(s => s.UnconfirmedUsd));
        Assert.Equal(state.UnconfirmedUsd, state.Styles.Sum(s => s.Beats.Sum(b => b.UnconfirmedUsd)));
        Assert.Equal(state.UnconfirmedCalls, state.Styles.Sum(s => s.Beats.Sum(b => b.UnconfirmedAttempts)));
    }

    /// <summary>
    /// With everything that may have been billed and all in flight, no attempt begins that could pass the limit; resumes raise it.
    /// </summary>
    private static void CheckLimit(RunWorld world, int seed)
    {
        var state = new RunState(world.State.Document);
        foreach (var e in world.Store.Log(world.RunId))
        {
            state.Apply(e);
            var sum = state.CostUsd + state.UnconfirmedUsd + state.OpenUsd;
            Assert.True(
                e.Event is not AttemptStarted || state.MaxCostUsd is null || sum <= state.MaxCostUsd,
                $"Seed {seed}: ${sum} of ${state.MaxCostUsd}");
        }
    }
}
