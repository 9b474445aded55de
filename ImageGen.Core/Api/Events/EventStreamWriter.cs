using System.Buffers;
using System.IO.Pipelines;
using ImageGen.Core.Api.Views;
using ImageGen.Core.Base;
using ImageGen.Core.Runs;

namespace ImageGen.Core.Api.Events;

/// <summary>
/// One client's view of a run as server-sent events: every message behind a position, in order, once; then what happens, as it happens;
/// <c>complete</c> when the run is over. A message's id is its position in the log, so a client that comes back with the last id it saw
/// continues behind it.
/// </summary>
/// <remarks>
/// The client's pace is its own: it holds up no one, and takes no more memory when it is slow. A position behind the end of the log (of
/// another run of that name) begins again.
/// </remarks>
public sealed class EventStreamWriter
{
    private const int FlushAt = 32 * 1024;
    private const int CatchUpBatch = 1_000;
    private static readonly TimeSpan Overdue = TimeSpan.FromSeconds(5);

    private readonly RunFeed _feed;
    private readonly EventStreamOptions _options;
    private readonly TimeProvider _time;
    private LogPosition? _position;
    private long _begun;
    private long _written;

    internal EventStreamWriter(RunFeed feed, LogPosition? after, EventStreamOptions options, TimeProvider time) =>
        (_feed, _position, _options, _time) = (feed, after, options, time);

    /// <summary>Writes until the run is over, the planned close, or the client is gone.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public async Task WriteToAsync(PipeWriter output, CancellationToken cancellationToken)
    {
        _begun = _written = _time.GetTimestamp();
        using var overdue = new CancellationTokenSource((_options.LongestConnection + Overdue) ?? Timeout.InfiniteTimeSpan, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(overdue.Token, cancellationToken);
        output.Write(SseFrames.Retry.Span);
        try
        {
            await BeginAsync(output, either.Token);
            while (await GoOnAsync(output, either.Token))
            {
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The planned close has come while the client did not read.
        }
        catch (UserException e)
        {
            output.Write(SseFrames.Of(new EventMessage.Stopped(e.Message), null).Span);
            await output.FlushAsync(cancellationToken);
        }
    }

    private async Task BeginAsync(PipeWriter output, CancellationToken cancellationToken)
    {
        await _feed.PullAsync(cancellationToken);
        if (_position is null || _position.Value.CompareTo(_feed.Newest.Position) > 0)
        {
            _position = LogPosition.Start;
            output.Write(SseFrames.Of(EventMessages.Start(_feed.Index), LogPosition.Start).Span);
        }

        await FlushAsync(output, cancellationToken);
    }

    /// <summary>One round: write what there is, or wait. False: the stream is at its end.</summary>
    private async Task<bool> GoOnAsync(PipeWriter output, CancellationToken cancellationToken)
    {
        var growth = _feed.NextGrowth;
        await _feed.PullAsync(cancellationToken);
        if (!TryCollect(output, out var end))
        {
            return await CatchUpAsync(output, cancellationToken);
        }

        if (output.UnflushedBytes > 0)
        {
            return await FlushAsync(output, cancellationToken);
        }

        if (end is { } position && await CompleteAsync(output, position, cancellationToken))
        {
            return false;
        }

        var close = _options.LongestConnection - _time.GetElapsedTime(_begun);
        return !(close <= TimeSpan.Zero) && await WaitAsync(output, growth, close, cancellationToken);
    }

    /// <summary>
    /// Collects what the feed has behind this place, as much as is sent in one go. False: the feed no longer has it. Holds on to no part of
    /// the feed, for a client that does not read would keep all that comes behind it.
    /// </summary>
    private bool TryCollect(PipeWriter output, out LogPosition? end)
    {
        end = null;
        if (_feed.Find(_position!.Value) is not { } node)
        {
            return false;
        }

        while (output.UnflushedBytes < FlushAt)
        {
            if (node.Next is not { } next)
            {
                end = node.HasEnded ? node.Position : null;
                return true;
            }

            if (next is { IsEnd: true, Next: null })
            {
                // `complete` reports it, unless a person requests more before that is sent.
                end = next.Position;
                return true;
            }

            output.Write(next.Frame.Span);
            (node, _position) = (next, next.Position);
        }

        return true;
    }

    /// <summary>
    /// Reads the log itself, from its beginning for the counters, up to where the feed begins. False: the client is gone.
    /// </summary>
    private async Task<bool> CatchUpAsync(PipeWriter output, CancellationToken cancellationToken)
    {
        var tally = new RunTally(_feed.Index);
        var at = LogPosition.Start;
        var end = _feed.Oldest.Position;
        while (at.CompareTo(end) < 0)
        {
            var events = await _feed.Ledger.EventsAsync(at, CatchUpBatch, cancellationToken);
            if (events.IsEmpty)
            {
                throw new UserException($"Run '{_feed.Index.Document.Id}' is gone from the store; it was deleted while it was read.");
            }

            foreach (var e in events.TakeWhile(e => e.Position.CompareTo(end) <= 0))
            {
                tally.Apply(e.Event);
                if (e.Position.CompareTo(_position!.Value) > 0)
                {
                    output.Write(RunFeed.FrameOf(e, _feed.Index, tally).Span);
                    _position = e.Position;
                }
            }

            at = events[^1].Position;
            if (output.UnflushedBytes > 0 && !await FlushAsync(output, cancellationToken))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Says that the run is over, if it still is.</summary>
    private async Task<bool> CompleteAsync(PipeWriter output, LogPosition end, CancellationToken cancellationToken)
    {
        var view = await _feed.Ledger.ReadAsync(
            state => state.HasEnded ? RunViews.Of(state, withBeats: false, _time.GetUtcNow()) : null, cancellationToken);
        if (view is null)
        {
            return false;
        }

        output.Write(SseFrames.Of(new EventMessage.Complete(view), end).Span);
        await FlushAsync(output, cancellationToken);
        return true;
    }

    private async Task<bool> WaitAsync(PipeWriter output, Task growth, TimeSpan? close, CancellationToken cancellationToken)
    {
        var quiet = _time.GetElapsedTime(_written);
        if (quiet < _options.Pace)
        {
            await Task.Delay(_options.Pace - quiet, _time, cancellationToken);
        }

        var heartbeat = _options.Heartbeat - quiet;
        if (heartbeat <= TimeSpan.Zero)
        {
            output.Write(SseFrames.Heartbeat.Span);
            return await FlushAsync(output, cancellationToken);
        }

        var wait = close < heartbeat ? close.Value : heartbeat;
        wait = wait < RunFeed.Poll ? wait : RunFeed.Poll;

        // A timeout has the same effect as growth: the log is read again.
        await growth.WaitAsync(wait, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        return true;
    }

    private async Task<bool> FlushAsync(PipeWriter output, CancellationToken cancellationToken)
    {
        var result = await output.FlushAsync(cancellationToken);
        _written = _time.GetTimestamp();
        return !result.IsCompleted;
    }
}
