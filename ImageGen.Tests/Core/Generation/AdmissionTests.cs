using static ImageGen.Tests.Core.Generation.BeatGeneratorWorld;

namespace ImageGen.Tests.Core.Generation;

/// <summary>Beats and runs for which no paid call may begin, also while it waits to begin.</summary>
public sealed class AdmissionTests
{
    private const ImageStyle Clear = ImageStyle.Clear;
    private static readonly ModelFailure Why = new(FailureKind.ContentBlocked, "Blocked.");

    [Theory]
    [InlineData(nameof(BeatCompleted), BeatOutcomeKind.Done)]
    [InlineData(nameof(BeatExisting), BeatOutcomeKind.Done)]
    [InlineData(nameof(BeatSkipped), BeatOutcomeKind.Skipped)]
    [InlineData(nameof(BeatFailed), BeatOutcomeKind.Failed)]
    public async Task Generate_SettledBeat_IsNotGenerated(string settled, BeatOutcomeKind kind)
    {
        var world = new BeatGeneratorWorld();
        await world.AppendAsync(settled switch
        {
            nameof(BeatCompleted) => new BeatCompleted(At(0), Clear, Id("1.1"), "a", "p", "e", 0.1m, TimeSpan.FromSeconds(1), null),
            nameof(BeatExisting) => new BeatExisting(At(0), Clear, Id("1.1"), "p", "e"),
            nameof(BeatSkipped) => new BeatSkipped(At(0), Clear, Id("1.1")),
            _ => new BeatFailed(At(0), Clear, Id("1.1"), "a", Why, 0),
        });

        var outcome = await world.DrawAsync();

        Assert.Equal((kind, null), (outcome.Kind, outcome.Report));
        Assert.Equal(kind is BeatOutcomeKind.Failed ? Why : null, outcome.Why);
        Assert.Empty(world.Model.Calls);
        Assert.Equal(settled, world.Story);
    }

    [Theory]
    [InlineData(nameof(RunPaused))]
    [InlineData(nameof(RunCancelled))]
    [InlineData(nameof(RunStopped))]
    [InlineData(nameof(RunEnded))]
    [InlineData(nameof(RunGateState.Held))]
    [InlineData(nameof(RunGateState.Ended))]
    public async Task Generate_RunThatMayNotCall_IsHeld(string why)
    {
        var world = new BeatGeneratorWorld();
        await HoldAsync(world, why);
        var before = world.Story;

        var outcome = await world.DrawAsync();

        Assert.Equal((BeatOutcomeKind.Held, null), (outcome.Kind, outcome.Report));
        Assert.Empty(world.Model.Calls);
        Assert.Equal(before, world.Story);
    }

    [Theory]
    [InlineData(nameof(RunPaused), BeatOutcomeKind.Held)]
    [InlineData(nameof(RunCancelled), BeatOutcomeKind.Held)]
    [InlineData(nameof(RunGateState.Held), BeatOutcomeKind.Held)]
    [InlineData(nameof(BeatSkipped), BeatOutcomeKind.Skipped)]
    [InlineData(nameof(BeatExisting), BeatOutcomeKind.Done)]
    public async Task Generate_AskedWhileItWaits_TakesEffectBeforeTheCall(string asked, BeatOutcomeKind kind)
    {
        var world = new BeatGeneratorWorld();
        var drawing = world.BeginAsync(reservation: world.Reservation(inSeconds: 20));
        await world.Clock.WhenTimersPendingAsync(1);
        await HoldAsync(world, asked);
        world.Clock.AdvanceToNextTimer();

        var outcome = await drawing;

        Assert.Equal((kind, null), (outcome.Kind, outcome.Report));
        Assert.Empty(world.Model.Calls);
        Assert.DoesNotContain(nameof(AttemptStarted), world.Story, StringComparison.Ordinal);
    }

    private static Task HoldAsync(BeatGeneratorWorld world, string why)
    {
        var now = world.Clock.GetUtcNow();
        switch (why)
        {
            case nameof(RunPaused): return world.AppendAsync(new RunPaused(now, PausedBy.Person, "Lunch."));
            case nameof(RunCancelled): return world.AppendAsync(new RunCancelled(now, DropInFlight: false));
            case nameof(RunStopped): return world.AppendAsync(new RunStopped(now, "The model is gone."));
            case nameof(RunEnded): return world.AppendAsync(new RunEnded(now, RunStatus.Cancelled));
            case nameof(BeatSkipped): return world.AppendAsync(world.Asked(BeatRequestKind.Skip));
            case nameof(BeatExisting): return world.AppendAsync(new BeatExisting(now, Clear, Id("1.1"), "p", "e"));
            default:
                world.Gate = Enum.Parse<RunGateState>(why);
                return Task.CompletedTask;
        }
    }
}
