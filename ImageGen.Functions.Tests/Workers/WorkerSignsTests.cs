using ImageGen.Core.Models.Catalogue;
using ImageGen.Functions.Adapters.Blob;
using ImageGen.Functions.Orchestrations;
using ImageGen.Functions.Workers;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageGen.Functions.Tests.Workers;

/// <summary>A worker that was killed says nothing; the others find that out, and the log of its runs says what they wait for.</summary>
[Collection(AzuriteTests.Name)]
public sealed class WorkerSignsTests : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly BlobSettings _settings;
    private readonly ManualTimeProvider _clock = new();
    private readonly InMemoryRunStore _store = new();
    private readonly RunDocument _run = new StoryboardBuilder().Styles(ImageStyle.Clear, ImageStyle.Consistent).Shots(2, 1).BuildRun();
    private readonly RunLogs _runLogs;

    public WorkerSignsTests(AzuriteFixture azurite) => (_settings, _runLogs) = (azurite.Fresh(), new RunLogs(_store));

    private DateTimeOffset Now => _clock.GetUtcNow();

    public async Task InitializeAsync()
    {
        await _store.CreateAsync(_run, None);
        await AppendAsync(new RunStarted(Now, 1), Attempt("1.1", "a1"));
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task CheckOthers_WorkerGivesNoSign_TheStyleItWorkedOnWaitsForTheQueue()
    {
        var (killed, other) = (Worker(), Worker());
        await killed.StartActivityAsync(_run.Id, ImageStyle.Clear, None);
        await killed.WriteSignAsync(None);
        var lastSign = Now;

        _clock.Advance(TimeSpan.FromSeconds(26));
        await other.CheckOthersAsync(null, None);

        var wait = await WaitAsync();
        Assert.StartsWith("the storage queue until about ", wait!.Reason, StringComparison.Ordinal);
        Assert.Equal(lastSign + TimeSpan.FromSeconds(70), wait.Until);
        Assert.Null(await WaitAsync(ImageStyle.Consistent));
    }

    [Fact]
    public async Task StartActivity_FirstActivityOfAStyle_GivesASignBeforeTheNextTick()
    {
        var (killed, other) = (Worker(), Worker());
        await killed.StartActivityAsync(_run.Id, ImageStyle.Clear, None);

        _clock.Advance(TimeSpan.FromSeconds(26));
        await other.CheckOthersAsync(null, None);

        Assert.StartsWith("the storage queue until about ", (await WaitAsync())!.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CheckOthers_AttemptBeganWhileItsNextSignWasLate_IsTheLostWorkersOwn()
    {
        var (killed, other) = (Worker(), Worker());
        await killed.StartActivityAsync(_run.Id, ImageStyle.Clear, None);
        _clock.Advance(TimeSpan.FromSeconds(15));
        await AppendAsync(Attempt("2.1", "a2"));

        _clock.Advance(TimeSpan.FromSeconds(11));
        await other.CheckOthersAsync(null, None);

        Assert.StartsWith("the storage queue until about ", (await WaitAsync())!.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CheckOthers_StyleWaitedForSomethingElseAtFirst_IsDecidedAgain()
    {
        var (killed, other) = (Worker(), Worker());
        await killed.StartActivityAsync(_run.Id, ImageStyle.Clear, None);
        await AppendAsync(new StyleWaiting(Now, ImageStyle.Clear, Now.AddSeconds(30), "a rate limit"));
        _clock.Advance(TimeSpan.FromSeconds(26));
        await other.CheckOthersAsync(null, None);
        Assert.Equal("a rate limit", (await WaitAsync())!.Reason);

        await AppendAsync(new StyleWaiting(Now, ImageStyle.Clear, null, null));
        _clock.Advance(TimeSpan.FromSeconds(6));
        await other.CheckOthersAsync(null, None);

        Assert.StartsWith("the storage queue until about ", (await WaitAsync())!.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CheckOthers_StyleWaitedForSomethingThatIsOver_SaysWhatItWaitsForNow()
    {
        var (killed, other) = (Worker(), Worker());
        await killed.StartActivityAsync(_run.Id, ImageStyle.Clear, None);
        await AppendAsync(new StyleWaiting(Now, ImageStyle.Clear, Now.AddSeconds(26), "a rate limit"));
        _clock.Advance(TimeSpan.FromSeconds(26));

        await other.CheckOthersAsync(null, None);

        Assert.StartsWith("the storage queue until about ", (await WaitAsync())!.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task CheckOthers_WorkerWasStopped_FindsWhatItHadUnderWay(bool isUnderWay)
    {
        var (stopped, other) = (Worker(), Worker());
        var activity = await stopped.StartActivityAsync(_run.Id, ImageStyle.Clear, None);
        await stopped.StartAsync(None);
        await _clock.WhenTimersPendingAsync(1);
        if (!isUnderWay)
        {
            activity.Dispose();
        }

        await stopped.StopAsync(None);
        _clock.Advance(TimeSpan.FromSeconds(26));
        await other.CheckOthersAsync(null, None);

        Assert.Equal(isUnderWay, await WaitAsync() is not null);
    }

    [Fact]
    public async Task CheckOthers_WorkerThatLivesAndHasWork_SaysNothing()
    {
        var (busy, other) = (Worker(), Worker());
        await busy.StartActivityAsync(_run.Id, ImageStyle.Clear, None);
        await busy.WriteSignAsync(None);
        _clock.Advance(TimeSpan.FromSeconds(24));

        await other.CheckOthersAsync(null, None);
        Assert.Null(await WaitAsync());

        await busy.WriteSignAsync(None);
        _clock.Advance(TimeSpan.FromSeconds(24));
        await other.CheckOthersAsync(null, None);
        Assert.Null(await WaitAsync());
    }

    [Fact]
    public async Task CheckOthers_WorkerThatHadNothingLeft_SaysNothing()
    {
        var (idle, other) = (Worker(), Worker());
        (await idle.StartActivityAsync(_run.Id, ImageStyle.Clear, None)).Dispose();
        await idle.WriteSignAsync(None);
        _clock.Advance(TimeSpan.FromSeconds(31));
        await idle.WriteSignAsync(None);

        _clock.Advance(TimeSpan.FromSeconds(31));
        await other.CheckOthersAsync(null, None);

        Assert.Null(await WaitAsync());
    }

    [Fact]
    public async Task CheckOthers_OthersMakeAttemptsOfTheStyle_SaysNothing()
    {
        var (killed, other) = (Worker(), Worker());
        await killed.StartActivityAsync(_run.Id, ImageStyle.Clear, None);
        await killed.WriteSignAsync(None);
        _clock.Advance(TimeSpan.FromSeconds(26));
        await AppendAsync(Attempt("2.1", "a2"));

        await other.CheckOthersAsync(null, None);

        Assert.Null(await WaitAsync());
    }

    [Fact]
    public async Task CheckOthers_QueueHasDeliveredAndTheAttemptHasNoOutcome_WaitsForThatAsLongAsAnAttemptMayTake()
    {
        var (killed, other) = (Worker(), Worker());
        var began = Now;
        await killed.StartActivityAsync(_run.Id, ImageStyle.Clear, None);
        await killed.WriteSignAsync(None);
        _clock.Advance(TimeSpan.FromSeconds(75));

        await other.CheckOthersAsync(null, None);
        var wait = await WaitAsync();
        Assert.Contains("worker was lost", wait!.Reason, StringComparison.Ordinal);
        Assert.Equal(began + ModelCatalogue.BuiltIn.LongestAttemptOf(null, null), wait.Until);

        await AppendAsync(Attempt("1.1", "a2"));
        _clock.Advance(TimeSpan.FromSeconds(10));
        await other.CheckOthersAsync(null, None);
        Assert.Null(await WaitAsync());
    }

    [Fact]
    public async Task CheckOthers_OthersHaveMadeWhatTheyCould_TheRestWaitsForTheLostAttempts()
    {
        var (killed, other) = (Worker(), Worker());
        var began = Now;
        await killed.StartActivityAsync(_run.Id, ImageStyle.Clear, None);
        await killed.WriteSignAsync(None);
        _clock.Advance(TimeSpan.FromSeconds(75));
        await AppendAsync(Attempt("2.1", "a2"));
        await other.CheckOthersAsync(null, None);
        Assert.Null(await WaitAsync());

        await AppendAsync(
            new BeatFailed(Now, ImageStyle.Clear, BeatId.Parse("2.1"), "a2", new ModelFailure(FailureKind.ContentBlocked, "x"), 0));
        _clock.Advance(TimeSpan.FromSeconds(10));
        await other.CheckOthersAsync(null, None);

        Assert.Equal(began + ModelCatalogue.BuiltIn.LongestAttemptOf(null, null), (await WaitAsync())?.Until);
    }

    private WorkerSigns Worker() => new(
        new BlobWorkerSigns(new BlobContainers(_settings)),
        _runLogs,
        new DurableRunGate(null!),
        ModelCatalogue.BuiltIn,
        new SignOptions(),
        _clock,
        NullLogger<WorkerSigns>.Instance);

    private AttemptStarted Attempt(string beat, string attempt) =>
        new(Now, ImageStyle.Clear, BeatId.Parse(beat), attempt, "clear-1", 0.04m);

    private async Task AppendAsync(params RunEvent[] events) => await _store.AppendAsync(_run.Id, [.. events], null, None);

    private async Task<StyleWaiting?> WaitAsync(ImageStyle style = ImageStyle.Clear) =>
        await (await _runLogs.OpenAsync(_run.Id, None)).ReadAsync(state => state.Find(style)!.Waiting, None);
}
