using System.Diagnostics.CodeAnalysis;

namespace ImageGen.Tests.Core.Generation;

[SuppressMessage("Design", "CA1001", Justification = "xunit calls IAsyncLifetime.DisposeAsync.")]
public sealed class BackgroundKeyCheckTests : IAsyncLifetime
{
    private const ImageStyle Clear = ImageStyle.Clear;

    private readonly InMemoryRunStore _store = new();
    private readonly ManualTimeProvider _clock = new();
    private readonly Service _service = new();
    private readonly BackgroundKeyCheck _check;

    public BackgroundKeyCheckTests() => _check = new BackgroundKeyCheck(_service, new FixedKeySource(2), _clock);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _check.DisposeAsync();

    [Theory]
    [InlineData(KeyStatus.Invalid, 1)]
    [InlineData(KeyStatus.Blocked, 1)]
    [InlineData(KeyStatus.ModelUnavailable, 1)]
    [InlineData(KeyStatus.Works, 0)]
    [InlineData(KeyStatus.Unreachable, 0)]
    [InlineData(KeyStatus.NotChecked, 0)]
    public async Task StartCheck_Key_IsLoggedOnlyWhenItCannotBeUsed(KeyStatus status, int faults)
    {
        _service.Of["clear-2"] = new KeyCheckOutcome(status, "Key clear-2: why.");

        var run = await CheckAsync(1);

        Assert.Equal(
            Enumerable.Repeat<RunEvent>(new KeyFaultFound(_clock.GetUtcNow(), Clear, "clear-2", "Key clear-2: why."), faults), Log(run));
        Assert.Equal(["m clear-1", "m clear-2"], _service.Asked.Order());
    }

    [Fact]
    public async Task StartCheck_WithinAnHour_AsksNothingAndStillWarnsTheNextRun()
    {
        _service.Of["clear-2"] = new KeyCheckOutcome(KeyStatus.Invalid, "Key clear-2 has expired.");
        await CheckAsync(1);
        _clock.Advance(TimeSpan.FromMinutes(59));

        var next = await CheckAsync(2);

        Assert.IsType<KeyFaultFound>(Assert.Single(Log(next)));
        Assert.Equal(2, _service.Asked.Count);
        _clock.Advance(TimeSpan.FromMinutes(1));
        await CheckAsync(3);
        Assert.Equal(4, _service.Asked.Count);
    }

    [Fact]
    public async Task StartCheck_AnotherModel_IsAskedAbout()
    {
        await CheckAsync(1);

        await CheckAsync(2, "n");

        Assert.Equal(["m clear-1", "m clear-2", "n clear-1", "n clear-2"], _service.Asked.Order());
    }

    [Fact]
    public async Task StartCheck_ServiceThatCouldNotBeReached_IsAskedAgainWithTheNextRun()
    {
        _service.Of["clear-2"] = new KeyCheckOutcome(KeyStatus.Unreachable, "No network.");
        await CheckAsync(1);

        await CheckAsync(2);

        Assert.Equal(["m clear-1", "m clear-2", "m clear-2"], _service.Asked.Order());
    }

    [Fact]
    public async Task StartCheck_SameRunAgain_LogsAFaultOnce()
    {
        _service.Of["clear-2"] = new KeyCheckOutcome(KeyStatus.Invalid, "Key clear-2 has expired.");
        var run = await CheckAsync(1);

        _check.StartCheck(run, Clear, "m");
        await _check.WhenIdleAsync();

        Assert.Single(Log(run));
    }

    [Fact]
    public async Task StartCheck_RunThatHasEndedMeanwhile_StaysAsItIs()
    {
        _service.Of["clear-2"] = new KeyCheckOutcome(KeyStatus.Invalid, "Key clear-2 has expired.");
        var run = await RunAsync(1);
        await run.AppendAsync([new RunEnded(_clock.GetUtcNow(), RunStatus.Completed)], CancellationToken.None);

        _check.StartCheck(run, Clear, "m");
        await _check.WhenIdleAsync();

        Assert.IsType<RunEnded>(Assert.Single(Log(run)));
    }

    [Fact]
    public async Task StartCheck_ServiceThatNeverAnswers_ReturnsAtOnceAndIsGivenUpAtTheEnd()
    {
        _service.NeverAnswers = true;
        var run = await RunAsync(1);

        _check.StartCheck(run, Clear, "m");

        Assert.False(_check.WhenIdleAsync().IsCompleted);
        await _check.DisposeAsync();
        Assert.Empty(Log(run));
        _check.StartCheck(run, Clear, "m");
        Assert.True(_check.WhenIdleAsync().IsCompleted);
    }

    [Fact]
    public async Task StartCheck_KeysThatCannotBeRead_AreTheRunsTrouble()
    {
        await using var check = new BackgroundKeyCheck(
            _service, new FixedKeySource(2) { Failure = new UserException("The vault refuses.") }, _clock);
        var run = await RunAsync(1);

        check.StartCheck(run, Clear, "m");
        await check.WhenIdleAsync();

        Assert.Empty(Log(run));
    }

    private async Task<RunLog> CheckAsync(int number, string model = "m")
    {
        var run = await RunAsync(number);
        _check.StartCheck(run, Clear, model);
        await _check.WhenIdleAsync();
        return run;
    }

    private async Task<RunLog> RunAsync(int number)
    {
        var run = new StoryboardBuilder().Styles(Clear).BuildRun(number);
        await _store.CreateAsync(run, CancellationToken.None);
        return await new RunLogs(_store).OpenAsync(run.Id, CancellationToken.None);
    }

    private IEnumerable<RunEvent> Log(RunLog run) => _store.Log(run.Document.Id).Select(e => e.Event);

    private sealed class Service : IKeyCheck
    {
        private readonly Lock _gate = new();

        public Dictionary<string, KeyCheckOutcome> Of { get; } = [];

        public List<string> Asked { get; } = [];

        public bool NeverAnswers { get; set; }

        public async Task<KeyCheckOutcome> CheckAsync(string model, ApiKey key, CancellationToken cancellationToken)
        {
            lock (_gate)
            {
                Asked.Add($"{model} {key.Id}");
            }

            if (NeverAnswers)
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            }

            return Of.GetValueOrDefault(key.Id, new KeyCheckOutcome(KeyStatus.Works));
        }
    }
}
