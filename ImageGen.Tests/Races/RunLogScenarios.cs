using ImageGen.Local.Storage;
using ImageGen.Local.Storage.Runs;
using ImageGen.Tests.Local;
using ImageGen.Tests.Races.Control;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageGen.Tests.Races;

/// <summary>
/// Several writers and readers of one log on a disk that fails now and then. Each event names its writer and the writer of the event on
/// which it was decided, in lines of equal length.
/// </summary>
internal sealed class RunLogScenarios : IDisposable
{
    private const string RunId = "tale-1";

    private readonly TempFolder _folder = new();
    private readonly Interleaving _world;
    private readonly FileRunStore _store;
    private readonly List<string> _stored = [];
    private readonly List<string> _failed = [];

    private RunLogScenarios(Interleaving world)
    {
        _world = world;
        _store = new FileRunStore(DataFolder.Open(_folder.Path), isOwner: true, world.Clock, NullLogger<FileRunStore>.Instance);
    }

    /// <summary>Everybody in the process shares one run log.</summary>
    public static Task OneRunLog(Interleaving world) => RunAsync(world, runLogs: 1);

    /// <summary>A run log that was dropped from the most recent ones is still in use beside its successor.</summary>
    public static Task TwoRunLogs(Interleaving world) => RunAsync(world, runLogs: 2);

    public void Dispose() => _folder.Dispose();

    private static async Task RunAsync(Interleaving world, int runLogs)
    {
        using var log = new RunLogScenarios(world);
        var run = new StoryboardBuilder().Shots(1, 1).BuildRun();
        await log._store.CreateAsync(run, default);
        RunLog[] logs = [.. Enumerable.Range(0, runLogs).Select(_ => new RunLog(run, log._store))];
        var failures = world.Random.Next(4);
        world.OnDisk = _ =>
        {
            if (failures > 0 && world.Random.Next(4) == 0)
            {
                failures--;
                throw new IOException("The disk is full.");
            }
        };
        var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var follower = Task.Run(() => FollowAsync(logs[0], written.Task));
        await Task.WhenAll("abc".Select((writer, n) => Task.Run(() => log.WriteAsync(logs[n % runLogs], writer)))
            .Append(Task.Run(() => log.ReadAsync(logs[0]))).Append(Task.Run(() => log.ReadAsync(logs[^1]))));
        world.OnDisk = _ => { };
        written.SetResult();
        await log.CheckAsync(run, await follower);
    }

    private async Task WriteAsync(RunLog log, char writer)
    {
        for (var n = 0; n < 3; n++)
        {
            var reason = string.Empty;
            try
            {
                await log.DecideAsync(
                    state =>
                    {
                        reason = $"{n}{state.Reason?[^1] ?? '-'}{writer}";
                        return new Decision<bool>(true, [new RunPaused(_world.Clock.GetUtcNow(), PausedBy.Person, reason)]);
                    },
                    default);
                _stored.Add(reason);
            }
            catch (UserException)
            {
                _failed.Add(reason);
            }
        }
    }

    private async Task ReadAsync(RunLog log)
    {
        for (var n = 0; n < 4; n++)
        {
            var stored = _stored.Count;
            try
            {
                var seen = await log.ReadAsync(s => s.ControlVersion, default);
                Assert.True(seen >= stored, $"{stored} events were stored, and a reader sees {seen}");
            }
            catch (UserException)
            {
                // To open it takes a flush, too.
            }
        }
    }

    /// <summary>What a client of the event stream sees.</summary>
    private static async Task<List<string>> FollowAsync(RunLog log, Task written)
    {
        var seen = new List<string>();
        var position = LogPosition.Start;
        while (true)
        {
            var isLast = written.IsCompleted;
            var growth = log.NextGrowth;
            try
            {
                foreach (var e in await log.EventsAsync(position, 1_000, default))
                {
                    Assert.True(e.Position.CompareTo(position) > 0, "a position was used twice");
                    position = e.Position;
                    seen.Add(((RunPaused)e.Event).Reason!);
                }
            }
            catch (UserException)
            {
                // To open it takes a flush, too.
            }

            if (isLast)
            {
                return seen;
            }

            await Task.WhenAny(growth, written);
        }
    }

    private async Task CheckAsync(RunDocument run, List<string> followed)
    {
        var events = await _store.ReadAsync(RunId, LogPosition.Start, 1_000, default);
        string[] reasons = [.. events.Select(e => ((RunPaused)e.Event).Reason!)];
        Assert.Equal(_stored.Order(), reasons.Order());
        Assert.Equal(events.Select(e => e.Position).Order().Distinct(), events.Select(e => e.Position));
        for (var n = 0; n < reasons.Length; n++)
        {
            var before = n == 0 ? '-' : reasons[n - 1][^1];
            Assert.True(
                reasons[n][1] == before,
                $"decided on what does not hold: {string.Join(' ', reasons)}; failed: {string.Join(' ', _failed)}");
        }

        Assert.Equal(reasons, followed.Except(_failed));
        using var next = new RunLog(run, _store);
        Assert.Equal(reasons.LastOrDefault(), await next.ReadAsync(s => s.Reason, default));
    }
}
