using ImageGen.Core.Api.Estimates;
using ImageGen.Core.KeyPools;
using ImageGen.Core.Models.Catalogue;

namespace ImageGen.Tests.Core.Api.Estimates;

public sealed class ReferenceEstimateTests
{
    private static readonly string[] Models = ["gemini-nano-banana-2.1", "gemini-3-pro-image", "gemini-3.1-flash-lite-image"];

    private readonly ManualTimeProvider _time = new(StoryboardBuilder.At(0));
    private readonly InMemoryImageStore _images = new();

    /// <summary>
    /// For 1,000 storyboards: every declared reference that a beat lists is in the beat's request, or named in the estimate as not fitting;
    /// and what no beat shows is named, too.
    /// </summary>
    [Fact]
    public async Task Estimate_AThousandStoryboards_EveryReferenceIsSentOrNamed()
    {
        for (var seed = 1; seed <= 1_000; seed++)
        {
            var test = new ReferenceEstimateTests();
            var storyboard = test.Seeded(new Random(seed));
            var estimate = (await test.EstimateAsync(storyboard)).References!;
            var loader = new ReferenceLoader(test._images, new ImageProcessor(codec: null));
            var shown = new HashSet<ReferenceId>();
            foreach (var (style, beat) in storyboard.Styles.SelectMany(s => s.Beats.Select(b => (s.Style, b))))
            {
                var listed = beat.References
                    ?? [.. storyboard.References!.Value
                        .Where(r => r.IsFor(style) && beat.Prompt.Split(' ').Contains(r.Id.Value, StringComparer.OrdinalIgnoreCase))
                        .Select(r => r.Id)];
                shown.UnionWith(listed);
                var sent = await loader.LoadAsync(storyboard, style, beat, default);
                Assert.Null(sent.Problem);
                var limits = ModelCatalogue.BuiltIn.ReferencesOf(storyboard.Options.Model);
                Assert.True(sent.Images.Length <= limits.Total, $"Seed {seed}: {sent.Images.Length} images for beat {beat.Id}.");
                Assert.True((sent.Sent ?? []).Count(r => r.Kind == "character") <= limits.Characters, $"Seed {seed}: beat {beat.Id}.");
                foreach (var id in listed)
                {
                    var isSent = (sent.Sent ?? []).Any(
                        r => r.IsDeclared && string.Equals(r.Id, id.Value, StringComparison.OrdinalIgnoreCase));
                    var isNamed = estimate.NotFitting.Any(
                        n => n.Id == id.Value && n.Style == style.Name() && n.Beats.Contains(beat.Id.Value));
                    Assert.True(isSent != isNamed, $"Seed {seed}: {id} of {style.Name()} {beat.Id}: sent {isSent}, named {isNamed}.");
                }

                Assert.Equal(
                    (sent.LeftOut ?? []).Order(),
                    estimate.NotFitting.Where(n => n.Style == style.Name() && n.Beats.Contains(beat.Id.Value)).Select(n => n.Id).Order());
            }

            Assert.Equal(
                storyboard.References!.Value.Select(r => r.Id)
                    .Distinct()
                    .Except(shown)
                    .Select(id => id.Value)
                    .Order(), estimate.Unused
                    .Order());
        }
    }

    [Fact]
    public async Task Estimate_WhatDoesNotFit_IsAWarningWithBeatAndReason()
    {
        var storyboard = Board(5, b => b with { References = Ids(5) });
        PutAll(storyboard);

        var estimate = await EstimateAsync(storyboard);

        Assert.Contains(
            "'clear': the reference 'hare-5' (character) does not fit into 2 beats: 1.1, 2.1: gemini-nano-banana-2.1 takes 4 characters.",
            estimate.Warnings);
        var left = Assert.Single(estimate.References!.NotFitting);
        Assert.Equal(("hare-5", ReferenceKind.Character, "clear"), (left.Id, left.Kind, left.Style));
        Assert.Equal(2 * (0.0336m + (4 * 1120 * 1.5m / 1_000_000)), estimate.CostUsd);
    }

    [Fact]
    public async Task Estimate_ReferenceThatNoBeatShows_IsNamed()
    {
        var storyboard = Board(1, b => b);
        PutAll(storyboard);

        var estimate = await EstimateAsync(storyboard);

        Assert.Equal(["hare-1"], estimate.References!.Unused.ToArray());
        Assert.Contains("No beat shows the reference 'hare-1'.", Assert.Single(estimate.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Estimate_NoReferences_SaysNothingOfThem() =>
        Assert.Null((await EstimateAsync(Board(1, b => b) with { References = null })).References);

    [Theory]
    [InlineData("same", "")]
    [InlineData("image", "hare-1")]
    [InlineData("kind", "hare-1")]
    [InlineData("description", "hare-1")]
    [InlineData("more", "hare-2")]
    [InlineData("less", "hare-1")]
    [InlineData("none before", "hare-1")]
    public async Task Estimate_ChangedReference_MarksTheBeatsImageAndKeepsIt(string change, string changed)
    {
        var before = Board(2, b => b with { References = Ids(1) });
        PutAll(before);
        await GenerateAsync(change == "none before" ? before with { References = null } : before);
        var now = change switch
        {
            "kind" => Change(before, r => r with { Kind = ReferenceKind.Object }),
            "description" => Change(before, r => r with { Description = "A grey hare." }),
            "more" => Board(2, b => b with { References = Ids(2) }),
            "less" => Board(2, b => b with { References = [] }),
            _ => before,
        };
        if (change == "image")
        {
            await _images.ReferenceFiles.WriteAsync(before.Project, "cast/hare-1.png", TestImage.Png(99), default);
        }

        var estimate = await EstimateAsync(now);

        Assert.Equal((0, 2), (estimate.Images, estimate.Existing));
        Assert.Equal(changed.Length == 0 ? [] : ["1.1", "2.1"], estimate.References!.Changed.Select(c => c.Beat));
        Assert.All(estimate.References.Changed, c => Assert.Equal([changed], c.References.ToArray()));
        Assert.Equal(
            changed.Length > 0, estimate.Warnings.Any(w => w.StartsWith("2 existing images, made before", StringComparison.Ordinal)));
        Assert.Equal(0, estimate.CostUsd);
    }

    private static Storyboard Change(Storyboard storyboard, Func<StoryboardReference, StoryboardReference> change) =>
        storyboard with { References = [.. storyboard.References!.Value.Select(change)] };

    /// <summary>Stores what a run of <paramref name="storyboard"/> would have stored.</summary>
    private async Task GenerateAsync(Storyboard storyboard)
    {
        var loader = new ReferenceLoader(_images, new ImageProcessor(codec: null));
        foreach (var beat in storyboard.BeatsOf(ImageStyle.Clear))
        {
            var references = await loader.LoadAsync(storyboard, ImageStyle.Clear, beat, default);
            await _images.SaveAsync(
                new ImageName(storyboard.Project, ImageStyle.Clear, beat.Shot, beat.Id),
                TestImage.Png(1),
                ImageFormat.Png,
                new ImageProvenance(
                    "r",
                    "a",
                    storyboard.Options.Model!,
                    PromptHash.Of(beat, storyboard.Options),
                    "k",
                    "none",
                    null,
                    0,
                    TimeSpan.Zero,
                    default)
                {
                    References = references.Sent,
                },
                keepOld: false,
                default);
        }
    }

    private Storyboard Seeded(Random random)
    {
        var references = Enumerable.Range(1, random.Next(1, 25)).Select(n => new StoryboardReference(
            Id($"r{n}"), ReferenceKinds.All[random.Next(4)], random.Next(3) == 0 ? null : $"cast/r{n}.png", random
                .Next(2) == 0 ? null : $"Thing {n}.")
        {
            Styles = random.Next(5) == 0 ? [ImageStyles.All[random.Next(3)]] : null,
        }).ToImmutableArray();
        var board = new StoryboardBuilder().Styles([.. ImageStyles.All.Take(random.Next(1, 4))]).Shots(random.Next(1, 4), random.Next(1, 4))
            .Options(new RunOptions { Model = Models[random.Next(Models.Length)] }).Build();
        board = board with
        {
            References = references,
            Styles = [.. board.Styles.Select(s => s with
            {
                Beats = [.. s.Beats.Select(b => b with
                {
                    Kind = (TransitionKind)random.Next(3),
                    Prompt = $"A view of {string.Join(' ', references.Where(_ => random.Next(3) == 0).Select(r => r.Id.Value))}",
                    References = random.Next(3) == 0 ? null : [.. references.Where(_ => random.Next(2) == 0).Select(r => r.Id)],
                })],
            })],
        };
        PutAll(board);
        if (random.Next(2) == 0)
        {
            _images.SetStyleReference(board.Project, new StyleReferenceImage(TestImage.Png(5), ImageFormat.Png));
        }

        return board;
    }

    private static Storyboard Board(int references, Func<Beat, Beat> change)
    {
        var board = new StoryboardBuilder().Styles(ImageStyle.Clear).Shots(2, 1)
            .Options(new RunOptions { Model = Models[0] }).Build();
        return board with
        {
            References = [.. Enumerable.Range(1, references).Select(
                n => new StoryboardReference(Id($"hare-{n}"), ReferenceKind.Character, $"cast/hare-{n}.png"))],
            Styles = [board.Styles[0] with { Beats = [.. board.Styles[0].Beats.Select(
                b => change(b with { Kind = TransitionKind.Other }))] }],
        };
    }

    private void PutAll(Storyboard storyboard)
    {
        foreach (var (n, reference) in storyboard.References!.Value.Index())
        {
            var path = reference.Image ?? ReferencePath.Of(reference.Id, ImageFormat.Png);
            _images.ReferenceFiles.WriteAsync(storyboard.Project, path, TestImage.Png(20 + n), default).Wait();
        }
    }

    private Task<Estimate> EstimateAsync(Storyboard storyboard) => new Estimator(
        _images,
        new FixedKeySource(2),
        new EstimatorOptions { Limits = new KeyPoolOptions(), Models = ModelCatalogue.BuiltIn, Time = _time })
            .EstimateAsync(storyboard, default);

    private static ImmutableArray<ReferenceId> Ids(int count) => [.. Enumerable.Range(1, count).Select(n => Id($"hare-{n}"))];

    private static ReferenceId Id(string id) => ReferenceId.TryParse(id, out var parsed) ? parsed : throw new ArgumentException(id);
}
