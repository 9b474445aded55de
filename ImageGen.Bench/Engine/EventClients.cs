namespace ImageGen.Bench.Engine;

/// <summary>Clients of a run's event stream, each on a connection of its own, that count messages and bytes.</summary>
internal sealed class EventClients : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = Timeout.InfiniteTimeSpan };
    private long _messages;
    private long _bytes;

    public long Messages => _messages;

    public long Bytes => _bytes;

    /// <summary>Completes when every client has been sent the run's last message.</summary>
    public Task FollowAsync(string server, string runId, int count, CancellationToken cancellationToken) =>
        Task.WhenAll(Enumerable.Range(0, count).Select(_ => FollowAsync($"{server}/api/runs/{runId}/events", cancellationToken)));

    public void Dispose() => _http.Dispose();

    private async Task FollowAsync(string url, CancellationToken cancellationToken)
    {
        using var answer = await _http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        answer.EnsureSuccessStatusCode();
        await using var stream = await answer.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[32 * 1024];
        var line = 0;
        while (await stream.ReadAsync(buffer, cancellationToken) is var read and > 0)
        {
            Interlocked.Add(ref _bytes, read);
            Interlocked.Add(ref _messages, CountMessages(buffer.AsSpan(0, read), ref line));
        }
    }

    /// <summary>A message is a line that begins with <c>data</c>; a line may be cut between two reads.</summary>
    private static int CountMessages(ReadOnlySpan<byte> bytes, ref int column)
    {
        var count = 0;
        foreach (var b in bytes)
        {
            count += column == 0 && b == (byte)'d' ? 1 : 0;
            column = b == (byte)'\n' ? 0 : column + 1;
        }

        return count;
    }
}
