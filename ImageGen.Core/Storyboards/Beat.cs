namespace ImageGen.Core.Storyboards;

/// <summary>How a beat follows the one before it, as far as generating is concerned.</summary>
public enum TransitionKind
{
    /// <summary><c>H</c>, <c>hard cut</c>: a new image, generated with the project's style reference beside the prompt.</summary>
    HardCut,

    /// <summary><c>C</c>, <c>continuous</c>: an edit of the previous image of the same shot, which it waits for.</summary>
    Continuous,

    /// <summary>Anything else (<c>Cut</c>, <c>Fade</c>, <c>Dissolve</c>, ...): a new image from the prompt alone.</summary>
    Other,
}

/// <summary>One image to generate in one style.</summary>
/// <param name="Shot">The shot's number or name.</param>
/// <param name="Id">The beat's normalised number, unique within its style.</param>
/// <param name="Kind">How it follows the beat before it.</param>
/// <param name="Transition">The transition as the request wrote it.</param>
/// <param name="ScriptPhrase">The words of the script that it shows, if the request has them.</param>
/// <param name="Prompt">What to generate. Never logged, never in workflow history or status.</param>
public sealed record Beat(ShotId Shot, BeatId Id, TransitionKind Kind, string Transition, string? ScriptPhrase, string Prompt)
{
    /// <summary>The beat's number as the request spells it ("Beat 1.1"); null: as in <see cref="Id"/>.</summary>
    public string? Label { get; init; }

    /// <summary>The shot as the request spells it ("Shot 3"); null: as in <see cref="Shot"/>.</summary>
    public string? ShotLabel { get; init; }

    /// <summary>
    /// How long the beat lasts in exports, in seconds, 0.1 to 3,600; null (default): as long as its script phrase takes to read. Never part
    /// of what is generated.
    /// </summary>
    public decimal? Seconds { get; init; }

    /// <summary>
    /// A change to make to the beat's present image ("make it night"), which is sent with these words in place of the prompt; where there
    /// is no image yet, the prompt and these words are. Null (default): the prompt alone decides. Never logged, as the prompt.
    /// </summary>
    public string? Instruction { get; init; }

    /// <summary>
    /// The references that it shows; null (default, and <c>"auto"</c> in a request): those whose ids are in its prompt or script phrase.
    /// </summary>
    public ImmutableArray<ReferenceId>? References { get; init; }

    /// <summary>How many images to choose from, 1 to 4; null (default): as its style or the run asks.</summary>
    public int? Candidates { get; init; }
}

/// <summary>The beats of one style in storyboard order.</summary>
/// <param name="Style">The style.</param>
/// <param name="Beats">Its beats, in the order of the request.</param>
public sealed record StyleBeats(ImageStyle Style, ImmutableArray<Beat> Beats);
