using ImageGen.Tests.Core.Workflows.Runs;

namespace ImageGen.Tests.Simulation.WholeRuns;

/// <summary>Each invariant is seen to fail when a piece of the world breaks its rule on purpose.</summary>
public sealed class RunInvariantTests
{
    public static TheoryData<string> Rules => [.. Broken.Keys];

    private static IReadOnlyDictionary<string, SimulatedPieces> Broken { get; } = new Dictionary<string, SimulatedPieces>
    {
        [nameof(FinishedMeansStored)] = new() { Images = images => new BrokenPieces.ChangedImages(images, bytes => bytes[..40]) },
        [nameof(PaidImageIsKept)] = new() { Images = images => new BrokenPieces.ChangedImages(images, _ => null) },
        [nameof(WaitsAreNoFailures)] = BrokenPieces.Model((_, answer, _) => Task.FromResult(
            BrokenPieces.FailureOf(answer)?.Kind is FailureKind.RateLimitedPerMinute or FailureKind.SpendLimited
                ? VirtualTimeModel.No(FailureKind.InvalidRequest)
                : answer)),
        [nameof(LimitsAreKept)] = new() { LimitFactor = 20 },
        [nameof(BlockedPromptIsFinal)] = BrokenPieces.Model((_, answer, _) => Task.FromResult(
            BrokenPieces.FailureOf(answer) is { Kind: FailureKind.ContentBlocked, IsOutputBlock: false }
                ? VirtualTimeModel.No(FailureKind.NoImage)
                : answer)),
        [nameof(AttemptIsLoggedFirst)] = BrokenPieces.Model(
            (_, answer, again) => answer is ModelAnswer.NoImage ? again() : Task.FromResult(answer)),
        [nameof(BillIsCovered)] = BrokenPieces.Log(e => [e is BeatCompleted done ? done with { CostUsd = 0 } : e]),
        [nameof(CostLimitIsKept)] = BrokenPieces.Log(
            e => [e is BeatCompleted done ? done with { CostUsd = 0 } : e is AttemptStarted a ? a with { EstimateUsd = 0 } : e]),
        [nameof(RequestsAreKept)] = new()
        {
            Machine = (world, asked) =>
            {
                if (asked.What is Asked.Pause)
                {
                    RunWorld.Now(world.Service.ResumeAsync(asked.RunId, null, default));
                }
            },
        },
        [nameof(ImageIsMadeOnce)] = new() { Images = images => new ForgetfulImages(images) },
        [nameof(SecretsStaySecret)] = BrokenPieces.Model((request, answer, _) => Task.FromResult(
            BrokenPieces.FailureOf(answer) is { } why
                ? new ModelAnswer.NoImage(why with { Reason = $"Refused: {request.Prompt}" })
                : answer)),
        [nameof(TroubleStaysItsOwn)] = BrokenPieces.Log(e => [e is BeatFailed failed
            ? failed with { Why = new ModelFailure(FailureKind.LocationRefused, "Another's trouble.") }
            : e]),
        [nameof(ChoiceIsKept)] = BrokenPieces.Log(e => e is CandidateChosen ? [] : [e]),
        [nameof(EveryRunEnds)] = new() { WakesAfterCrash = false },
    };

    [Theory]
    [MemberData(nameof(Rules))]
    public void Invariant_ItsRuleIsBrokenOnPurpose_Fails(string rule)
    {
        Assert.Contains(
            Enumerable.Range(0, 60),
            seed => BreachesOf((ulong)seed, Broken[rule]).Any(b => b.StartsWith(rule + ":", StringComparison.Ordinal)));
    }

    [Fact]
    public void Invariants_All_AreEachShownToFail() =>
        Assert.Equal(RunInvariant.All().Select(i => i.GetType().Name).Order(), Broken.Keys.Order());

    private static List<string> BreachesOf(ulong seed, SimulatedPieces pieces)
    {
        var scenario = new RunsScenario(seed, pieces) { MostSteps = 3_000 };
        try
        {
            scenario.Play();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // A broken piece may end the simulation as well; what was seen before counts.
        }

        return scenario.World.Breaches;
    }
}
