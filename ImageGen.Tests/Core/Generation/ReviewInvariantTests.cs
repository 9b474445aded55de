using ImageGen.Core.KeyPools;
using ImageGen.Core.Models.Catalogue;
using ImageGen.Tests.Simulation;

namespace ImageGen.Tests.Core.Generation;

/// <summary>An approved image is generated again only after a confirmation, and an older image that came back is not lost.</summary>
public sealed class ReviewInvariantTests
{
    public static TheoryData<int> Instants => [.. Enumerable.Range(1, 14)];

    [Theory]
    [MemberData(nameof(Instants))]
    public async Task Restore_KilledAtAnyInstant_LosesNeitherImageNorChoice(int instant)
    {
        var world = new BeatGeneratorWorld(beats: 1);
        await world.DrawAsync();
        await world.AppendAsync(world.Asked(BeatRequestKind.Regenerate));
        await world.DrawAsync();
        var older = (await world.Memory.VersionsAsync(world.Name("1.1"), default)).Single();
        var newer = (await world.Memory.FindAsync(world.Name("1.1"), default))!;
        var beat = new BeatRef(ImageStyle.Clear, BeatGeneratorWorld.Id("1.1"));
        var steps = 0;
        void Step()
        {
            if (++steps >= instant)
            {
                throw new CrashException();
            }
        }

        (world.Store.Before, world.Store.After, world.Images.Before, world.Images.After) = (
            _ => Step(), _ => Step(), _ => Step(), _ => Step());
        try
        {
            await new Choices(new RunLogs(world.Store), world.Images, world.Clock)
                .RestoreAsync(world.Run.Id, beat, older.Version!, default);
        }
        catch (CrashException)
        {
        }

        await new Choices(new RunLogs(world.Log), world.Memory, world.Clock).PlaceAsync(world.Run.Id, default);

        var isChosen = world.Events.OfType<VersionChosen>().Any();
        var (there, other) = isChosen ? (older, newer) : (newer, older);
        Assert.Equal(there.ETag, (await world.Memory.FindAsync(world.Name("1.1"), default))!.ETag);
        Assert.Equal(there.ETag, world.Record().ETag);
        Assert.Equal([other.ETag], (await world.Memory.VersionsAsync(world.Name("1.1"), default)).Select(v => v.ETag));
        Assert.Equal(isChosen ? 1 : 0, world.Events.OfType<VersionPlaced>().Count());
        Assert.Equal(2, world.Model.Calls.Count);
    }

    [Fact]
    public async Task Approved_AnySequenceOfRequests_IsKeptUnlessConfirmed()
    {
        var held = 0;
        for (var seed = 1UL; seed <= 150; seed++)
        {
            var dice = new Dice(seed);
            var world = new ReviewWorld();
            await world.StartAsync(new RunOptions { Candidates = dice.Int(1, 2) });
            for (var step = 0; step < 25; step++)
            {
                var beat = world.Beats[dice.Int(0, world.Beats.Length - 1)];
                var before = await world.ApprovedAsync();
                var what = await world.ActAsync(dice, beat);
                await world.FinishAsync(dice.Int(0, 3) == 0);
                foreach (var (approved, etag) in before)
                {
                    if (what.MayReplace(approved))
                    {
                        continue;
                    }

                    held++;
                    Assert.True(
                        etag == await world.ETagAsync(approved), $"seed {seed}, step {step}: {what.Name} replaced the approved image of "
                            + $"{approved}");
                }
            }
        }

        Assert.True(held > 1_000, $"Only {held} approved images were put to the test.");
    }

    private sealed record Act(string Name, Func<BeatRef, bool> MayReplace);

    /// <summary>Runs of one project, one after the other, without a workflow: what is pending is generated beat by beat.</summary>
    private sealed class ReviewWorld
    {
        private readonly ManualTimeProvider _clock = new(StoryboardBuilder.At(0));
        private readonly InMemoryRunStore _runs = new();
        private readonly RunLogs _logs;
        private readonly InMemoryImageStore _images;
        private readonly ScriptedModel _model = new();
        private readonly RunService _service;
        private readonly BeatGenerator _generator;
        private string _run = string.Empty;
        private int _reservations;
        private int _prompts;

        public ReviewWorld()
        {
            (_logs, _images) = (new RunLogs(_runs), new InMemoryImageStore(_clock));
            _service = new RunService(_runs, _logs, new RecordingWorkflowClient(), _clock);
            _generator = new BeatGenerator(_logs, _images, new FixedKeySource(2), _model, ModelCatalogue.BuiltIn, _clock);
        }

        public ImmutableArray<BeatRef> Beats { get; private set; }

        public async Task StartAsync(RunOptions options)
        {
            var storyboard = new StoryboardBuilder().Styles(ImageStyle.Clear).Shots(1, 3)
                .Options(options with { Model = "gemini-3.1-flash-image" }).Build();
            storyboard = storyboard with
            {
                Styles = [.. storyboard.Styles.Select(
                    s => s with { Beats = [.. s.Beats.Select(b => b with { Prompt = $"{b.Prompt} {_prompts}" })] })],
            };
            Beats = [.. storyboard.BeatsOf(ImageStyle.Clear).Select(b => new BeatRef(ImageStyle.Clear, b.Id))];
            if (await _service.StartAsync(storyboard, default) is StartResult.Started started)
            {
                _run = started.Run.Id;
                await FinishAsync(false);
            }
        }

        public async Task<Act> ActAsync(Dice dice, BeatRef beat)
        {
            var log = await _logs.OpenAsync(_run, default);
            var choices = new Choices(_logs, _images, _clock);
            var reviews = new BeatReviews(_logs, new ProjectReviews(_runs, _logs), _images, _clock);
            switch (dice.Int(0, 11))
            {
                case 0 or 1 or 2:
                    await reviews.ReviewAsync(_run, beat, new BeatReview(true), default);
                    return new Act("approve", _ => false);
                case 3:
                    await _service.RequestAsync(_run, BeatRequestKind.Regenerate, [], default);
                    return new Act("regenerate all", _ => false);
                case 4:
                    await _service.RequestAsync(_run, BeatRequestKind.Regenerate, [beat], default);
                    return new Act("regenerate", _ => false);
                case 5:
                    await _service.RequestAsync(_run, BeatRequestKind.Regenerate, [beat], default, includeApproved: true);
                    return new Act("regenerate confirmed", b => b == beat);
                case 6:
                    await _service.RequestAsync(_run, BeatRequestKind.Retry, dice.Int(0, 1) == 0 ? [] : [beat], default);

                    // A confirmed regeneration that failed is what is tried again.
                    var confirmed = await log.ReadAsync(
                        s => s.Styles[0].Beats.Where(b => b.IsReplacementConfirmed).Select(b => b.Beat.Id).ToHashSet(), default);
                    return new Act("retry", b => confirmed.Contains(b.Beat));
                case 7:
                    await choices.ChooseAsync(_run, beat, dice.Int(1, 4), default);
                    return new Act("choose", b => b == beat);
                case 8:
                    var versions = await _images.VersionsAsync(Name(beat), default);
                    if (versions.Length > 0)
                    {
                        await choices.RestoreAsync(_run, beat, versions[dice.Int(0, versions.Length - 1)].Version!, default);
                    }

                    return new Act("restore", b => b == beat);
                default:
                    await EndAsync();
                    _prompts += dice.Int(0, 1);
                    var included = dice.Int(0, 5) == 0;
                    ImmutableArray<BeatRef>? only = dice.Int(0, 2) == 0 ? [beat] : null;
                    await StartAsync(new RunOptions
                    {
                        Overwrite = dice.Int(0, 1) == 0,
                        IncludeApproved = included,
                        Only = only,
                        Candidates = dice.Int(1, 2),
                    });
                    return new Act("new run", _ => included);
            }
        }

        /// <summary>Generates what is pending; with trouble the first attempt fails for good.</summary>
        public async Task FinishAsync(bool trouble)
        {
            var log = await _logs.OpenAsync(_run, default);
            for (var tries = 0; tries < 40; tries++)
            {
                var next = await log.ReadAsync(
                    s => s.HasEnded ? null : s.Styles[0].Beats.Where(b => !b.IsSettled || b.MissingCandidates > 0)
                        .Select(b => new { b.Beat.Id, b.IsSettled }).FirstOrDefault(),
                    default);
                if (next is null)
                {
                    return;
                }

                if (trouble)
                {
                    _model.Fails(FailureKind.ContentBlocked);
                    trouble = false;
                }

                var reservation = new Reservation($"r{++_reservations}", "clear-1", _clock.GetUtcNow(), _clock.GetUtcNow().AddSeconds(60));
                var generating = _generator.GenerateAsync(
                    new GenerateBeatRequest(_run, ImageStyle.Clear, next.Id, reservation) { Further = next.IsSettled }, default);
                while (await Task.WhenAny(generating, _clock.WhenTimersPendingAsync(1)) != generating)
                {
                    _clock.AdvanceToNextTimer();
                }

                await generating;
            }

            Assert.Fail("It does not come to an end.");
        }

        public async Task<(BeatRef Beat, string ETag)[]> ApprovedAsync() => await (await _logs.OpenAsync(_run, default)).ReadAsync(
            s => s.Styles[0].Beats.Where(b => b.IsApproved).Select(b => (new BeatRef(b.Style, b.Beat.Id), b.ETag!)).ToArray(), default);

        public async Task<string?> ETagAsync(BeatRef beat) => (await _images.FindAsync(Name(beat), default))?.ETag;

        private async Task EndAsync()
        {
            var log = await _logs.OpenAsync(_run, default);
            if (!await log.ReadAsync(s => s.HasEnded, default))
            {
                await log.AppendAsync([new RunEnded(_clock.GetUtcNow(), RunStatus.Completed)], default);
            }
        }

        private static ImageName Name(BeatRef beat) => new(
            ProjectName.TryParse("tale", out var project) ? project : throw new InvalidOperationException("No name."),
            beat.Style,
            1,
            beat.Beat);
    }
}
