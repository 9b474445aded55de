namespace ImageGen.Core.Storyboards;

/// <summary>
/// How files of images are called besides <see cref="ImageName"/>: as earlier programs called them. They are read, never written.
/// </summary>
public static class ImageFiles
{
    /// <summary>
    /// The beat of a file name without its extension: <c>Beat_1.1</c>, and as earlier programs wrote it <c>Beat_Beat 1.1</c>,
    /// <c>Beat_Beat_1.1</c> or <c>Beat 1.1</c>.
    /// </summary>
    public static bool TryParseStem(string stem, out BeatId beat)
    {
        beat = default;
        if (stem.Length < 6 || !stem.StartsWith("Beat", StringComparison.Ordinal) || stem[4] is not ('_' or ' '))
        {
            return false;
        }

        var name = stem[5..];
        return BeatId.TryParse(name, out beat)
            && (name == beat.Value || name == $"Beat {beat.Value}" || name == $"Beat_{beat.Value}");
    }

    /// <summary>The stems that a beat's file may have, the one that is written first.</summary>
    public static IEnumerable<string> StemsOf(BeatId beat) =>
        [$"Beat_{beat.Value}", $"Beat_Beat {beat.Value}", $"Beat_Beat_{beat.Value}", $"Beat {beat.Value}"];

    /// <summary>Whether a stem is the one that this program writes.</summary>
    public static bool IsOurs(string stem, BeatId beat) => stem == $"Beat_{beat.Value}";
}
