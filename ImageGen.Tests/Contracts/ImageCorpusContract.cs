using ImageGen.Core.KeyPools;
using ImageGen.Core.Models.Catalogue;
using ImageGen.Core.Models.Gemini;
using ImageGen.Core.Models.Images;
using ImageGen.Hosting.Gemini;
using ImageGen.Imaging;
using ImageGen.Simulator;
using ImageGen.Simulator.Faults;
using ImageGen.Simulator.Requests;
using ImageGen.Tests.Imaging;

namespace ImageGen.Tests.Contracts;

/// <summary>
/// A host's storage behind the generator: no damaged image is stored as complete, and none that a viewer shows is rejected. One subclass
/// per store.
/// </summary>
public abstract class ImageCorpusContract
{
    private const int Few = 112;
    private const int Many = 1_000;

    private static readonly CancellationToken None = CancellationToken.None;

    /// <summary>The host's stores, over data that this test has to itself.</summary>
    protected abstract (IImageStore Images, IRejectedImages Rejected, IThumbnailStore Thumbnails) Open();

    [Fact]
    public Task Damaged_NoneIsStoredAsComplete() => NoneIsStoredAsync(Few);

    [Fact]
    [Trait("Lane", "second")]
    public Task Damaged_AThousand_NoneIsStoredAsComplete() => NoneIsStoredAsync(Many);

    [Fact]
    public Task Viewable_NoneIsRejected() => NoneIsRejectedAsync(Few);

    [Fact]
    [Trait("Lane", "second")]
    public Task Viewable_AThousand_NoneIsRejected() => NoneIsRejectedAsync(Many);

    /// <summary>The first attempt of each beat gets one of the simulator's damaged or odd images, in each type.</summary>
    [Fact]
    public async Task Faults_OfEveryKindAndType_DamagedAreNeverStoredAndViewableNeverRejected()
    {
        SimulatedFault[] damaged = [.. EveryType(SimulatedFault.DamagedImages)], viewable = [.. EveryType(SimulatedFault.ViewableImages)];
        SimulatedFault[] faults = [.. damaged, .. viewable];
        var run = new StoryboardBuilder().Styles(ImageStyle.Clear).Shots(faults.Length, 1).BuildRun();
        var beats = run.Storyboard.BeatsOf(ImageStyle.Clear).ToArray();
        await using var simulator = GeminiSimulator.CreateInProcess(new SimulatorOptions
        {
            Script = [.. faults.Zip(beats, (fault, beat) => ScriptedFault.ForBeat(beat.Id.Value, fault))],
            Describe = new SceneLabels(beats.Select(b => ("clear", b.Id.Value, b.Prompt))).Find,
        });
        using var model = new GeminiRestModel(
            new HttpMessageInvoker(simulator.CreateHandler()), new GeminiOptions { BaseUrl = simulator.BaseUrl }, TimeProvider.System);
        var (images, rejected, thumbnails) = Open();
        var store = new InMemoryRunStore();
        Assert.True(await store.CreateAsync(run, None));
        using var processor = new ImageProcessor(new VipsImageCodec());
        var generator = new BeatGenerator(
            new RunLogs(store), images, new OneKey(), model, ModelCatalogue.BuiltIn, TimeProvider.System,
            handling: new ImageHandling(processor, StoredImageFormat.Png, rejected, new Thumbnails(processor, thumbnails, images)));

        // The viewable ones first: a run that gets nothing but damaged images pauses.
        foreach (var (fault, beat) in faults.Zip(beats).Reverse())
        {
            var isDamaged = damaged.Contains(fault);
            var first = await AttemptAsync(generator, run, beat, 1);
            Assert.True(
                first.Kind == (isDamaged ? BeatOutcomeKind.Retry : BeatOutcomeKind.Done), $"{fault}: {first.Kind}. {first.Why?.Reason}");
            if (isDamaged)
            {
                Assert.Null(await images.FindAsync(new ImageName(run.Storyboard.Project, ImageStyle.Clear, beat.Shot, beat.Id), None));
                Assert.Equal(BeatOutcomeKind.Done, (await AttemptAsync(generator, run, beat, 2)).Kind);
            }
        }

        Assert.Equal(faults.Length, (await images.ListAsync(run.Storyboard.Project, ImageStyle.Clear, None)).Count);
        Assert.Equal(
            damaged.Length, store.Log(run.Id).Count(e => e.Event is AttemptFailed { Why.Kind: FailureKind.BrokenImage, CostUsd: > 0 }));
    }

    private static IEnumerable<SimulatedFault> EveryType(IEnumerable<SimulatedFault> faults) => faults.SelectMany(
        fault => fault == SimulatedFault.WrongType || fault == SimulatedFault.NotAnImage
            ? [fault]
            : Enum.GetValues<AnswerFormat>().Select(fault.In));

    private static Task<BeatOutcome> AttemptAsync(BeatGenerator generator, RunDocument run, Beat beat, int attempt)
    {
        var now = TimeProvider.System.GetUtcNow();
        return generator.GenerateAsync(
            new GenerateBeatRequest(
                run.Id, ImageStyle.Clear, beat.Id, new Reservation($"r{beat.Id}-{attempt}", "clear-1", now, now.AddMinutes(1))),
            None);
    }

    private async Task NoneIsStoredAsync(int count)
    {
        var (store, storyboard, outcomes, images) = await GenerateAsync(count, ImageCorpus.Damaged);

        Assert.Empty(outcomes.Where(o => o.Outcome.Kind is not BeatOutcomeKind.Retry).Select(o => o.Name));
        var failed = Enumerable.Range(1, count).SelectMany(n => store.Log(RunIds.Create(storyboard.Project, n)))
            .Select(e => e.Event).OfType<AttemptFailed>().ToArray();
        Assert.Equal(count, failed.Length);
        Assert.All(failed, f => Assert.True(f.Why.Kind is FailureKind.BrokenImage && f.CostUsd > 0));
        Assert.Empty(await images.ListAsync(storyboard.Project, ImageStyle.Clear, None));
    }

    private async Task NoneIsRejectedAsync(int count)
    {
        var (_, storyboard, outcomes, images) = await GenerateAsync(count, ImageCorpus.Unusual);

        Assert.Empty(outcomes.Where(o => o.Outcome.Kind is not BeatOutcomeKind.Done).Select(o => $"{o.Name}: {o.Outcome.Why?.Reason}"));
        Assert.Equal(count, (await images.ListAsync(storyboard.Project, ImageStyle.Clear, None)).Count);
        var codec = new VipsImageCodec();
        foreach (var beat in storyboard.BeatsOf(ImageStyle.Clear).Where((_, n) => n % 10 == 0))
        {
            await using var stream = await images.OpenAsync(
                new ImageName(storyboard.Project, ImageStyle.Clear, beat.Shot, beat.Id), version: null, None);
            using var bytes = new MemoryStream();
            await stream!.CopyToAsync(bytes);
            Assert.IsType<ImageCheck.Whole>(codec.Check(bytes.ToArray()));
        }
    }

    private async Task<(InMemoryRunStore, Storyboard, (string Name, BeatOutcome Outcome)[], IImageStore)> GenerateAsync(
        int count, Func<int, (string Name, byte[] Bytes)> image)
    {
        var (images, rejected, thumbnails) = Open();
        var store = new InMemoryRunStore();
        var storyboard = new StoryboardBuilder().Styles(ImageStyle.Clear).Shots(count, 1).Build();
        using var processor = new ImageProcessor(new VipsImageCodec());
        var handling = new ImageHandling(
            processor, StoredImageFormat.Png, rejected, new Thumbnails(processor, thumbnails, images));
        var outcomes = new (string, BeatOutcome)[count];
        var logs = new RunLogs(store);
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (n, cancellationToken) =>
        {
            // Each in a run of its own: one that gets nothing but damaged images pauses.
            var (name, bytes) = image(n);
            var beat = storyboard.BeatsOf(ImageStyle.Clear)[n];
            var run = new RunDocument(
                RunIds.Create(storyboard.Project, n + 1),
                StoryboardBuilder.At(0),
                storyboard with { Styles = [new StyleBeats(ImageStyle.Clear, [beat])] });
            Assert.True(await store.CreateAsync(run, cancellationToken));
            var generator = new BeatGenerator(
                logs, images, new OneKey(), new OneAnswer(bytes), ModelCatalogue.BuiltIn, TimeProvider.System, handling: handling);
            var now = TimeProvider.System.GetUtcNow();
            var reservation = new Reservation($"r{n}", "clear-1", now, now.AddMinutes(1));
            outcomes[n] = (name, await generator.GenerateAsync(
                new GenerateBeatRequest(run.Id, ImageStyle.Clear, beat.Id, reservation), cancellationToken));
        });
        return (store, storyboard, outcomes, images);
    }

    private sealed class OneAnswer(byte[] image) : IImageModel
    {
        public Task<ModelAnswer> GenerateAsync(ImageRequest request, ApiKey key, CancellationToken cancellationToken) =>
            Task.FromResult<ModelAnswer>(new ModelAnswer.Image(image, "image/png", null));
    }

    private sealed class OneKey : IApiKeySource
    {
        public Task<ImmutableArray<ApiKey>> ListAsync(ImageStyle style, CancellationToken cancellationToken) =>
            Task.FromResult<ImmutableArray<ApiKey>>([new ApiKey("clear-1", "test-key-1")]);
    }
}
