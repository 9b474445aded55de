using ImageGen.Core.Api.Estimates;
using ImageGen.Core.Api.Views;
using ImageGen.Core.KeyPools;
using ImageGen.Core.Models.Catalogue;
using static ImageGen.Tests.Builders.StoryboardBuilder;

namespace ImageGen.Tests.Core.Api.Views;

public sealed class RunReaderTests
{
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly InMemoryRunStore _store = new();
    private readonly FixedKeySource _keys = new(1);
    private readonly ManualTimeProvider _time = new(At(100));
    private readonly RunReader _reader;

    public RunReaderTests()
    {
        var options = new EstimatorOptions { Limits = new KeyPoolOptions(), Models = ModelCatalogue.BuiltIn, Time = _time };
        _reader = new RunReader(new RunLogs(_store), new Estimator(new InMemoryImageStore(), _keys, options), _time);
    }

    [Fact]
    public async Task View_NothingNewInTheLog_SharesTheBeatsAndCountsTheTimeAnew()
    {
        var run = await RunAsync();
        await _store.AppendAsync(
            run.Id, [new RunStarted(At(0), 1), new StyleWaiting(At(90), ImageStyle.Clear, At(500), "Keys cool.")], null, None);

        var first = await _reader.ViewAsync(run.Id, withBeats: true, None);
        _time.Advance(TimeSpan.FromSeconds(100));
        var second = await _reader.ViewAsync(run.Id, withBeats: true, None);

        Assert.Equal(first!.Styles, second!.Styles);
        Assert.Equal((400, 300), (first.SecondsLeft, second.SecondsLeft));
    }

    [Fact]
    public async Task View_LogHasGrown_ShowsIt()
    {
        var run = await RunAsync();
        var before = await _reader.ViewAsync(run.Id, withBeats: true, None);

        await _store.AppendAsync(run.Id, [new BeatExisting(At(1), ImageStyle.Clear, BeatId.Parse("1.1"), "p", "e")], null, None);

        Assert.Equal(BeatState.Pending, before!.Styles[0].Beats!.Value[0].State);
        Assert.Equal(BeatState.Exists, (await _reader.ViewAsync(run.Id, withBeats: true, None))!.Styles[0].Beats!.Value[0].State);
    }

    [Fact]
    public async Task View_KeysCannotBeRead_IsThereWithoutATimeLeft()
    {
        var run = await RunAsync();
        await _store.AppendAsync(run.Id, [new RunStarted(At(0), 1)], null, None);
        Assert.NotNull((await _reader.ViewAsync(run.Id, withBeats: false, None))!.SecondsLeft);

        _keys.Failure = new UserException("The vault does not answer.");

        Assert.Null((await _reader.ViewAsync(run.Id, withBeats: false, None))!.SecondsLeft);
    }

    [Fact]
    public async Task View_CountersOnly_HasNoBeats()
    {
        var run = await RunAsync();

        Assert.Null((await _reader.ViewAsync(run.Id, withBeats: false, None))!.Styles[0].Beats);
    }

    [Theory]
    [InlineData("tale-1")]
    [InlineData("../tale-1")]
    public async Task View_NoSuchRun_IsNull(string id)
    {
        Assert.Null(await _reader.ViewAsync(id, withBeats: true, None));
        Assert.Null(await _reader.DurableAsync(id, showInput: true, None));
        Assert.True(RunIds.TryParse(id, out _, out _) || _store.Finds == 0, "A name that is no run's reached the store.");
    }

    [Theory]
    [InlineData(RunStatus.Completed, DurableRuntimeStatus.Completed)]
    [InlineData(RunStatus.CompletedWithErrors, DurableRuntimeStatus.Completed)]
    [InlineData(RunStatus.Cancelled, DurableRuntimeStatus.Terminated)]
    [InlineData(RunStatus.Failed, DurableRuntimeStatus.Failed)]
    public async Task Durable_Ended_HasDurableFunctionsWordAndTheOutput(RunStatus status, DurableRuntimeStatus expected)
    {
        var run = await RunAsync();
        await _store.AppendAsync(run.Id, [new RunStarted(At(0), 1), new RunEnded(At(5), status)], null, None);

        var durable = await _reader.DurableAsync(run.Id, showInput: false, None);

        Assert.Equal((expected, true, status), (durable!.RuntimeStatus, durable.IsOver, durable.Output?.Status));
        Assert.Null(durable.Input);
        Assert.All(durable.Output!.Styles, s => Assert.Null(s.Beats));
        Assert.Equal((run.CreatedAt, At(5)), (durable.CreatedTime, durable.LastUpdatedTime));
    }

    [Fact]
    public async Task Durable_StillGoing_HasNoOutput()
    {
        var run = await RunAsync();
        Assert.Equal(DurableRuntimeStatus.Pending, (await _reader.DurableAsync(run.Id, true, None))!.RuntimeStatus);

        await _store.AppendAsync(run.Id, [new RunStarted(At(0), 1)], null, None);
        Assert.Equal(DurableRuntimeStatus.Running, (await _reader.DurableAsync(run.Id, true, None))!.RuntimeStatus);

        await _store.AppendAsync(run.Id, [new RunPaused(At(1), PausedBy.Person, "Lunch.")], null, None);
        var paused = await _reader.DurableAsync(run.Id, true, None);

        Assert.Equal((DurableRuntimeStatus.Suspended, false), (paused!.RuntimeStatus, paused.IsOver));
        Assert.Null(paused.Output);
        Assert.Equal("tale-1", paused.Input!.RunId);
    }

    private async Task<RunDocument> RunAsync()
    {
        var run = new StoryboardBuilder().Styles(ImageStyle.Clear).BuildRun();
        Assert.True(await _store.CreateAsync(run, None));
        return run;
    }
}
