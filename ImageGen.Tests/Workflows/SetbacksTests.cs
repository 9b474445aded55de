using ImageGen.Core.Storyboards;
using ImageGen.Core.Workflows;
using static ImageGen.Tests.Builders.StoryboardBuilder;

namespace ImageGen.Tests.Workflows;

public sealed class SetbacksTests
{
    private readonly Setbacks _setbacks = new();

    [Fact]
    public void Note_OneAfterTheOther_DoublesThePauseUpToAMinute()
    {
        var pauses = Enumerable.Range(0, 8).Select(_ =>
        {
            _setbacks.Note(isSetback: true, At(0));
            return (_setbacks.Until - At(0)).TotalSeconds;
        });

        Assert.Equal([1d, 2, 4, 8, 16, 32, 60, 60], pauses);
    }

    [Fact]
    public void Note_ACallIsMade_EndsThePauseAndBeginsAnew()
    {
        _setbacks.Note(isSetback: true, At(0));
        _setbacks.Note(isSetback: true, At(0));

        _setbacks.Note(isSetback: false, At(1));
        Assert.Equal(default, _setbacks.Until);

        _setbacks.Note(isSetback: true, At(2));
        Assert.Equal(At(3), _setbacks.Until);
    }

    [Fact]
    public void Forget_AfterAPause_BeginsAnew()
    {
        _setbacks.Note(isSetback: true, At(0));
        _setbacks.Note(isSetback: true, At(0));

        _setbacks.Forget();
        Assert.Equal(default, _setbacks.Until);

        _setbacks.Note(isSetback: true, At(2));
        Assert.Equal(At(3), _setbacks.Until);
    }

    [Fact]
    public void IsTooMany_ThirdFaultOfABeat_AndItsCountBeginsAnew()
    {
        var (one, other) = (BeatId.Parse("1.1"), BeatId.Parse("1.2"));

        Assert.Equal([false, false, false, true, false], new[] { one, one, other, one, one }.Select(_setbacks.IsTooMany));
    }
}
