using ImageGen.Core.Base;
using ImageGen.Core.Generation;
using ImageGen.Core.Models.Catalogue;
using ImageGen.Core.Runs;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Api.Estimates;

/// <summary>
/// What a person should know of a storyboard before and while it is generated, though nothing is wrong with it; each once, in
/// sentences.
/// </summary>
/// <remarks>Thread-safe.</remarks>
/// <param name="images">Where style references are.</param>
/// <param name="models">Which models are deprecated.</param>
/// <param name="time">The clock.</param>
public sealed class RunWarnings(IImageStore images, ModelCatalogue models, TimeProvider time)
{
    /// <summary>The warnings; empty when there are none.</summary>
    /// <param name="storyboard">The storyboard; its options are complete (see <see cref="RunOptions"/>).</param>
    /// <param name="isGenerated">Which beats are generated: the others exist.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<ImmutableArray<string>> OfAsync(
        Storyboard storyboard, Func<ImageStyle, Beat, bool> isGenerated, CancellationToken cancellationToken)
    {
        var warnings = ImmutableArray.CreateBuilder<string>();
        if (OfModel(storyboard.Options) is { } deprecated)
        {
            warnings.Add(deprecated);
        }

        var without = new List<(ImageStyle Style, int Beats)>();
        foreach (var style in storyboard.Styles)
        {
            var needing = NeedingStyleReference(style.Beats).Count(beat => isGenerated(style.Style, beat));
            if (needing > 0 && await images.StyleReferenceAsync(storyboard.Project, style.Style, cancellationToken) is null)
            {
                without.Add((style.Style, needing));
            }
        }

        if (without.Count > 0)
        {
            var beats = without.Sum(s => s.Beats);
            warnings.Add(
                $"{beats} "
                + (beats == 1 ? "beat that is a hard cut or opens its shot has" : "beats that are hard cuts or open their shot have")
                + $" no style reference ({string.Join(", ", without.Select(s => s.Style.Name()))}) and "
                + $"{(beats == 1 ? "is" : "are")} generated from the "
                + "prompt alone. Put style_reference.png into the project's folder, or set ImageGen:StyleReference.");
        }

        return warnings.ToImmutable();
    }

    /// <summary>The warnings of a run: of what it has generated and will, not of what existed before it.</summary>
    public async Task<ImmutableArray<string>> OfAsync(RunLog run, CancellationToken cancellationToken)
    {
        var generated = await run.ReadAsync(
            state => state.Styles
                .SelectMany(
                    s => s.Beats.Where(b => b.State is not (BeatState.Exists or BeatState.Skipped)).Select(b => (s.Style, b.Beat.Id)))
                .ToHashSet(),
            cancellationToken);
        try
        {
            var storyboard = run.Document.Storyboard;
            var warnings = await OfAsync(storyboard, (style, beat) => generated.Contains((style, beat.Id)), cancellationToken);
            return
            [
                .. warnings,
                .. await OfReferencesAsync(storyboard, generated, cancellationToken),
                .. await OfApprovedAsync(run, cancellationToken),
            ];
        }
        catch (UserException)
        {
            // A style reference that cannot be read is reported by the run.
            return OfModel(run.Document.Storyboard.Options) is { } deprecated ? [deprecated] : [];
        }
    }

    /// <summary>References that did not fit, and images that were generated before their references changed.</summary>
    private async Task<IEnumerable<string>> OfReferencesAsync(
        Storyboard storyboard, HashSet<(ImageStyle, BeatId)> generated, CancellationToken cancellationToken)
    {
        if (await ReferenceSurvey.BeginAsync(storyboard, models, images.References, cancellationToken) is not { } survey)
        {
            return [];
        }

        foreach (var style in storyboard.Styles)
        {
            var hasStyleReference = await images.StyleReferenceAsync(storyboard.Project, style.Style, cancellationToken) is not null;
            var stored = await images.ListAsync(storyboard.Project, style.Style, cancellationToken);
            foreach (var beat in style.Beats)
            {
                var fit = survey.FitOf(style.Style, beat, hasStyleReference);
                if (generated.Contains((style.Style, beat.Id)))
                {
                    survey.AddGenerated(style.Style, beat, fit);
                }

                var costUsd = models.EstimateUsd(
                    storyboard.Options.Model ?? ModelCatalogue.DefaultModel, storyboard.Options.ImageSize, fit.Sent.Length
                        + (beat.Kind is TransitionKind.Continuous || (beat.Kind is TransitionKind.HardCut && hasStyleReference) ? 1 : 0));
                survey.AddExisting(style.Style, beat, fit, stored.GetValueOrDefault(beat.Id)?.Provenance, costUsd);
            }
        }

        return survey.Sentences();
    }

    /// <summary>Approved images that the run keeps though the storyboard asks for them again.</summary>
    private async Task<IEnumerable<string>> OfApprovedAsync(RunLog run, CancellationToken cancellationToken)
    {
        var storyboard = run.Document.Storyboard;
        var approved = await run.ReadAsync(
            state => state.Styles.SelectMany(s => s.Beats)
                .Where(b => b is { State: BeatState.Exists, IsApproved: true, IsLeftOut: false })
                .Select(b => (b.Style, b.Beat, b.ETag))
                .ToArray(),
            cancellationToken);
        var kept = new KeptImages(storyboard.Options, []);
        foreach (var style in storyboard.Options.IncludeApproved ? [] : approved.GroupBy(b => b.Style))
        {
            var hash = (await images.StyleReferenceAsync(storyboard.Project, style.Key, cancellationToken))?.Hash();
            var stored = await images.ListAsync(storyboard.Project, style.Key, cancellationToken);
            foreach (var (_, beat, etag) in style)
            {
                if (stored.GetValueOrDefault(beat.Id) is { } image
                    && image.ETag == etag
                    && StoredImages.IsToBeGenerated(beat, storyboard.Options, image, hash))
                {
                    kept.Add(style.Key, beat, 0);
                }
            }
        }

        return kept.Sentences();
    }

    /// <summary>What is to be known of the model; null: nothing.</summary>
    private string? OfModel(RunOptions options) =>
        models.Warning(options.Model ?? ModelCatalogue.DefaultModel, DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime));

    /// <summary>Hard cuts, and continuous beats without an earlier beat in their shot.</summary>
    private static IEnumerable<Beat> NeedingStyleReference(ImmutableArray<Beat> beats)
    {
        var begun = new HashSet<ShotId>();
        foreach (var beat in beats)
        {
            if (beat.Kind is TransitionKind.HardCut || (begun.Add(beat.Shot) && beat.Kind is TransitionKind.Continuous))
            {
                begun.Add(beat.Shot);
                yield return beat;
            }
        }
    }
}
