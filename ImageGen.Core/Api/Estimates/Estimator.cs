using ImageGen.Core.Generation;
using ImageGen.Core.KeyPools;
using ImageGen.Core.Models;
using ImageGen.Core.Models.Catalogue;
using ImageGen.Core.Runs;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Api.Estimates;

/// <summary>Says what a storyboard would take, and how fast a style can go at best.</summary>
/// <remarks>Thread-safe.</remarks>
/// <param name="images">What is there already.</param>
/// <param name="keys">The keys of each style.</param>
/// <param name="options">The limits.</param>
/// <param name="learned">What the key pools learned of limits; null (default): not known here, the configured limits are believed.</param>
/// <param name="reviews">Reviews of images; null (default): not known here, no image is approved.</param>
public sealed class Estimator(
    IImageStore images, IApiKeySource keys, EstimatorOptions options, IRequestLimits? learned = null, ProjectReviews? reviews = null)
{
    /// <summary>What a person should know of storyboards.</summary>
    public RunWarnings Warnings { get; } = new(images, options.Models, options.Time);

    /// <summary>
    /// The same, allowing for what <paramref name="limits"/> learned: for a host that can read that during a request only.
    /// </summary>
    public Estimator With(IRequestLimits limits) => new(images, keys, options, limits, reviews);

    /// <summary>The bound of each style, by its keys as they are now.</summary>
    public async Task<IReadOnlyDictionary<ImageStyle, QuotaBound>> BoundsAsync(
        IEnumerable<ImageStyle> styles, CancellationToken cancellationToken)
    {
        var bounds = new Dictionary<ImageStyle, QuotaBound>();
        foreach (var style in styles)
        {
            var known = learned is null ? [] : await learned.ListAsync(style, cancellationToken);
            bounds[style] = QuotaBound.Of(await keys.ListAsync(style, cancellationToken), options.Limits, options.Call, known);
        }

        return bounds;
    }

    /// <summary>What <paramref name="storyboard"/> would take; its options are complete (see <see cref="RunOptions"/>).</summary>
    public async Task<Estimate> EstimateAsync(Storyboard storyboard, CancellationToken cancellationToken)
    {
        var bounds = await BoundsAsync(storyboard.Styles.Select(s => s.Style), cancellationToken);
        var existing = new ExistingImages(storyboard.Options, options.Models);
        var survey = await ReferenceSurvey.BeginAsync(storyboard, options.Models, images.References, cancellationToken);
        var generated = new HashSet<(ImageStyle, BeatId)>();
        var styles = ImmutableArray.CreateBuilder<StyleEstimate>();
        var only = storyboard.Options.Only?.ToHashSet();
        var said = reviews is null ? null : await reviews.OfAsync(storyboard, cancellationToken);
        var approved = new KeptImages(storyboard.Options, said?.All ?? []);
        foreach (var style in storyboard.Styles)
        {
            var reference = (await images.StyleReferenceAsync(storyboard.Project, style.Style, cancellationToken))?.Hash();
            var stored = await images.ListAsync(storyboard.Project, style.Style, cancellationToken);
            var missing = new List<Beat>();
            var skipped = 0;
            var styleUsd = 0m;
            var further = 0;
            foreach (var beat in style.Beats)
            {
                var image = stored.GetValueOrDefault(beat.Id);
                if (only is not null && !only.Contains(new BeatRef(style.Style, beat.Id)))
                {
                    skipped += image is null ? 1 : 0;
                    continue;
                }

                var fit = survey?.FitOf(style.Style, beat, reference is not null) ?? ReferenceFit.None;
                var costUsd = CostUsd(storyboard.Options, beat, reference is not null, fit.Sent.Length);
                var isToBeGenerated = StoredImages.IsToBeGenerated(beat, storyboard.Options, image, reference);
                if (image is not null && approved.Keeps(style.Style, beat, image))
                {
                    approved.Add(style.Style, beat, isToBeGenerated ? costUsd : null);
                    survey?.AddExisting(style.Style, beat, fit, image.Provenance, costUsd);
                }
                else if (isToBeGenerated)
                {
                    missing.Add(beat);
                    var candidates = storyboard.CandidatesOf(style.Style, beat);
                    further += candidates - 1;
                    generated.Add((style.Style, beat.Id));
                    survey?.AddGenerated(style.Style, beat, fit);
                    styleUsd += candidates * costUsd;
                }
                else
                {
                    existing.Add(image!.Provenance, beat, costUsd);
                    survey?.AddExisting(style.Style, beat, fit, image.Provenance, costUsd);
                    var missingCandidates = await MissingCandidatesAsync(storyboard, style.Style, beat, image, cancellationToken);
                    further += missingCandidates;
                    styleUsd += missingCandidates * costUsd;
                }
            }

            var bound = bounds[style.Style];
            styles.Add(new StyleEstimate(
                style.Style.Name(),
                missing.Count + further,
                style.Beats.Length - missing.Count - skipped,
                bound.Keys,
                styleUsd,
                bound.For(missing.Count + further, LongestChain(missing))?.TotalSeconds)
            {
                LearnedLimits = bound.Learned.IsEmpty ? null : bound.Learned,
            });
        }

        var warnings = await Warnings.OfAsync(storyboard, (style, beat) => generated.Contains((style, beat.Id)), cancellationToken);
        return new Estimate(
            styles.Sum(s => s.Images),
            styles.Sum(s => s.Existing),
            styles.Sum(s => s.CostUsd),
            styles.All(s => s.Seconds is not null) ? styles.Max(s => s.Seconds) : null,
            styles.ToImmutable())
        {
            References = survey?.Result(),
            ApprovedKept = approved.Count,
            Warnings =
            [
                .. warnings,
                .. survey?.Sentences() ?? [],
                .. existing.Sentences(),
                .. approved.Sentences(),
                .. Refusal(storyboard, said),
                .. styles.Where(s => s.Images > 0).SelectMany(LimitSentences),
            ],
        };
    }

    private static string[] Refusal(Storyboard storyboard, KnownReviews? said) =>
        said is not null && ApprovedImages.RefusesOnly(storyboard, said) is { } why ? [$"It would not be started. {why}"] : [];

    private static IEnumerable<string> LimitSentences(StyleEstimate style) => (style.LearnedLimits ?? []).Select(
        limit =>
            $"'{style.Style}' is slower than configured: {limit.Describe()}. If Google has raised it, imagegen doctor --reset-limits "
                + "forgets what was learned.");

    /// <summary>How many further candidates of a beat would be generated whose image is there.</summary>
    private async Task<int> MissingCandidatesAsync(
        Storyboard storyboard, ImageStyle style, Beat beat, StoredImage image, CancellationToken cancellationToken)
    {
        var wanted = storyboard.CandidatesOf(style, beat) - 1;
        if (wanted == 0)
        {
            return 0;
        }

        var versions = await images.VersionsAsync(new ImageName(storyboard.Project, style, beat.Shot, beat.Id), cancellationToken);
        return Math.Max(0, wanted - StoredImages.Earlier(beat, versions, runId: null).Count(v => v.ETag != image.ETag));
    }

    private decimal CostUsd(RunOptions run, Beat beat, bool hasStyleReference, int references) => options.Models.EstimateUsd(
        run.Model ?? ModelCatalogue.DefaultModel,
        run.ImageSize,
        references + (beat.Kind is TransitionKind.Continuous || (beat.Kind is TransitionKind.HardCut && hasStyleReference) ? 1 : 0));

    /// <summary>
    /// How many beats have to be generated one after the other: continuous beats follow the one before them in their shot.
    /// </summary>
    private static int LongestChain(IReadOnlyList<Beat> beats)
    {
        var chains = new Dictionary<ShotId, int>();
        var longest = 0;
        foreach (var beat in beats)
        {
            var length = beat.Kind is TransitionKind.Continuous ? chains.GetValueOrDefault(beat.Shot) + 1 : 1;
            chains[beat.Shot] = length;
            longest = Math.Max(longest, length);
        }

        return longest;
    }
}

/// <summary>What an estimate is made of.</summary>
public sealed record EstimatorOptions
{
    /// <summary>The limits of a style's keys.</summary>
    public required KeyPoolOptions Limits { get; init; }

    /// <summary>How long a call takes, about. Default 8 s.</summary>
    public TimeSpan Call { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>What images cost.</summary>
    public required ModelCatalogue Models { get; init; }

    /// <summary>The model for requests that name none. Default <see cref="ModelCatalogue.DefaultModel"/>.</summary>
    public string DefaultModel { get; init; } = ModelCatalogue.DefaultModel;

    /// <summary>The clock: models are deprecated and shut down.</summary>
    public required TimeProvider Time { get; init; }
}
