using ImageGen.Core.Workflows.Styles;
using static ImageGen.Tests.Builders.StoryboardBuilder;

namespace ImageGen.Tests.Core.Workflows.Styles;

public sealed class WakeTimerTests
{
    private readonly ScriptedContext _context = new();

    [Theory]
    [InlineData(0, 99, 2)]
    [InlineData(3, 97, 1)]
    [InlineData(3, 96, 2)]
    [InlineData(0, 100, 1)]
    [InlineData(0, 200, 1)]
    public void SetBy_AnotherInstant_BeginsAnotherDelayOnlyIfTheOneSetIsLaterByMoreThanTheSlack(int slack, int second, int delays)
    {
        using var timer = new WakeTimer(_context, TimeSpan.FromSeconds(slack));

        timer.SetBy(At(100));
        timer.SetBy(At(second));

        Assert.Equal(delays, _context.Delays.Count);
    }

    [Fact]
    public void SetBy_Never_SetsNothing()
    {
        using var timer = new WakeTimer(_context);

        timer.SetBy(null);

        Assert.Null(timer.Fired);
    }
}
