using System.Net.Sockets;

namespace ImageGen.Tests.Compatibility;

/// <summary>
/// An answer in the pieces in which it arrives, each as large as a browser hands on: an HttpClient hands on 4 KB at most, and so cuts
/// messages that a page which was busy for a moment would get whole.
/// </summary>
internal sealed class StreamedAnswer : IAsyncDisposable
{
    private const string EndOfHead = "\r\n\r\n";

    /// <summary>What a test waits for may never come: it fails then.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(2);

    private readonly TcpClient _connection = new();
    private readonly CancellationTokenSource _deadline = new(Timeout);
    private readonly byte[] _buffer = new byte[64 * 1024];
    private string _rest = "";

    private StreamedAnswer()
    {
    }

    public int Status { get; private set; }

    /// <summary>Posts JSON, and reads the head of the answer. By HTTP/1.0, which does not divide the body into chunks of its own.</summary>
    public static async Task<StreamedAnswer> PostAsync(Uri host, string path, string json)
    {
        var stream = new StreamedAnswer();
        await stream._connection.ConnectAsync(host.Host, host.Port, stream._deadline.Token);
        var body = Encoding.UTF8.GetBytes(json);
        var head = $"POST {path} HTTP/1.0\r\nHost: {host.Authority}\r\nContent-Type: application/json\r\n"
            + $"Content-Length: {body.Length}{EndOfHead}";
        await stream._connection.GetStream().WriteAsync((byte[])[.. Encoding.ASCII.GetBytes(head), .. body], stream._deadline.Token);
        var answer = "";
        while (!answer.Contains(EndOfHead, StringComparison.Ordinal))
        {
            answer += await stream.ReadAsync() is { Length: > 0 } piece
                ? piece
                : throw new IOException($"The answer ends in its head: {answer}");
        }

        stream.Status = int.Parse(answer.Split(' ')[1], CultureInfo.InvariantCulture);
        stream._rest = answer[(answer.IndexOf(EndOfHead, StringComparison.Ordinal) + EndOfHead.Length)..];
        return stream;
    }

    /// <summary>The next piece; empty: the answer has ended.</summary>
    public async Task<string> ReadAsync()
    {
        if (_rest.Length > 0)
        {
            (var rest, _rest) = (_rest, "");
            return rest;
        }

        return Encoding.UTF8.GetString(_buffer, 0, await _connection.GetStream().ReadAsync(_buffer, _deadline.Token));
    }

    public async Task<string> ReadToEndAsync()
    {
        var all = "";
        while (await ReadAsync() is { Length: > 0 } piece)
        {
            all += piece;
        }

        return all;
    }

    public ValueTask DisposeAsync()
    {
        _connection.Dispose();
        _deadline.Dispose();
        return ValueTask.CompletedTask;
    }
}
