using System.Runtime.CompilerServices;
using ImageGen.Core.Api.Views;

namespace ImageGen.Local.Host;

/// <summary>
/// Follows a run's log, and sums up what has happened: as often as a person can read it, and no oftener than the run's size bears.
/// </summary>
/// <param name="runLogs">Those that the engine works with.</param>
/// <param name="view">The view of a run, with its beats; null when it is gone.</param>
/// <param name="time">The clock.</param>
internal sealed class RunWatch(RunLogs runLogs, Func<string, CancellationToken, Task<RunView?>> view, TimeProvider time)
{
    private const int Page = 1000;
    private const int LargeRun = 2000;

    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Calm = TimeSpan.FromMilliseconds(100);

    /// <summary>See <see cref="IRunHost.WatchAsync"/>.</summary>
    public async IAsyncEnumerable<RunUpdate> FollowAsync(string runId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var runLog = await runLogs.OpenAsync(runId, cancellationToken);
        LogPosition? position = null;
        while (true)
        {
            var growth = runLog.NextGrowth;
            if (await view(runId, cancellationToken) is not { } now)
            {
                yield break;
            }

            var end = new LogPosition(now.LastEventId);
            yield return new RunUpdate(now, position is { } from ? await EventsAsync(runLog, from, end, cancellationToken) : []);
            if (now.EndedAt is not null || now is { Status: RunStatus.Paused, PausedBy: not PausedBy.Person })
            {
                yield break;
            }

            position = end;
            await Task.Delay(now.Total > LargeRun ? Tick : Calm, time, cancellationToken);
            await Task.WhenAny(growth, Task.Delay(Tick, time, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private static async Task<ImmutableArray<RunEvent>> EventsAsync(
        RunLog runLog, LogPosition from, LogPosition end, CancellationToken cancellationToken)
    {
        var events = ImmutableArray.CreateBuilder<RunEvent>();
        while (from.CompareTo(end) < 0)
        {
            var page = (await runLog.EventsAsync(from, Page, cancellationToken)).Where(e => e.Position.CompareTo(end) <= 0).ToList();
            if (page.Count == 0)
            {
                break;
            }

            events.AddRange(page.Select(e => e.Event));
            from = page[^1].Position;
        }

        return events.ToImmutable();
    }
}
