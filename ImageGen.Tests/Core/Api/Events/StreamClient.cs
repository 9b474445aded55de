using System.IO.Pipelines;
using ImageGen.Core.Api.Events;
using ImageGen.Tests.Local.Http.Support;

namespace ImageGen.Tests.Core.Api.Events;

/// <summary>A client of a stream without HTTP between: it reads a message when the test asks for one.</summary>
internal sealed class StreamClient : IAsyncDisposable
{
    private readonly Pipe _pipe;
    private readonly CancellationTokenSource _leave = new();
    private readonly IAsyncEnumerator<SeenMessage> _messages;

    private StreamClient(EventStreamWriter stream, int buffer)
    {
        _pipe = new Pipe(new PipeOptions(pauseWriterThreshold: buffer, resumeWriterThreshold: buffer / 2));
        _messages = EventClient.ReadAsync(_pipe.Reader.AsStream()).GetAsyncEnumerator();
        Writing = WriteAsync(stream);
    }

    /// <summary>Ends when the stream has ended.</summary>
    public Task Writing { get; }

    public static async Task<StreamClient> OpenAsync(
        EventStreams streams, string runId, long? after = null, EventStreamOptions? options = null, int buffer = 1 << 20)
    {
        var stream = await streams.OpenAsync(
            runId, after is null
                ? null
                : new LogPosition(after.Value), options ?? new EventStreamOptions { Pace = TimeSpan.Zero }, CancellationToken.None);
        Assert.NotNull(stream);
        return new StreamClient(stream, buffer);
    }

    /// <summary>The next message; null at the end of the stream.</summary>
    public async Task<SeenMessage?> NextAsync() => await _messages.MoveNextAsync() ? _messages.Current : null;

    public async Task<List<SeenMessage>> TakeAsync(int count)
    {
        var messages = new List<SeenMessage>();
        while (messages.Count < count && await NextAsync() is { } message)
        {
            messages.Add(message);
        }

        return messages;
    }

    public Task<List<SeenMessage>> ToEndAsync() => TakeAsync(int.MaxValue);

    public async ValueTask DisposeAsync()
    {
        await _leave.CancelAsync();
        await Writing;
        _leave.Dispose();
    }

    private async Task WriteAsync(EventStreamWriter stream)
    {
        try
        {
            await stream.WriteToAsync(_pipe.Writer, _leave.Token);
        }
        catch (OperationCanceledException) when (_leave.IsCancellationRequested)
        {
            // The test has left.
        }

        await _pipe.Writer.CompleteAsync();
    }
}
