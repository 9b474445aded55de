using ImageGen.Core.Generation;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Api.Exports;

/// <summary>
/// Which stored image stands for a beat in an export: the one place to ask. That is the current image of each style: of several
/// candidates the chosen one, which is in the layout. A choice of a style for a beat belongs here.
/// </summary>
public static class BeatImages
{
    /// <summary>The image of a beat in a style; null: there is none.</summary>
    /// <param name="stored">What is stored of that style.</param>
    /// <param name="beat">The beat.</param>
    public static StoredImage? Choose(IReadOnlyDictionary<BeatId, StoredImage> stored, BeatId beat) => stored.GetValueOrDefault(beat);

    /// <summary>The cell that stands for a beat where only one style can be shown, as on the first track of a timeline.</summary>
    /// <returns>The cell's index among the sheet's styles.</returns>
    public static int Preferred(ExportBeat beat) => Math.Max(0, beat.Cells.IndexOf(beat.Cells.FirstOrDefault(c => c.State is not null)!));
}
