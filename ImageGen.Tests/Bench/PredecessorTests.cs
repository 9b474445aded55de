using ImageGen.Bench.Makespan;
using ImageGen.Core.Models.Catalogue;

namespace ImageGen.Tests.Bench;

/// <summary>The algorithm that ImageGen is measured against has to be the one that its documents tell of.</summary>
public sealed class PredecessorTests
{
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public async Task RunAsync_NoRefusals_OneBeatAtATimeWithAPauseBehindEach()
    {
        var model = new TimedModel(_time);

        var run = await DrawAsync(model, beats: 30);

        Assert.Equal((30, 0, 1), (run.Generated, run.Failed, model.MostInFlight));
        Assert.Equal(30 * (8 + (60.0 / 9)), run.Took.TotalSeconds, tolerance: 0.1);
    }

    [Fact]
    public async Task RunAsync_RateLimit_TwoSecondsAndTheNextKey()
    {
        var model = new TimedModel(_time) { Refuses = call => call == 1 };

        var run = await DrawAsync(model, beats: 2);

        Assert.Equal((2, 0), (run.Generated, run.Failed));
        Assert.Equal(["clear-1", "clear-2", "clear-2"], model.Keys);
        Assert.Equal((2 * (8 + (60.0 / 9))) + 2, run.Took.TotalSeconds, tolerance: 0.1);
    }

    [Fact]
    public async Task RunAsync_EveryKeyRefused_TheBeatFails()
    {
        var model = new TimedModel(_time) { Refuses = call => call <= 2 };

        var run = await DrawAsync(model, beats: 2);

        Assert.Equal((1, 1, 3), (run.Generated, run.Failed, model.Keys.Count));
    }

    private async Task<PredecessorRun> DrawAsync(TimedModel model, int beats)
    {
        var storyboard = new StoryboardBuilder().Styles(ImageStyle.Clear).Shots(beats, 1).Options(
            new RunOptions { Model = ModelCatalogue.DefaultModel }).Build();
        var run = new Predecessor(model, new FixedKeySource(2), _time).RunAsync(storyboard, default);
        while (!run.IsCompleted)
        {
            _time.Advance(_time.NextDue!.Value - _time.GetUtcNow());
        }

        return await run;
    }

    /// <summary>Eight seconds an image; refuses at once.</summary>
    private sealed class TimedModel(TimeProvider time) : IImageModel
    {
        private int _inFlight;

        public Func<int, bool> Refuses { get; init; } = _ => false;

        public List<string> Keys { get; } = [];

        public int MostInFlight { get; private set; }

        public async Task<ModelAnswer> GenerateAsync(ImageRequest request, ApiKey key, CancellationToken cancellationToken)
        {
            Keys.Add(key.Id);
            if (Refuses(Keys.Count))
            {
                return new ModelAnswer.NoImage(new ModelFailure(FailureKind.RateLimitedPerMinute, "Too many."));
            }

            MostInFlight = Math.Max(MostInFlight, ++_inFlight);
            await Task.Delay(TimeSpan.FromSeconds(8), time, cancellationToken);
            _inFlight--;
            return new ModelAnswer.Image(new byte[1], "image/png", null);
        }
    }
}
