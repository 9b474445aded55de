using ImageGen.Core.Api.Events;
using static ImageGen.Tests.Builders.StoryboardBuilder;

namespace ImageGen.Tests.Core.Api.Events;

public sealed class EventMessagesTests
{
    private static readonly RunIndex Index = new(new StoryboardBuilder().BuildRun());

    [Theory]
    [InlineData(BeatRequestKind.Retry, 0, "All failed beats are to be tried again.")]
    [InlineData(BeatRequestKind.Regenerate, 0, "All beats are to be regenerated.")]
    [InlineData(BeatRequestKind.First, 1, "Beat 1.1 of 'clear' is to come first.")]
    [InlineData(BeatRequestKind.Skip, 2, "2 beats are not to be generated.")]
    public void Of_WhatIsAskedOfBeats_IsSaidInWords(BeatRequestKind kind, int beats, string words)
    {
        ImmutableArray<BeatRef> asked = [.. Enumerable.Range(1, beats).Select(n => new BeatRef(ImageStyle.Clear, BeatId.Parse($"1.{n}")))];

        var message = EventMessages.Of(new BeatsRequested(At(0), kind, asked), Index, new RunTally(Index));

        Assert.Equal(words, Assert.IsType<EventMessage.Changed>(message).Reason);
    }

    [Fact]
    public void Of_StyleWaitsNoMore_NamesNoInstant()
    {
        var message = EventMessages.Of(new StyleWaiting(At(0), ImageStyle.Clear, At(60), null), Index, new RunTally(Index));

        Assert.Equal(new EventMessage.Waiting(ImageStyle.Clear, null, null), message);
    }

    [Fact]
    public void Of_KeyFault_NamesStyleAndReasonAndNotTheValue()
    {
        var message = EventMessages.Of(
            new KeyFaultFound(At(0), ImageStyle.Clear, "clear-1", "Key clear-1 has expired."), Index, new RunTally(Index));

        Assert.Equal(new EventMessage.KeyFault(ImageStyle.Clear, "Key clear-1 has expired."), message);
    }
}
