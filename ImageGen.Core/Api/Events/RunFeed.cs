using System.Diagnostics.CodeAnalysis;
using ImageGen.Core.Runs;

namespace ImageGen.Core.Api.Events;

/// <summary>
/// A run's log as messages, made once for all clients: a linked list whose newest part is kept here and along which each client walks at
/// its own pace. There is no task behind it: each waiting client reads the log for all, at most once per growth or per <see cref="Poll"/>.
/// </summary>
/// <remarks>Thread-safe.</remarks>
[SuppressMessage("Design", "CA1001", Justification = "A SemaphoreSlim whose wait handle nobody asks for holds nothing to release.")]
internal sealed class RunFeed
{
    /// <summary>How many messages are kept; a client that is further behind reads the log itself.</summary>
    public const int Kept = 1_000;

    /// <summary>How often the log is read without a sign that it has grown: other processes write to it, too.</summary>
    public static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    private const int ReadBatch = 2_000;

    private readonly RunLog _runLog;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly RunTally _tally;
    private FeedNode _oldest;
    private FeedNode _newest;
    private Task? _growthSeen;
    private long _readAt;

    public RunFeed(RunLog runLog, TimeProvider time)
    {
        (_runLog, _time) = (runLog, time);
        Index = new RunIndex(runLog.Document);
        _tally = new RunTally(Index);
        _oldest = _newest = new FeedNode(LogPosition.Start, 0, ReadOnlyMemory<byte>.Empty, HasEnded: false, IsEnd: false);
    }

    public RunIndex Index { get; }

    public RunLog Ledger => _runLog;

    /// <summary>Completes with the next growth. Ask for it before <see cref="PullAsync"/>, so that nothing slips between.</summary>
    public Task NextGrowth => _runLog.NextGrowth;

    /// <summary>The message before the oldest one that is kept.</summary>
    public FeedNode Oldest => Volatile.Read(ref _oldest);

    /// <summary>The end of the log as far as it was read.</summary>
    public FeedNode Newest => Volatile.Read(ref _newest);

    /// <summary>How often the log was read; what many clients share.</summary>
    public long Reads { get; private set; }

    /// <summary>Takes in what is new in the log.</summary>
    public async Task PullAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            var growth = _runLog.NextGrowth;
            if (growth == _growthSeen && _time.GetElapsedTime(_readAt) < Poll)
            {
                return;
            }

            await ReadAsync(cancellationToken);
            (_growthSeen, _readAt) = (growth, _time.GetTimestamp());
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>
    /// The place at <paramref name="position"/>; null when the client has to read the log itself up to <see cref="Oldest"/>.
    /// </summary>
    public FeedNode? Find(LogPosition position)
    {
        var node = Oldest;
        if (position.CompareTo(node.Position) < 0)
        {
            return null;
        }

        while (node.Next is { } next && next.Position.CompareTo(position) <= 0)
        {
            node = next;
        }

        return node;
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Reads++;
            var events = await _runLog.EventsAsync(_newest.Position, ReadBatch, cancellationToken);
            foreach (var e in events)
            {
                _tally.Apply(e.Event);
                Add(new FeedNode(e.Position, _newest.Number + 1, FrameOf(e, Index, _tally), _tally.HasEnded, e.Event is RunEnded));
            }

            if (events.Length < ReadBatch)
            {
                return;
            }
        }
    }

    /// <summary>The bytes of an event's message; empty when it has none.</summary>
    public static ReadOnlyMemory<byte> FrameOf(LoggedEvent e, RunIndex index, RunTally tally) =>
        EventMessages.Of(e.Event, index, tally) is { } message ? SseFrames.Of(message, e.Position) : default;

    private void Add(FeedNode node)
    {
        _newest.Next = node;
        Volatile.Write(ref _newest, node);
        if (node.Number - _oldest.Number > Kept)
        {
            Volatile.Write(ref _oldest, _oldest.Next!);
        }
    }
}

/// <summary>An event's place in a feed.</summary>
/// <param name="Position">Behind the event.</param>
/// <param name="Number">Counts the events from 1.</param>
/// <param name="Frame">Its message as bytes; empty when it has none.</param>
/// <param name="HasEnded">The run is over behind it.</param>
/// <param name="IsEnd">It is the end of the run itself.</param>
internal sealed record FeedNode(LogPosition Position, long Number, ReadOnlyMemory<byte> Frame, bool HasEnded, bool IsEnd)
{
    private FeedNode? _next;

    /// <summary>What comes behind it; null while that is not known.</summary>
    public FeedNode? Next
    {
        get => Volatile.Read(ref _next);
        set => Volatile.Write(ref _next, value);
    }
}
