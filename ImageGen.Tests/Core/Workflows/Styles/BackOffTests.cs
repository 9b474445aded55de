using ImageGen.Core.Workflows.Styles;
using static ImageGen.Tests.Builders.StoryboardBuilder;

namespace ImageGen.Tests.Core.Workflows.Styles;

public sealed class BackOffTests
{
    private readonly BackOff _backOff = new();

    [Fact]
    public void Update_FailuresInARow_DoublesThePauseUpToAMinute()
    {
        var pauses = Enumerable.Range(0, 8).Select(_ =>
        {
            _backOff.Update(isFailure: true, At(0));
            return (_backOff.Until - At(0)).TotalSeconds;
        });

        Assert.Equal([1d, 2, 4, 8, 16, 32, 60, 60], pauses);
    }

    [Fact]
    public void Update_AnAttemptIsMade_EndsThePauseAndStartsOver()
    {
        _backOff.Update(isFailure: true, At(0));
        _backOff.Update(isFailure: true, At(0));

        _backOff.Update(isFailure: false, At(1));
        Assert.Equal(default, _backOff.Until);

        _backOff.Update(isFailure: true, At(2));
        Assert.Equal(At(3), _backOff.Until);
    }

    [Fact]
    public void Reset_AfterAPause_StartsOver()
    {
        _backOff.Update(isFailure: true, At(0));
        _backOff.Update(isFailure: true, At(0));

        _backOff.Reset();
        Assert.Equal(default, _backOff.Until);

        _backOff.Update(isFailure: true, At(2));
        Assert.Equal(At(3), _backOff.Until);
    }

    [Fact]
    public void CountInternalError_ThirdOfABeat_ReachesTheLimitAndStartsOver()
    {
        var (one, other) = (BeatId.Parse("1.1"), BeatId.Parse("1.2"));

        Assert.Equal([false, false, false, true, false], new[] { one, one, other, one, one }.Select(_backOff.CountInternalError));
    }
}
