using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Api.Exports;

/// <summary>The beats of an export on a time axis of whole frames.</summary>
/// <param name="FramesPerSecond">Frames a second.</param>
/// <param name="Clips">One for each beat, in order, without gaps.</param>
public sealed record ExportTimeline(int FramesPerSecond, ImmutableArray<ExportClip> Clips)
{
    /// <summary>Frames from the beginning to the end.</summary>
    public long Length => Clips.IsEmpty ? 0 : Clips[^1].Start + Clips[^1].Length;

    /// <summary>
    /// The timeline of a sheet. A beat is at least one frame long, and where a beat begins is where the exact time would be, so that
    /// roundings do not add up.
    /// </summary>
    public static ExportTimeline Of(ExportSheet sheet, int framesPerSecond)
    {
        var clips = ImmutableArray.CreateBuilder<ExportClip>(sheet.Beats.Length);
        var (seconds, start, shot) = (0m, 0L, (ShotId?)null);
        foreach (var beat in sheet.Beats)
        {
            seconds += beat.Seconds;
            var end = Math.Max(start + 1, (long)Math.Round(seconds * framesPerSecond, MidpointRounding.AwayFromZero));
            clips.Add(new ExportClip(beat, start, end - start, beat.Shot != shot));
            (start, shot) = (end, beat.Shot);
        }

        return new ExportTimeline(framesPerSecond, clips.ToImmutable());
    }
}

/// <summary>A beat on a timeline.</summary>
/// <param name="Beat">The beat.</param>
/// <param name="Start">The frame at which it begins.</param>
/// <param name="Length">Frames, 1 or more.</param>
/// <param name="BeginsShot">True for the first beat of a shot.</param>
public sealed record ExportClip(ExportBeat Beat, long Start, long Length, bool BeginsShot);

/// <summary>
/// Ids in timelines: made of the project and the numbers in its storyboard, never of places in a list, so that they stay when beats are
/// added, moved or generated again.
/// </summary>
internal static class ExportIds
{
    public static string Shot(ExportSheet sheet, ShotId shot) => $"{sheet.Project.Value}/shot-{shot.Value}";

    public static string Beat(ExportSheet sheet, ExportBeat beat) => $"{sheet.Project.Value}/beat-{beat.Id.Value.ToLowerInvariant()}";

    public static string Clip(ExportSheet sheet, ExportBeat beat, ImageStyle style) =>
        $"{Beat(sheet, beat)}/{ImageStyles.Name(style)}";
}
