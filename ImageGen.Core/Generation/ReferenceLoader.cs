using ImageGen.Core.Base;
using ImageGen.Core.Models;
using ImageGen.Core.Models.Catalogue;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Generation;

/// <summary>
/// Finds what a beat is generated from. A hard cut: the project's style reference. A continuous beat: the nearest earlier image of its
/// shot, else the style reference. Any other: the prompt alone. Whatever is not as it should be is said in a note, and never stops the
/// beat. Before these come the references that the beat shows; one of those that cannot be sent stops it.
/// </summary>
internal sealed class ReferenceLoader(IImageStore images, ImageProcessor processor, ModelCatalogue? models = null)
{
    private const int MostLeftOut = 40;
    private const string PresentLabel = "The image to change:";
    private const string StyleLabel = "Style reference:";
    private const string PreviousLabel = "Previous frame of this shot:";

    private readonly SentImages _images = new(images, processor);
    private readonly ReferenceLibrary _library = new(images.References, processor);

    /// <summary>The references of <paramref name="beat"/>, read and checked.</summary>
    /// <exception cref="UserException">The store cannot be read.</exception>
    public async Task<References> LoadAsync(Storyboard storyboard, ImageStyle style, Beat beat, CancellationToken cancellationToken)
    {
        if (beat.Instruction is not null
            && await LoadPresentAsync(new ImageName(storyboard.Project, style, beat.Shot, beat.Id), cancellationToken) is { } present)
        {
            return present;
        }

        var ofTransition = beat.Kind switch
        {
            TransitionKind.HardCut => await LoadStyleReferenceAsync(storyboard.Project, style, null, cancellationToken),
            TransitionKind.Continuous => await LoadPreviousFrameAsync(storyboard, style, beat, cancellationToken),
            _ => References.None(),
        };
        var model = storyboard.Options.Model ?? ModelCatalogue.DefaultModel;
        var fit = ReferenceFit.Of(
            new ShownReferences(storyboard),
            style,
            beat,
            model,
            (models ?? ModelCatalogue.BuiltIn).ReferencesOf(model),
            hasStyleReference: !ofTransition.Images.IsEmpty);
        return fit.IsNone ? ofTransition : await AddReferencesAsync(ofTransition, storyboard.Project, fit, cancellationToken);
    }

    /// <summary>The image that an instruction changes; null: the beat has none.</summary>
    private async Task<References?> LoadPresentAsync(ImageName name, CancellationToken cancellationToken)
    {
        var (image, copy, hash, flaw) = await _images.ReadAsync(name, PresentLabel, cancellationToken);
        if (flaw is not null)
        {
            return References.None() with
            {
                Problem = $"The image that the instruction is to change cannot be sent ({flaw}). Regenerate the beat without an "
                    + "instruction first.",
            };
        }

        return image is null ? null : References.Present(image) with
        {
            Copy = copy,
            Hash = hash,
            Sent = [new SentReference(1, SentReference.PresentImageKind, null, hash ?? string.Empty) { Copy = copy }],
        };
    }

    /// <summary>Puts the images of references before the one that the transition brings.</summary>
    private async Task<References> AddReferencesAsync(
        References ofTransition, ProjectName project, ReferenceFit fit, CancellationToken cancellationToken)
    {
        var images = new List<ReferenceImage>();
        var sent = new List<SentReference>();
        foreach (var reference in fit.Sent)
        {
            var loaded = await _library.LoadAsync(project, reference, cancellationToken);
            var (image, copy, flaw) = loaded.Problem is null
                ? await _images.FitSizeAsync(loaded.Bytes, loaded.Format, LabelOf(reference), cancellationToken)
                : default;
            if (image is null)
            {
                return ofTransition with
                {
                    Problem = loaded.Problem is { } problem
                        ? $"{problem} {loaded.Remedy} Then retry the beat."
                        : $"The image of the reference '{reference.Id}' cannot be sent: {flaw}. Put a smaller one in its place, then "
                            + "retry the beat.",
                };
            }

            images.Add(image);
            sent.Add(new SentReference(
                images.Count, reference.Kind.Name(), reference.Id.Value, loaded.Hash, ReferenceLibrary.HashOf(reference.Description))
            { Copy = copy });
        }

        foreach (var image in ofTransition.Images)
        {
            images.Add(image);
            var isStyle = image.Label == StyleLabel;
            sent.Add(new SentReference(
                images.Count,
                isStyle ? SentReference.StyleReferenceKind : SentReference.PreviousFrameKind,
                isStyle ? null : ofTransition.Beat?.Value,
                ofTransition.Hash ?? string.Empty)
            { Copy = ofTransition.Copy });
        }

        await _images.ShrinkToTotalAsync(images, sent, cancellationToken);
        return ofTransition with
        {
            Images = [.. images],
            Sent = [.. sent],
            LeftOut = fit.LeftOut.IsEmpty ? null : [.. fit.LeftOut.Select(r => r.Reference.Id.Value).Distinct().Take(MostLeftOut)],
            Note = fit.LeftOut.IsEmpty ? ofTransition.Note : $"{ofTransition.Note} {NoteOf(fit)}".Trim(),
        };
    }

    private static string NoteOf(ReferenceFit fit) =>
        $"Without the reference{(fit.LeftOut.Length == 1 ? "" : "s")} "
            + $"{string.Join(", ", fit.LeftOut.Take(MostLeftOut).Select(r => r.Reference.Id.Value))}: {fit.LeftOut[0].Why}.";

    private static string LabelOf(StoryboardReference reference)
    {
        var kind = reference.Kind.Name();
        var label = $"{char.ToUpperInvariant(kind[0])}{kind[1..]} \"{reference.Id}\"";
        return reference.Description is { } description ? $"{label}: {description}" : label + ":";
    }

    private async Task<References> LoadPreviousFrameAsync(
        Storyboard storyboard, ImageStyle style, Beat beat, CancellationToken cancellationToken)
    {
        var problem = (string?)null;
        foreach (var earlier in Earlier(storyboard.BeatsOf(style), beat))
        {
            var name = new ImageName(storyboard.Project, style, earlier.Shot, earlier.Id);
            var (image, copy, hash, flaw) = await _images.ReadAsync(name, PreviousLabel, cancellationToken);
            if (image is not null)
            {
                return References.Earlier(
                    earlier.Id, image, problem is null ? null : $"{problem}; it is generated from beat {earlier.Id} instead.")
                    with
                { Copy = copy, Hash = hash, Beat = earlier.Id };
            }

            problem ??= flaw is null
                ? $"Beat {earlier.Id} before it has no image"
                : $"The image of beat {earlier.Id} before it cannot serve as reference ({flaw})";
        }

        problem ??= $"It is the first beat of shot {beat.Shot}";
        return await LoadStyleReferenceAsync(storyboard.Project, style, problem, cancellationToken);
    }

    /// <summary>The beats of the same shot before <paramref name="beat"/>, the nearest first.</summary>
    private static IEnumerable<Beat> Earlier(ImmutableArray<Beat> beats, Beat beat)
    {
        for (var i = beats.IndexOf(beat) - 1; i >= 0; i--)
        {
            if (beats[i].Shot == beat.Shot)
            {
                yield return beats[i];
            }
        }
    }

    /// <summary>
    /// The hash of the style reference that a hard cut would get now; null when that does not matter for what was made of <paramref
    /// name="image"/>.
    /// </summary>
    public async Task<string?> ReadStyleHashAsync(
        ProjectName project, ImageStyle style, Beat beat, StoredImage image, CancellationToken cancellationToken) =>
        beat.Kind is TransitionKind.HardCut && image.Provenance?.ReferenceHash is not null
            ? (await images.StyleReferenceAsync(project, style, cancellationToken))?.Hash()
            : null;

    /// <param name="project">Whose style reference.</param>
    /// <param name="style">In which style.</param>
    /// <param name="problem">Why it stands in for an earlier image; null: it does not.</param>
    /// <param name="cancellationToken">Gives up.</param>
    private async Task<References> LoadStyleReferenceAsync(
        ProjectName project, ImageStyle style, string? problem, CancellationToken cancellationToken)
    {
        if (await images.StyleReferenceAsync(project, style, cancellationToken) is not { } found)
        {
            return References.None(problem is null ? null : $"{problem}; it is generated from the prompt alone.");
        }

        var (image, copy, flaw) = await _images.CheckAsync(found.Bytes, StyleLabel, cancellationToken);
        return image is null ? References.None($"The style reference cannot serve ({flaw}); it is generated from the prompt alone.")
            : References.Style(image, problem is null ? null : $"{problem}; it is generated from the style reference instead.")
                with
            { Copy = copy, Hash = found.Hash() };
    }
}
