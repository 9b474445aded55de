using ImageGen.Core.Models.Catalogue;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Generation;

/// <summary>Finds which references beats of a storyboard show, and which images were generated before one of theirs changed.</summary>
public sealed class ReferenceMarks
{
    private readonly ShownReferences _shown;
    private readonly string _model;
    private readonly ReferenceLimits _limits;
    private readonly ReferenceChanges _changes;
    private readonly HashSet<ImageStyle> _withStyleReference;

    private ReferenceMarks(
        Storyboard storyboard, ModelCatalogue models, ReferenceChanges changes, HashSet<ImageStyle> withStyleReference)
    {
        (_shown, _changes, _withStyleReference) = (new ShownReferences(storyboard), changes, withStyleReference);
        _model = storyboard.Options.Model ?? ModelCatalogue.DefaultModel;
        _limits = models.ReferencesOf(_model);
    }

    /// <summary>Reads what the references of a storyboard are now; null: it declares none.</summary>
    /// <exception cref="Base.UserException">The storage is in trouble.</exception>
    public static async Task<ReferenceMarks?> ReadAsync(
        Storyboard storyboard, IImageStore images, ModelCatalogue models, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(storyboard);
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(models);
        if (storyboard.References is null)
        {
            return null;
        }

        var withStyleReference = new HashSet<ImageStyle>();
        foreach (var style in storyboard.Styles.Where(s => s.Beats.Any(b => b.Kind is TransitionKind.HardCut)).Select(s => s.Style))
        {
            if (await images.StyleReferenceAsync(storyboard.Project, style, cancellationToken) is not null)
            {
                withStyleReference.Add(style);
            }
        }

        var changes = await ReferenceChanges.ReadAsync(storyboard, images.References, cancellationToken);
        return new ReferenceMarks(storyboard, models, changes, withStyleReference);
    }

    /// <summary>The ids of the references that a beat shows, in their order.</summary>
    public ImmutableArray<string> Shown(ImageStyle style, Beat beat) => [.. _shown.Of(style, beat).Select(r => r.Id.Value)];

    /// <summary>
    /// The ids of the references that have changed since an image of the beat was generated; null: none has, or it is not known how the
    /// image came about.
    /// </summary>
    public ImmutableArray<string>? Changed(ImageStyle style, Beat beat, ImageProvenance? provenance)
    {
        if (provenance is null)
        {
            return null;
        }

        var fit = ReferenceFit.Of(_shown, style, beat, _model, _limits, _withStyleReference.Contains(style));
        return _changes.Of(provenance, fit) is { IsEmpty: false } ids ? ids : null;
    }
}
