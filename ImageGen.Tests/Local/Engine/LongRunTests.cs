using ImageGen.Core.KeyPools;
using ImageGen.Core.Models.Catalogue;
using ImageGen.Local.Engine;
using ImageGen.Local.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageGen.Tests.Local.Engine;

/// <summary>
/// Runs that a workflow does not hold in hand at once: several windows, several executions, more free keys than one answer can reservation.
/// </summary>
public sealed class LongRunTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly InMemoryRunStore _runs = new();
    private readonly InMemoryImageStore _images = new();
    private readonly RunLogs _runLogs;

    public LongRunTests() => _runLogs = new RunLogs(_runs);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Run_HundredsOfFreeBeatsAndALimitThatNeverHolds_IsGeneratedToTheEndWithOneCallEach()
    {
        var model = new InstantModel();
        await using var engine = Engine(model);

        var state = await RunAsync(engine, new StoryboardBuilder().Shots(1300, 1).Styles(ImageStyle.Clear).Build());

        Assert.Equal((RunStatus.Completed, 1300, 1300), (state.Status, state.Styles[0].Generated, model.Calls));
    }

    [Fact]
    public async Task Run_IdsAsLongAsTheyMayBe_IsGeneratedToTheEnd()
    {
        await using var engine = Engine(new InstantModel());
        var storyboard = new StoryboardBuilder().Shots(100, 4).Styles(ImageStyle.Clear).Build();
        var beats = storyboard.Styles[0].Beats.Select(b => b with { Id = BeatId.Parse(b.Id.Value.PadLeft(BeatId.MaxLength, 'x')) });

        var state = await RunAsync(engine, storyboard with { Styles = [new StyleBeats(ImageStyle.Clear, [.. beats])] });

        Assert.Equal((RunStatus.Completed, 400), (state.Status, state.Styles[0].Generated));
    }

    private EmbeddedEngine Engine(IImageModel model) => new(new EngineServices(
        _runs,
        _runLogs,
        _images,
        new FixedKeySource(1),
        model,
        ModelCatalogue.BuiltIn,
        new KeyPoolOptions { Requests = 100_000 },
        CrashLimit: 3,
        DataFolder.Open(_folder["data"]),
        NullLoggerFactory.Instance,
        TimeProvider.System));

    private async Task<(RunStatus Status, ImmutableArray<StyleState> Styles)> RunAsync(EmbeddedEngine engine, Storyboard storyboard)
    {
        var started = Assert.IsType<StartResult.Started>(
            await new RunService(_runs, _runLogs, engine, TimeProvider.System).StartAsync(storyboard, default));
        var runLog = await _runLogs.OpenAsync(started.Run.Id, default);
        while (true)
        {
            var growth = runLog.NextGrowth;
            var (isOver, status, styles, reason) = await runLog.ReadAsync(
                s => (s.HasEnded || s.PausedBy is not null, s.Status, s.Styles, s.Reason), default);
            if (isOver)
            {
                Assert.Null(reason);
                return (status, styles);
            }

            await growth.WaitAsync(TimeSpan.FromMinutes(2));
        }
    }

    private sealed class InstantModel : IImageModel
    {
        private readonly byte[] _image = PngBuilder.Plain();
        private int _calls;

        public int Calls => _calls;

        public Task<ModelAnswer> GenerateAsync(ImageRequest request, ApiKey key, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _calls);
            return Task.FromResult<ModelAnswer>(new ModelAnswer.Image(_image, "image/png", null));
        }
    }
}
