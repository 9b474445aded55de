using ImageGen.Core.Generation;
using ImageGen.Core.Runs;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Api.Exports;

/// <summary>What is exported: the beats in storyboard order, each with its image in every style.</summary>
/// <param name="Project">The project. Ids in timelines are made of it, so that they do not change with the run.</param>
/// <param name="Title">For people: the last part of the project's path.</param>
/// <param name="Styles">The styles, in the order of <see cref="ImageStyles.All"/>.</param>
/// <param name="Beats">The beats.</param>
public sealed record ExportSheet(ProjectName Project, string Title, ImmutableArray<ImageStyle> Styles, ImmutableArray<ExportBeat> Beats)
{
    /// <summary>How many images there are.</summary>
    public int ImageCount => Beats.Sum(b => b.Cells.Count(c => c.Image is not null));
}

/// <summary>A beat of an export.</summary>
/// <param name="Shot">The shot's number.</param>
/// <param name="Id">The beat's number.</param>
/// <param name="Transition">As the storyboard writes it.</param>
/// <param name="ScriptPhrase">The words of the script; null: none.</param>
/// <param name="Seconds">How long it lasts.</param>
/// <param name="Cells">One for each style of the sheet, in its order.</param>
public sealed record ExportBeat(
    ShotId Shot, BeatId Id, string Transition, string? ScriptPhrase, decimal Seconds, ImmutableArray<ExportCell> Cells);

/// <summary>A beat in one style.</summary>
/// <param name="Name">The image's name, whether or not it is there.</param>
/// <param name="State">What the beat is; null: the storyboard does not have it in this style.</param>
/// <param name="Image">The image; null: there is none.</param>
public sealed record ExportCell(ImageName Name, BeatState? State, StoredImage? Image)
{
    /// <summary>How many attempts were made.</summary>
    public int Attempts { get; init; }

    /// <summary>US dollars of attempts whose outcome is known.</summary>
    public decimal CostUsd { get; init; }

    /// <summary>US dollars, by estimate, of attempts that may have been billed.</summary>
    public decimal UnconfirmedUsd { get; init; }

    /// <summary>Why it has no image, for people; null: it has one, or nothing is known.</summary>
    public string? Problem { get; init; }
}
