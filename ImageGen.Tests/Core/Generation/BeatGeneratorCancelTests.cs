using ImageGen.Core.KeyPools;
using static ImageGen.Tests.Core.Generation.BeatGeneratorWorld;

namespace ImageGen.Tests.Core.Generation;

/// <summary>A beat that is cancelled before, during and after its call.</summary>
public sealed class BeatGeneratorCancelTests
{
    [Fact]
    public async Task Generate_CancelledDuringTheCall_LeavesTheAttemptOpenAndItsReservationUsed()
    {
        var world = new BeatGeneratorWorld();
        using var stop = new CancellationTokenSource();
        world.Model.Answers(async cancellationToken =>
        {
            world.Clock.Advance(TimeSpan.FromSeconds(7));
            await stop.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
            return ScriptedModel.Image(1);
        });

        var outcome = await world.DrawAsync(cancellationToken: stop.Token);

        Assert.Equal(BeatOutcomeKind.Held, outcome.Kind);
        Assert.Equal(new AttemptReport("r1", At(7), 0.067m, Model: outcome.Report!.Model) { IsDropped = true }, outcome.Report);
        Assert.Equal("AttemptStarted", world.Story);
        Assert.Equal(("r1.1", 0.067m), (world.Record().Open!.Id, world.State().OpenUsd));
    }

    [Fact]
    public async Task Generate_CancelledWhenTheAnswerIsThere_KeepsWhatWasPaidFor()
    {
        var world = new BeatGeneratorWorld();
        using var stop = new CancellationTokenSource();
        world.Model.Answers(async _ =>
        {
            await stop.CancelAsync();
            return ScriptedModel.Image(1);
        });

        var outcome = await world.DrawAsync(cancellationToken: stop.Token);

        Assert.Equal((BeatOutcomeKind.Done, BeatState.Complete), (outcome.Kind, world.Record().State));
    }

    [Fact]
    public async Task Generate_CancelledWhileItWaits_IsHeldAndItsReservationUnused()
    {
        var world = new BeatGeneratorWorld();
        using var stop = new CancellationTokenSource();
        var drawing = world.BeginAsync(reservation: world.Reservation(inSeconds: 60), cancellationToken: stop.Token);
        await world.Clock.WhenTimersPendingAsync(1);
        await stop.CancelAsync();

        var outcome = await drawing;

        Assert.Equal((BeatOutcomeKind.Held, null), (outcome.Kind, outcome.Report));
        Assert.Empty(world.Events);
    }

    [Fact]
    public async Task Generate_CancelledWhileTheRunIsOpened_IsHeldAndItsReservationUnused()
    {
        var world = new BeatGeneratorWorld();
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();

        var outcome = await world.DrawAsync(cancellationToken: stop.Token);

        Assert.Equal((BeatOutcomeKind.Held, null), (outcome.Kind, outcome.Report));
        Assert.Equal(0, world.Log.Appends);
    }
}
