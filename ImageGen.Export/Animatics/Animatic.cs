using ImageGen.Core.Api.Exports;
using ImageGen.Core.Base;
using ImageGen.Core.Storyboards;
using ImageGen.Imaging;

namespace ImageGen.Export.Animatics;

/// <summary>The images one after the other, each as long as its beat; several styles side by side.</summary>
internal sealed class Animatic(ExportTools tools)
{
    // What WebP and H.264 allow for a side; the ratio of the first image decides, within reason.
    private const int LargestSide = 8192;

    public async Task<ImmutableArray<string>> WriteAsync(ExportJob job, CancellationToken cancellationToken)
    {
        if (job.Sheet.ImageCount == 0)
        {
            throw new UserException("There is no image yet that an animatic could show. Generate some first.");
        }

        var isMp4 = job.Options.Container is AnimaticContainer.Mp4;
        var ffmpeg = isMp4 ? Ffmpeg.Find(tools) : null;
        var (width, height) = await SizeAsync(job, cancellationToken);
        var timeline = ExportTimeline.Of(job.Sheet, job.Options.FramesPerSecond);
        var notes = ImmutableArray.CreateBuilder<string>();
        var frames = InOrder.SelectAsync(
            timeline.Clips, (clip, ending) => FrameAsync(job, clip, width, height, isMp4, ending), cancellationToken);
        if (ffmpeg is not null)
        {
            await ffmpeg.WriteAsync(job, Noted(frames, job, notes), timeline.FramesPerSecond, cancellationToken);
            return notes.ToImmutable();
        }

        await using var file = new FileStream(job.Path, FileMode.Create, FileAccess.ReadWrite);
        using var animation = new WebpAnimation(file, width, height);
        await foreach (var frame in Noted(frames, job, notes).WithCancellation(cancellationToken))
        {
            // From its beginning to its end in milliseconds, so that roundings do not add up.
            var (start, end) = (Milliseconds(frame.Clip.Start), Milliseconds(frame.Clip.Start + frame.Clip.Length));
            animation.Add(frame.Bytes, end - start);
        }

        return notes.ToImmutable();

        long Milliseconds(long at) => (at * 1000) / timeline.FramesPerSecond;
    }

    private static async IAsyncEnumerable<Frame> Noted(IAsyncEnumerable<Frame> frames, ExportJob job, ImmutableArray<string>.Builder notes)
    {
        var done = 0;
        await foreach (var frame in frames)
        {
            notes.AddRange(frame.Unreadable.Select(i =>
                $"The image of beat {frame.Clip.Beat.Id} in style '{job.Sheet.Styles[i].Name()}' could not be decoded; its place is grey. "
                    + "Regenerate it."));
            yield return frame;
            job.Progress?.Report(++done);
        }
    }

    /// <summary>Even numbers, which H.264 needs, in the ratio of the first image times the styles side by side.</summary>
    private static async Task<(int Width, int Height)> SizeAsync(ExportJob job, CancellationToken cancellationToken)
    {
        var first = await job.Images.FirstSizeAsync(job.Sheet, cancellationToken);
        var width = job.Options.Width / 2 * 2;
        var height = (double)width / job.Sheet.Styles.Length * first.Height / first.Width;
        return (width, Math.Clamp((int)Math.Round(height / 2) * 2, 2, LargestSide));
    }

    private static async Task<Frame> FrameAsync(
        ExportJob job, ExportClip clip, int width, int height, bool asJpeg, CancellationToken cancellationToken)
    {
        var images = new List<ReadOnlyMemory<byte>?>();
        foreach (var cell in clip.Beat.Cells)
        {
            images.Add(await job.Images.ReadAsync(cell, cancellationToken));
        }

        var bytes = FrameComposer.Compose(images, width, height, asJpeg, out var unreadable);
        return new Frame(clip, bytes, unreadable);
    }

    /// <summary>An encoded frame.</summary>
    internal sealed record Frame(ExportClip Clip, byte[] Bytes, IReadOnlyList<int> Unreadable);
}
