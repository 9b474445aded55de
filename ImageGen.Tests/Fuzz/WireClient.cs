using System.Net.Sockets;

namespace ImageGen.Tests.Fuzz;

/// <summary>An answer byte by byte.</summary>
/// <param name="Status">The status; 0 where the server hung up without one.</param>
/// <param name="Headers">The headers as they came.</param>
/// <param name="Body">The body; of an event stream only its first piece.</param>
internal sealed record WireAnswer(int Status, ImmutableArray<(string Name, string Value)> Headers, byte[] Body)
{
    public static WireAnswer HungUp { get; } = new(0, [], []);

    public string? Header(string name) => Headers.FirstOrDefault(h => h.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    public string MediaType => (Header("Content-Type") ?? "").Split(';')[0].Trim();

    public string Text => Encoding.UTF8.GetString(Body);
}

/// <summary>One connection after the other to one server; sends what it is told and reads whatever comes.</summary>
internal sealed class WireClient(Uri server) : IDisposable
{
    private TcpClient? _connection;

    public async Task<WireAnswer> SendAsync(WireRequest request, CancellationToken cancellationToken)
    {
        // A kept connection may have been closed meanwhile: only on a new one does silence say something about the request.
        if (_connection is not null && await ExchangeAsync(request, cancellationToken) is { Status: > 0 } answer)
        {
            return answer;
        }

        Close();
        _connection = new TcpClient { NoDelay = true };
        await _connection.ConnectAsync(IPAddress.Loopback, server.Port, cancellationToken);
        return await ExchangeAsync(request, cancellationToken);
    }

    public void Dispose() => Close();

    private async Task<WireAnswer> ExchangeAsync(WireRequest request, CancellationToken cancellationToken)
    {
        var stream = _connection!.GetStream();
        var sending = SendAsync(stream, request, cancellationToken);
        var answer = await ReadAsync(stream, request.Method, cancellationToken);
        var isReusable = answer.Status > 0
            && sending.IsCompletedSuccessfully
            && !request.EndsInTheMiddle
            && answer.MediaType != "text/event-stream"
            && (answer.Header("Content-Length") ?? answer.Header("Transfer-Encoding")) is not null
            && !string.Equals(answer.Header("Connection"), "close", StringComparison.OrdinalIgnoreCase);
        if (!isReusable)
        {
            Close();
        }

        await sending;
        return answer;
    }

    private static async Task SendAsync(NetworkStream stream, WireRequest request, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var piece in request.Pieces())
            {
                await stream.WriteAsync(piece, cancellationToken);
            }

            if (request is { EndsInTheMiddle: true, Stalls: false })
            {
                stream.Socket.Shutdown(SocketShutdown.Send);
            }
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
        {
            // The server has answered and gone before all was sent.
        }
    }

    private static async Task<WireAnswer> ReadAsync(NetworkStream stream, string method, CancellationToken cancellationToken)
    {
        try
        {
            var reader = new WireReader(stream);
            while (true)
            {
                var answer = await reader.ReadAsync(method, cancellationToken);
                if (answer.Status is 0 or >= 200)
                {
                    return answer;
                }
            }
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            return WireAnswer.HungUp;
        }
    }

    private void Close()
    {
        _connection?.Dispose();
        _connection = null;
    }

    /// <summary>Reads answers off a stream.</summary>
    private sealed class WireReader(Stream stream)
    {
        private readonly byte[] _buffer = new byte[16 * 1024];
        private int _start;
        private int _end;

        public async Task<WireAnswer> ReadAsync(string method, CancellationToken cancellationToken)
        {
            if (await LineAsync(cancellationToken) is not { } first)
            {
                return WireAnswer.HungUp;
            }

            var status = int.Parse(first.Split(' ')[1], CultureInfo.InvariantCulture);
            var headers = ImmutableArray.CreateBuilder<(string, string)>();
            while (await LineAsync(cancellationToken) is { Length: > 0 } line)
            {
                var colon = line.IndexOf(':', StringComparison.Ordinal);
                headers.Add((line[..colon], line[(colon + 1)..].Trim()));
            }

            var answer = new WireAnswer(status, headers.ToImmutable(), []);
            return method == "HEAD" || status is < 200 or 204 or 304
                ? answer
                : answer with { Body = await BodyAsync(answer, cancellationToken) };
        }

        private async Task<byte[]> BodyAsync(WireAnswer head, CancellationToken cancellationToken)
        {
            using var body = new MemoryStream();
            if (head.Header("Transfer-Encoding") is not null)
            {
                while (await LineAsync(cancellationToken) is { } size && int.Parse(
                    size, NumberStyles.HexNumber, CultureInfo.InvariantCulture) is var length and > 0)
                {
                    await TakeAsync(body, length, cancellationToken);
                    if (head.MediaType == "text/event-stream")
                    {
                        break;
                    }

                    await LineAsync(cancellationToken);
                }

                if (head.MediaType != "text/event-stream")
                {
                    await LineAsync(cancellationToken);
                }
            }
            else
            {
                await TakeAsync(
                    body,
                    int.Parse(
                        head.Header("Content-Length") ?? int.MaxValue.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture),
                    cancellationToken);
            }

            return body.ToArray();
        }

        private async Task TakeAsync(MemoryStream into, int count, CancellationToken cancellationToken)
        {
            while (count > 0 && await FillAsync(cancellationToken))
            {
                var taken = Math.Min(count, _end - _start);
                into.Write(_buffer, _start, taken);
                _start += taken;
                count -= taken;
            }
        }

        private async Task<string?> LineAsync(CancellationToken cancellationToken)
        {
            var line = new StringBuilder();
            while (await FillAsync(cancellationToken))
            {
                var c = (char)_buffer[_start++];
                if (c == '\n')
                {
                    return line.ToString().TrimEnd('\r');
                }

                line.Append(c);
            }

            return null;
        }

        private async Task<bool> FillAsync(CancellationToken cancellationToken)
        {
            if (_start == _end)
            {
                (_start, _end) = (0, await stream.ReadAsync(_buffer, cancellationToken));
            }

            return _end > _start;
        }
    }
}
