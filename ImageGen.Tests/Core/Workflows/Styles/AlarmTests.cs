using ImageGen.Core.Workflows.Styles;
using static ImageGen.Tests.Builders.StoryboardBuilder;

namespace ImageGen.Tests.Core.Workflows.Styles;

public sealed class AlarmTests
{
    private readonly ScriptedContext _context = new();

    [Theory]
    [InlineData(0, 99, 2)]
    [InlineData(3, 97, 1)]
    [InlineData(3, 96, 2)]
    [InlineData(0, 100, 1)]
    [InlineData(0, 200, 1)]
    public void RingBy_AnotherInstant_BeginsAnotherDelayOnlyIfTheOneSetIsLaterByMoreThanTheSlack(int slack, int second, int delays)
    {
        using var alarm = new Alarm(_context, TimeSpan.FromSeconds(slack));

        alarm.RingBy(At(100));
        alarm.RingBy(At(second));

        Assert.Equal(delays, _context.Delays.Count);
    }

    [Fact]
    public void RingBy_Never_SetsNothing()
    {
        using var alarm = new Alarm(_context);

        alarm.RingBy(null);

        Assert.Null(alarm.Rings);
    }
}
