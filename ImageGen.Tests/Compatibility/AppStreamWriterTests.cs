using System.IO.Pipelines;
using ImageGen.Core.Api.Compatibility;
using ImageGen.Tests.Core.Api.Events;
using static ImageGen.Tests.Builders.StoryboardBuilder;

namespace ImageGen.Tests.Compatibility;

public sealed class AppStreamWriterTests
{
    /// <summary>The page parses each piece that it reads for itself.</summary>
    [Fact]
    public async Task Write_ManyMessages_EachIsFlushedByItselfAndTwoMillisecondsAfterTheOneBefore()
    {
        var (time, world, pipe) = (new ManualTimeProvider(), new StreamWorld(), new Pipe());
        var run = await world.RunAsync(new StoryboardBuilder().Styles(ImageStyle.Clear).Shots(8, 1));
        await world.AppendAsync(
            run,
            [
                new RunStarted(At(0), 8),
                .. run.Storyboard.BeatsOf(ImageStyle.Clear).Select(b => new BeatExisting(At(1), ImageStyle.Clear, b.Id, "x.png", "e")),
                new RunEnded(At(2), RunStatus.Completed),
            ]);
        var writer = new AppStreamWriter(
            await world.Logs.OpenAsync(run.Id, default), new AppRun(AppLabels.None, "/x"), longest: null, time);
        var begun = time.GetUtcNow();

        var writing = writer.WriteToAsync(pipe.Writer, default);
        var pieces = new List<(string Text, TimeSpan At)>();
        while (!writing.IsCompleted)
        {
            var read = await pipe.Reader.ReadAsync();
            pieces.Add((Encoding.UTF8.GetString(read.Buffer), time.GetUtcNow() - begun));
            pipe.Reader.AdvanceTo(read.Buffer.End);
            await time.WhenTimersPendingAsync(1);
            time.AdvanceToNextTimer();
            await Task.WhenAny(writing, time.WhenTimersPendingAsync(1));
        }

        Assert.True(pieces.Count > 8, $"{pieces.Count} pieces");
        Assert.All(
            pieces,
            (piece, n) => Assert.Equal(
                ("data: ", "\n\n", 1, TimeSpan.FromMilliseconds(2 * n)),
                (piece.Text[..6], piece.Text[^2..], piece.Text.Split("data: ").Length - 1, piece.At)));
    }
}
