using ImageGen.Core.Workflows.Contract;
using ImageGen.Core.Workflows.Status;
using ImageGen.Core.Workflows.Styles;
using static ImageGen.Tests.Builders.StoryboardBuilder;

namespace ImageGen.Tests.Core.Workflows.Styles;

public sealed class StyleReporterTests
{
    private const int MostNotes = 64;

    private static readonly StyleStatus Status = new(ImageStyle.Clear, 10, new StyleCounts(1, 0, 0, 0, 0, 0, null), [], []);
    private readonly ScriptedContext _context = new();

    public StyleReporterTests() => _context.Activity<WaitNote>(WorkflowNames.RecordWait, _ => true);

    [Theory]
    [InlineData(0, MostNotes)]
    [InlineData(60, 4)]
    [InlineData(MostNotes, 0)]
    public async Task PublishStatus_MoreShortWaitsThanNotes_SignalsTheRootNoMoreOfThem(int before, int expected)
    {
        var reporter = Begin(before);

        for (var n = 0; n < 3 * MostNotes; n++)
        {
            await reporter.PublishStatusAsync(new StyleWait($"Wait {n}.", At(30)), null);
        }

        Assert.Equal(expected, _context.Signals.Count);
        Assert.Equal(before + expected, reporter.Notes);
    }

    [Fact]
    public async Task PublishStatus_NoNotesLeft_StillSignalsALongWaitAndAPause()
    {
        var reporter = Begin(MostNotes);

        await reporter.PublishStatusAsync(new StyleWait("Until tomorrow.", At(3600)), null);
        await reporter.PublishStatusAsync(null, "A person paused it.");

        Assert.Equal(["Until tomorrow.", null], _context.Signals.Cast<StyleStatus>().Select(s => s.WaitingFor));
        Assert.Equal("A person paused it.", ((StyleStatus)_context.Signals[1]).Paused);
    }

    [Theory]
    [InlineData(WorkflowRevisions.Second, 3)]
    [InlineData(WorkflowRevisions.Third, 2)]
    public async Task PublishStatus_OrdinaryWaits_SignalsTheRootOnceInHalfAMinute(int revision, int expected)
    {
        var input = new StyleInput("tale-1", ImageStyle.Clear) { Revision = revision };
        var reporter = new StyleReporter(_context, input);
        reporter.ApplyStatus(Status);
        foreach (var seconds in (int[])[0, 15, 31])
        {
            _context.UtcNow = At(seconds);
            await reporter.PublishStatusAsync(new StyleWait($"Wait {seconds}.", At(60)), null);
        }

        Assert.Equal(expected, _context.Signals.Count);
    }

    /// <summary>A later execution: the one before told the root where the style stands.</summary>
    private StyleReporter Begin(int notes)
    {
        var reporter = new StyleReporter(_context, new StyleInput("tale-1", ImageStyle.Clear, Generation: 1, Signals: notes));
        reporter.ApplyStatus(Status);
        return reporter;
    }
}
