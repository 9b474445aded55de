using ImageGen.Core.Workflows.Styles;
using static ImageGen.Tests.Builders.StoryboardBuilder;

namespace ImageGen.Tests.Core.Workflows.Styles;

public sealed class BackOffTests
{
    private readonly BackOff _backOff = new();

    [Fact]
    public void Note_OneAfterTheOther_DoublesThePauseUpToAMinute()
    {
        var pauses = Enumerable.Range(0, 8).Select(_ =>
        {
            _backOff.Note(isSetback: true, At(0));
            return (_backOff.Until - At(0)).TotalSeconds;
        });

        Assert.Equal([1d, 2, 4, 8, 16, 32, 60, 60], pauses);
    }

    [Fact]
    public void Note_ACallIsMade_EndsThePauseAndBeginsAnew()
    {
        _backOff.Note(isSetback: true, At(0));
        _backOff.Note(isSetback: true, At(0));

        _backOff.Note(isSetback: false, At(1));
        Assert.Equal(default, _backOff.Until);

        _backOff.Note(isSetback: true, At(2));
        Assert.Equal(At(3), _backOff.Until);
    }

    [Fact]
    public void Forget_AfterAPause_BeginsAnew()
    {
        _backOff.Note(isSetback: true, At(0));
        _backOff.Note(isSetback: true, At(0));

        _backOff.Forget();
        Assert.Equal(default, _backOff.Until);

        _backOff.Note(isSetback: true, At(2));
        Assert.Equal(At(3), _backOff.Until);
    }

    [Fact]
    public void IsTooMany_ThirdFaultOfABeat_AndItsCountBeginsAnew()
    {
        var (one, other) = (BeatId.Parse("1.1"), BeatId.Parse("1.2"));

        Assert.Equal([false, false, false, true, false], new[] { one, one, other, one, one }.Select(_backOff.IsTooMany));
    }
}
