using ImageGen.Tests.Core.Generation;
using static ImageGen.Tests.Core.Generation.BeatGeneratorWorld;

namespace ImageGen.Tests.Core.Runs;

/// <summary>A run of which no answer holds a usable image pauses, instead of paying for every beat.</summary>
public sealed class AnswerStreakTests
{
    private readonly BeatGeneratorWorld _world = new(
        styles: [ImageStyle.Clear, ImageStyle.Consistent], beats: 30, kinds: Enumerable.Repeat(TransitionKind.Other, 30));

    private int _beats;

    [Fact]
    public async Task Answers_TenWithoutAUsableImage_PauseTheRunAndShowWhatArrived()
    {
        for (var n = 0; n < 10; n++)
        {
            Assert.Null(_world.State().PausedBy);
            await AnswerAsync(
                n % 5 == 4 ? FailureKind.BrokenImage : FailureKind.NoImage, n % 2 == 0 ? ImageStyle.Clear : ImageStyle.Consistent);
        }

        var paused = Assert.IsType<RunPaused>(_world.Events.Last());
        Assert.Equal(PausedBy.Answers, paused.By);
        Assert.StartsWith(
            "10 answers in a row had no usable image, and none before. What arrived: 8 x NoImage.",
            paused.Reason,
            StringComparison.Ordinal);
        Assert.Contains("2 x BrokenImage.", paused.Reason, StringComparison.Ordinal);
        var calls = _world.Model.Calls.Count;
        Assert.Equal(BeatOutcomeKind.Held, (await AnswerAsync(FailureKind.NoImage)).Kind);
        Assert.Equal(calls, _world.Model.Calls.Count);
    }

    [Fact]
    public async Task Answers_ResumedAfterThePause_MayBeTenMore()
    {
        await AnswerAsync(10);
        await _world.AppendAsync(new RunResumed(At(9)));
        await AnswerAsync(9);
        Assert.Null(_world.State().PausedBy);

        await AnswerAsync(FailureKind.NoImage);

        Assert.Equal((PausedBy.Answers, 20), (_world.State().PausedBy, _world.State().Calls));
    }

    [Fact]
    public async Task Answers_OneUsableImageBefore_NeverPauseTheRun()
    {
        await AnswerAsync(9);
        _world.Model.Answers(ScriptedModel.Image(1));
        await _world.DrawAsync($"1.{++_beats}");

        await AnswerAsync(20);

        Assert.Null(_world.State().PausedBy);
    }

    [Theory]
    [InlineData(FailureKind.ContentBlocked)]
    [InlineData(FailureKind.Transient)]
    [InlineData(FailureKind.Unanswered)]
    [InlineData(FailureKind.RateLimitedPerMinute)]
    [InlineData(FailureKind.Unreachable)]
    [InlineData(FailureKind.InvalidRequest)]
    public async Task Answers_OfAnotherKind_NeitherCountNorInterrupt(FailureKind kind)
    {
        await AnswerAsync(9);
        for (var n = 0; n < 12; n++)
        {
            await AnswerAsync(kind);
        }

        Assert.Null(_world.State().PausedBy);
        await AnswerAsync(FailureKind.NoImage);
        Assert.Equal(PausedBy.Answers, _world.State().PausedBy);
    }

    [Fact]
    public async Task Answers_ManyInFlightAtOnce_PauseOnceAndNothingBeginsBehind()
    {
        var answer = new TaskCompletionSource<ModelAnswer>();
        for (var n = 0; n < 15; n++)
        {
            _world.Model.Answers(_ => answer.Task);
        }

        var drawing = Enumerable.Range(1, 15).Select(n => _world.BeginAsync($"1.{n}")).ToList();
        answer.SetResult(new ModelAnswer.NoImage(new ModelFailure(FailureKind.NoImage, "Words.")));
        await Task.WhenAll(drawing);

        Assert.Single(_world.Events.OfType<RunPaused>());
        Assert.Equal(BeatOutcomeKind.Held, (await _world.BeginAsync("1.16")).Kind);
        await _world.AppendAsync(new RunResumed(At(9)));
        _beats = 16;
        await AnswerAsync(9);
        Assert.Null(_world.State().PausedBy);
    }

    private async Task AnswerAsync(int times)
    {
        for (var n = 0; n < times; n++)
        {
            await AnswerAsync(FailureKind.NoImage);
        }
    }

    private Task<BeatOutcome> AnswerAsync(FailureKind kind, ImageStyle style = ImageStyle.Clear)
    {
        _world.Model.Answers(new ModelAnswer.NoImage(new ModelFailure(kind, $"{kind}.")));
        return _world.DrawAsync($"1.{(_beats++ % 30) + 1}", _world.Reservation(key: $"{style.Name()}-1"), style);
    }
}
