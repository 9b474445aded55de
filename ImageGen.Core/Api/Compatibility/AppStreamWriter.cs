using System.Buffers;
using System.IO.Pipelines;
using ImageGen.Core.Api.Events;
using ImageGen.Core.Base;
using ImageGen.Core.Runs;

namespace ImageGen.Core.Api.Compatibility;

/// <summary>
/// Writes a run as the storyboard app's page reads it: one <c>data: {json}</c> at a time, each flushed by itself and a moment apart,
/// because the page parses whatever arrives in one piece and drops a message that is cut.
/// </summary>
/// <param name="runLog">The run.</param>
/// <param name="run">The run's messages for the client.</param>
/// <param name="longest">When the answer has to end; null: with the run.</param>
/// <param name="time">The clock.</param>
public sealed class AppStreamWriter(RunLog runLog, AppRun run, TimeSpan? longest, TimeProvider time)
{
    private const int Batch = 500;
    private static readonly TimeSpan Apart = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    private static readonly AppMessage CutOff = new AppMessage.Stopped(
        "This host ends answers after a few minutes. The images are still being generated: start again to follow them.");

    private long _begun;
    private long _written;

    /// <summary>Writes until the run continues no further, or the client is gone.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public async Task WriteToAsync(PipeWriter output, CancellationToken cancellationToken)
    {
        _begun = _written = time.GetTimestamp();
        try
        {
            await FollowAsync(output, cancellationToken);
        }
        catch (UserException e)
        {
            await WriteAsync(output, new AppMessage.Stopped(e.Message), cancellationToken);
        }
    }

    private async Task FollowAsync(PipeWriter output, CancellationToken cancellationToken)
    {
        var (position, messages) = await runLog.ReadAsync(state => (state.Position, run.Begin(state)), cancellationToken);
        foreach (var message in messages)
        {
            if (!await WriteAsync(output, message, cancellationToken))
            {
                return;
            }
        }

        while (true)
        {
            var growth = runLog.NextGrowth;
            var events = await runLog.EventsAsync(position, Batch, cancellationToken);
            foreach (var e in events)
            {
                position = e.Position;
                if (run.Next(e.Event) is { } message && !await WriteAsync(output, message, cancellationToken))
                {
                    return;
                }
            }

            if (events.IsEmpty && await HasEndedAsync(output, position, cancellationToken))
            {
                return;
            }

            if (events.IsEmpty && !await WaitAsync(output, growth, cancellationToken))
            {
                return;
            }
        }
    }

    /// <summary>Writes the last messages when every event was written and the run continues no further.</summary>
    private async Task<bool> HasEndedAsync(PipeWriter output, LogPosition position, CancellationToken cancellationToken)
    {
        var end = await runLog.ReadAsync(state => state.Position.CompareTo(position) > 0 ? [] : AppRun.End(state), cancellationToken);
        foreach (var message in end)
        {
            await WriteAsync(output, message, cancellationToken);
        }

        return !end.IsEmpty;
    }

    private async Task<bool> WaitAsync(PipeWriter output, Task growth, CancellationToken cancellationToken)
    {
        if (longest is { } most && time.GetElapsedTime(_begun) >= most)
        {
            await WriteAsync(output, CutOff, cancellationToken);
            return false;
        }

        if (time.GetElapsedTime(_written) >= Heartbeat)
        {
            output.Write(SseFrames.Heartbeat.Span);
            return await FlushAsync(output, cancellationToken);
        }

        await growth.WaitAsync(Poll, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        return true;
    }

    private async Task<bool> WriteAsync(PipeWriter output, AppMessage message, CancellationToken cancellationToken)
    {
        output.Write("data: "u8);
        output.Write(JsonSerializer.SerializeToUtf8Bytes(message, ImageGenJson.Answers));
        output.Write("\n\n"u8);
        if (!await FlushAsync(output, cancellationToken))
        {
            return false;
        }

        await Task.Delay(Apart, time, cancellationToken);
        return true;
    }

    private async Task<bool> FlushAsync(PipeWriter output, CancellationToken cancellationToken)
    {
        var result = await output.FlushAsync(cancellationToken);
        _written = time.GetTimestamp();
        return !result.IsCompleted;
    }
}
