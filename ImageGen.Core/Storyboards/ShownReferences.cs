namespace ImageGen.Core.Storyboards;

/// <summary>Which of a storyboard's references each beat shows. Immutable, thread-safe.</summary>
public sealed class ShownReferences
{
    private readonly ImmutableArray<(StoryboardReference Reference, ReferenceWords Words)> _declared;

    /// <param name="storyboard">The storyboard.</param>
    public ShownReferences(Storyboard storyboard)
    {
        ArgumentNullException.ThrowIfNull(storyboard);
        _declared = [.. (storyboard.References ?? []).Select(r => (r, new ReferenceWords(r.Id)))];
    }

    /// <summary>True when the storyboard declares none.</summary>
    public bool AreNone => _declared.IsEmpty;

    /// <summary>
    /// What <paramref name="beat"/> shows in <paramref name="style"/>: the references that it lists, else those whose ids are in its prompt
    /// or script phrase. Characters first, then objects, locations and styles; within a kind in the order of the beat's list, else in the
    /// order in which they are declared. Each once.
    /// </summary>
    public ImmutableArray<StoryboardReference> Of(ImageStyle style, Beat beat) => _declared.IsEmpty ? [] :
        [.. Listed(style, beat).DistinctBy(r => r.Id).OrderBy(r => OrderOf(r.Kind))];

    /// <summary>The references that a beat lists and that are for other styles only.</summary>
    public ImmutableArray<StoryboardReference> OfOtherStyles(ImageStyle style, Beat beat) =>
        [.. (beat?.References ?? [])
            .Where(id => !_declared.Any(d => d.Reference.Id == id && d.Reference.IsFor(style)))
            .Select(id => _declared.FirstOrDefault(d => d.Reference.Id == id).Reference)
            .OfType<StoryboardReference>()
            .DistinctBy(r => r.Id)];

    private IEnumerable<StoryboardReference> Listed(ImageStyle style, Beat beat)
    {
        ArgumentNullException.ThrowIfNull(beat);
        return beat.References is { } listed
            ? listed.Select(id => _declared.FirstOrDefault(d => d.Reference.Id == id && d.Reference.IsFor(style)).Reference)
                .OfType<StoryboardReference>()
            : _declared.Where(d => d.Reference.IsFor(style) && (d.Words.AreIn(beat.Prompt) || d.Words.AreIn(beat.ScriptPhrase)))
                .Select(d => d.Reference);
    }

    private static int OrderOf(ReferenceKind kind) => ReferenceKinds.All.TakeWhile(k => k != kind).Count();
}
