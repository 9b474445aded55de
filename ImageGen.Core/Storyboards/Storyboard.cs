using System.Text.Json.Serialization;

namespace ImageGen.Core.Storyboards;

/// <summary>A request that was read and found to be without fault.</summary>
/// <param name="ProjectPath">The project's path as the request wrote it, a name to the client and never a path to a host.</param>
/// <param name="Project">The one folder name made of it, safe on every file system and in URLs.</param>
/// <param name="Styles">The styles asked for, each once, in the order of <see cref="ImageStyles.All"/>, each with one beat or more.</param>
/// <param name="Options">What the request asks beyond the images themselves.</param>
public sealed record Storyboard(string ProjectPath, ProjectName Project, ImmutableArray<StyleBeats> Styles, RunOptions Options)
{
    /// <summary>The reference images that beats may show; null: none.</summary>
    public ImmutableArray<StoryboardReference>? References { get; init; }

    /// <summary>How many images this storyboard asks for, over all styles.</summary>
    [JsonIgnore]
    public int BeatCount => Styles.Sum(s => s.Beats.Length);

    /// <summary>The same without the request's spellings: storyboards that differ in those only ask for the same.</summary>
    public Storyboard WithoutLabels() => this with
    {
        Styles = [.. Styles.Select(s => s with { Beats = [.. s.Beats.Select(b => b with { Label = null, ShotLabel = null })] })],
    };

    /// <summary>
    /// How many images of <paramref name="beat"/> to choose from: as it asks itself, else its style, else the run; 1 or more.
    /// </summary>
    public int CandidatesOf(ImageStyle style, Beat beat)
    {
        ArgumentNullException.ThrowIfNull(beat);
        return beat.Candidates
            ?? (Options.CandidatesByStyle is { } own && own.TryGetValue(style, out var count) ? count : Options.Candidates ?? 1);
    }

    /// <summary>The beats of <paramref name="style"/>; empty when the storyboard does not ask for that style.</summary>
    public ImmutableArray<Beat> BeatsOf(ImageStyle style) => Styles.FirstOrDefault(s => s.Style == style)?.Beats ?? [];
}

/// <summary>What a request may ask of a run. Everything is optional; hosts fill in what is null from their configuration.</summary>
public sealed record RunOptions
{
    /// <summary>The Gemini model's id; null: the host's <c>ImageGen:Gemini:Model</c>.</summary>
    public string? Model { get; init; }

    /// <summary>Such as <c>16:9</c>; null: the host's setting, else the model's own default.</summary>
    public string? AspectRatio { get; init; }

    /// <summary><c>512</c>, <c>1K</c>, <c>2K</c> or <c>4K</c>; null: the host's setting.</summary>
    public string? ImageSize { get; init; }

    /// <summary>Generate beats again whose image is already there; the old image is kept as a version. Default false.</summary>
    public bool Overwrite { get; init; }

    /// <summary>Generate approved images again, too, where the rest of the request says so. Default false: they are kept.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IncludeApproved { get; init; }

    /// <summary>
    /// Make one more attempt with the same prompt when the image that the model made was blocked; a blocked prompt is final. Default false.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool RetryBlocked { get; init; }

    /// <summary>
    /// What to do with an image whose prompt has changed since it was generated. Default <see cref="OnChanged.Regenerate"/>.
    /// </summary>
    public OnChanged OnChanged { get; init; }

    /// <summary>What to do when every key of a style is used up for the day. Default <see cref="OnQuotaExhausted.Wait"/>.</summary>
    public OnQuotaExhausted OnQuotaExhausted { get; init; }

    /// <summary>US dollars that the run may spend, over all styles; it pauses before it would pass them. Null: no limit.</summary>
    public decimal? MaxCostUsd { get; init; }

    /// <summary>How many images of one style may be generated at a time; null: as many as the keys allow. 1 or more.</summary>
    public int? MaxParallel { get; init; }

    /// <summary>
    /// How many images of each beat to choose from, 1 to 4; null (default): 1. Styles and beats may ask for other numbers.
    /// </summary>
    public int? Candidates { get; init; }

    /// <summary>The same for single styles; null (default): for none.</summary>
    public ImmutableDictionary<ImageStyle, int>? CandidatesByStyle { get; init; }

    /// <summary>Beats to generate before all others, in this order.</summary>
    public ImmutableArray<BeatId> First { get; init; } = [];

    /// <summary>
    /// Generate these only; every other beat keeps the image that it has, whatever changed, or is skipped. Null (default): all beats.
    /// </summary>
    public ImmutableArray<BeatRef>? Only { get; init; }
}

/// <summary>What to do with an image whose prompt has changed since it was generated.</summary>
public enum OnChanged
{
    /// <summary>Generate it again; the old image is kept as a version.</summary>
    Regenerate,

    /// <summary>Keep it as it is.</summary>
    Keep,
}

/// <summary>What to do when every key of a style is used up for the day.</summary>
public enum OnQuotaExhausted
{
    /// <summary>Wait for the next day's quota (midnight America/Los_Angeles).</summary>
    Wait,

    /// <summary>Fail the beats that are left, with that reason.</summary>
    Fail,
}
