using System.Collections.Concurrent;
using ImageGen.Local.Cli;
using ImageGen.Local.Configuration;
using ImageGen.Local.Engine;
using ImageGen.Local.Host;
using ImageGen.Local.Storage;
using ImageGen.Local.Storage.Inbox;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using static ImageGen.Tests.Builders.StoryboardBuilder;

namespace ImageGen.Tests.Local.Host;

public sealed class RunHostTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ScriptedEngine _engine = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Run_FromStartToEnd_IsWatchedAndOnTheDisk()
    {
        var storyboard = new StoryboardBuilder().Build();
        await using (var host = await OpenAsync())
        {
            var start = await host.StartAsync(storyboard, default);
            var updates = new List<RunUpdate>();
            await foreach (var update in host.WatchAsync(start.RunId, default))
            {
                updates.Add(update);
            }

            Assert.Equal((6, RunStatus.Completed), (updates[^1].View.Completed, updates[^1].View.Status));
        }

        var offline = OfflineRuns.Reading(Data, TimeProvider.System);
        Assert.Equal(["tale-1"], (await offline.Store.ListAsync(null, default)).Select(r => r.Id));
    }

    [Fact]
    public async Task OpenAsync_FolderInUse_RefusesAndTheFirstContinues()
    {
        await using var first = await OpenAsync("serve");

        var e = await Assert.ThrowsAsync<UserException>(() => OpenAsync("generate"));

        Assert.Contains(
            $"is in use by process {Environment.ProcessId} on {Environment.MachineName} ('serve'", e.Message, StringComparison.Ordinal);
        Assert.NotNull((await first.StartAsync(new StoryboardBuilder().Build(), default)).RunId);
    }

    [Fact]
    public async Task DisposeAsync_Always_FreesTheFolder()
    {
        await (await OpenAsync()).DisposeAsync();

        await (await OpenAsync()).DisposeAsync();
        Assert.True(_engine.IsDisposed);
    }

    [Fact]
    public async Task OpenAsync_EngineCannotBeMade_FreesTheFolder()
    {
        await Assert.ThrowsAsync<UserException>(() => OpenAsync(create: _ => throw new UserException("No.")));

        await (await OpenAsync()).DisposeAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task OpenAsync_RestoresUnfinishedRunsOnlyWhenAskedTo(bool restoresRuns)
    {
        await using var host = await OpenAsync(restoresRuns: restoresRuns);

        Assert.Equal(restoresRuns ? OnStart.Pause : null, _engine.Restored);
    }

    [Fact]
    public async Task Inbox_CommandOfAnotherProcess_IsCarriedOutOrRefused()
    {
        await using var host = await OpenAsync();
        _engine.IsIdle = true;
        var run = await host.StartAsync(new StoryboardBuilder().Build(), default);
        var inbox = new CommandInbox(Data, TimeProvider.System, NullLogger<CommandInbox>.Instance);

        var paused = await inbox.SendAsync(Command(RunCommandKind.Pause, run.RunId), TimeSpan.FromMinutes(1), default);
        var retried = await inbox.SendAsync(Command(RunCommandKind.Retry, run.RunId), TimeSpan.FromMinutes(1), default);
        var unknown = await inbox.SendAsync(Command(RunCommandKind.Pause, "saga-1"), TimeSpan.FromMinutes(1), default);

        Assert.IsType<ControlResult.Done>(paused);
        Assert.Equal(new ControlResult.Refused("No beat of it has failed."), retried);
        Assert.Equal(new ControlResult.Refused("There is no such run."), unknown);
        Assert.Contains((await host.Parts.Runs.ReadAsync(run.RunId, default, 10, default)).Select(e => e.Event), e => e is RunPaused);
    }

    [Fact]
    public async Task OpenAsync_NoKeys_TheSimulatorsKeysServeEveryStyle()
    {
        await using var host = await OpenAsync();

        Assert.All(ImageStyles.All, style => Assert.Equal(2, host.Parts.Keys.ListAsync(style, default).Result.Length));
    }

    private static RunCommand Command(RunCommandKind kind, string runId) => new(kind, runId, TimeProvider.System.GetUtcNow());

    private DataFolder Data => DataFolder.Open(_folder["data"]);

    private Task<IRunHost> OpenAsync(
        string command = "generate", bool restoresRuns = false, Func<EngineServices, IHostEngine>? create = null) => RunHost.OpenAsync(
        new HostRequest(
            Data, new ConfigurationBuilder().Build(), new ImageGenOptions { OnStart = OnStart.Pause }, command, RestoresRuns: restoresRuns),
        NullLoggerFactory.Instance,
        TimeProvider.System,
        create ?? _engine.On,
        default);

    /// <summary>An engine that says of every beat that it was generated.</summary>
    private sealed class ScriptedEngine : IHostEngine
    {
        private readonly ConcurrentBag<Task> _work = [];
        private EngineServices? _services;

        public bool IsIdle { get; set; }

        public bool IsDisposed { get; private set; }

        public OnStart? Restored { get; private set; }

        public ScriptedEngine On(EngineServices services)
        {
            _services = services;
            return this;
        }

        public Task WakeAsync(string runId, CancellationToken cancellationToken)
        {
            if (!IsIdle)
            {
                _work.Add(Task.Run(() => DrawAsync(runId), cancellationToken));
            }

            return Task.CompletedTask;
        }

        public Task DropInFlightAsync(string runId, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task RestoreRunsAsync(OnStart onStart, CancellationToken cancellationToken)
        {
            Restored = onStart;
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.WhenAll(_work);

        public async ValueTask DisposeAsync()
        {
            await Task.WhenAll(_work);
            IsDisposed = true;
        }

        private async Task DrawAsync(string runId)
        {
            var runLog = await _services!.RunLogs.OpenAsync(runId, default);
            await runLog.AppendAsync([new RunStarted(At(0), 1)], default);
            foreach (var style in runLog.Document.Storyboard.Styles)
            {
                foreach (var beat in style.Beats)
                {
                    await runLog.AppendAsync([new BeatExisting(At(1), style.Style, beat.Id, "x.png", "e")], default);
                }
            }

            await runLog.AppendAsync([new RunEnded(At(2), RunStatus.Completed)], default);
        }
    }
}
