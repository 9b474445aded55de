namespace ImageGen.Tests.Core.Runs;

/// <summary>
/// Runs go when they have been kept long enough after their end, or when a person says so, with their images only on request.
/// </summary>
public sealed class RunRetentionTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly ManualTimeProvider _clock = new();
    private readonly InMemoryRunStore _store = new();
    private readonly RunLogs _runLogs;
    private readonly RunService _service;

    public RunRetentionTests()
    {
        _runLogs = new RunLogs(_store);
        _service = new RunService(_store, _runLogs, new RecordingWorkflowClient(), _clock);
    }

    private DateTimeOffset Now => _clock.GetUtcNow();

    [Fact]
    public async Task Sweep_RunThatEndedLongAgo_IsDeletedAndNoOther()
    {
        var old = await StartAsync("old", ends: true);
        var goesOn = await StartAsync("goes-on", ends: false);
        var endsLate = await StartAsync("ends-late", ends: false);
        _clock.Advance(TimeSpan.FromDays(29));
        await EndAsync(endsLate);
        var young = await StartAsync("young", ends: true);
        _clock.Advance(TimeSpan.FromDays(2));

        Assert.Equal(1, await Retention(TimeSpan.FromDays(30)).SweepAsync(_service, None));

        Assert.Equal(
            new[] { goesOn, endsLate, young }.Order(), (await _store.ListAsync(null, None)).Select(r => r.Id).Order());
        Assert.Null(await _store.FindAsync(old, None));
    }

    [Fact]
    public async Task Sweep_NoPeriod_DeletesNothing()
    {
        await StartAsync("old", ends: true);
        _clock.Advance(TimeSpan.FromDays(3_000));

        Assert.Equal(0, await Retention(null).SweepAsync(_service, None));
        Assert.Single(await _store.ListAsync(null, None));
    }

    [Fact]
    public async Task KeepSweeping_HostThatRunsForDays_LooksEveryDay()
    {
        await StartAsync("tale", ends: true);
        using var stop = new CancellationTokenSource();
        var swept = new List<int>();
        var sweeping = Retention(TimeSpan.FromDays(1)).KeepSweepingAsync(_service, (count, _) => swept.Add(count), stop.Token);

        _clock.Advance(TimeSpan.FromDays(1));
        await Eventually(() => swept.Count == 2);
        _clock.Advance(TimeSpan.FromDays(1));
        await Eventually(() => swept.Count == 3);
        await stop.CancelAsync();
        await sweeping;

        Assert.Equal([0, 0, 1], swept);
    }

    [Fact]
    public async Task Delete_WithImages_TakesThoseOfTheRunOnly()
    {
        var images = new InMemoryImageStore(_clock);
        var rejected = new RejectedImages();
        var id = await StartAsync("tale", ends: true);
        var project = (await _store.FindAsync(id, None))!.Storyboard.Project;
        var (mine, others) = (Name(project, "1.1"), Name(project, "1.2"));
        await SaveAsync(images, mine, id);
        await SaveAsync(images, others, "tale-77");
        await rejected.KeepAsync(new RejectedImage(mine, id, "a1", TestImage.Png(1), ImageFormat.Png, "Damaged.", 0.04m, Now), None);

        Assert.IsType<ControlResult.Done>(await _service.DeleteAsync(id, None, new RunImageDeletion(images, rejected).DeleteAsync));

        Assert.Null(await images.FindAsync(mine, None));
        Assert.NotNull(await images.FindAsync(others, None));
        Assert.Empty(rejected.Kept);
    }

    [Fact]
    public async Task Delete_WithImagesWhileTheNextRunOfTheProjectIsAtWork_IsRefusedWithTheReason()
    {
        var images = new InMemoryImageStore(_clock);
        var first = await StartAsync("tale", ends: true);
        var second = await StartAsync("tale", ends: false);

        var refused = Assert.IsType<ControlResult.Refused>(
            await _service.DeleteAsync(first, None, new RunImageDeletion(images).DeleteAsync));

        Assert.Contains(second, refused.Why, StringComparison.Ordinal);
        Assert.NotNull(await _store.FindAsync(first, None));
        Assert.IsType<ControlResult.Done>(await _service.DeleteAsync(first, None));
    }

    private static async Task Eventually(Func<bool> isSo)
    {
        while (!isSo())
        {
            await Task.Yield();
        }
    }

    private static ImageName Name(ProjectName project, string beat) => new(project, ImageStyle.Clear, 1, BeatId.Parse(beat));

    private Task<StoredImage> SaveAsync(InMemoryImageStore images, ImageName name, string runId) => images.SaveAsync(
        name,
        TestImage.Png(1),
        ImageFormat.Png,
        new ImageProvenance(runId, "a1", "gemini-nano-banana-2.1", "00ff", "clear-1", "none", null, 0.04m, TimeSpan.FromSeconds(8), Now),
        keepOld: false,
        None);

    private RunRetention Retention(TimeSpan? keepFor) => new(_store, _runLogs, keepFor, _clock);

    private async Task<string> StartAsync(string project, bool ends)
    {
        var started = Assert.IsType<StartResult.Started>(
            await _service.StartAsync(new StoryboardBuilder().Project(project).Styles(ImageStyle.Clear).Shots(1, 2).Build(), None));
        if (ends)
        {
            await EndAsync(started.Run.Id);
        }

        return started.Run.Id;
    }

    private async Task EndAsync(string id) => await _store.AppendAsync(id, [new RunEnded(Now, RunStatus.Completed)], null, None);
}
