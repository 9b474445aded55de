using System.Buffers;
using System.Net.Http.Headers;

namespace ImageGen.Hosting.Http;

/// <summary>A request's JSON, or why it cannot be taken. Dispose of it once it is read: large ones have to take turns.</summary>
internal sealed class RequestBody : IDisposable
{
    private LargeBodies.Turn? _turn;

    // No JSON begins so: it was compressed, and no header states that.
    private static ReadOnlySpan<byte> Gzip => [0x1f, 0x8b];

    private RequestBody(ReadOnlyMemory<byte> bytes, Problem? problem, LargeBodies.Turn? turn = null) =>
        (Bytes, Problem, _turn) = (bytes, problem, turn);

    public ReadOnlyMemory<byte> Bytes { get; }

    public Problem? Problem { get; }

    /// <summary>
    /// Reads a whole body of JSON of at most <paramref name="maxBytes"/>. No body is no JSON; controls take that as <c>{}</c>.
    /// </summary>
    public static async Task<RequestBody> ReadAsync(HttpRequest request, int maxBytes, bool mayBeEmpty, CancellationToken cancellationToken)
    {
        var isEmpty = request.ContentLength is null or 0
            && !request.Headers.TransferEncoding.Contains("chunked", StringComparer.OrdinalIgnoreCase);
        if (isEmpty && mayBeEmpty)
        {
            return new RequestBody(default, null);
        }

        if (request.Headers.ContentEncoding.ToString() is var encoding && encoding is not ("" or "identity"))
        {
            return new RequestBody(default, Problems.Encoded());
        }

        if (!IsJson(request.ContentType))
        {
            return new RequestBody(default, Problems.NotJson());
        }

        if (request.ContentLength > maxBytes)
        {
            return new RequestBody(default, Problems.TooLarge(maxBytes));
        }

        return await ReadAsync(request, maxBytes, cancellationToken);
    }

    /// <summary>Reads a whole body of any type of at most <paramref name="maxBytes"/>; it may be empty.</summary>
    public static async Task<RequestBody> ReadBytesAsync(HttpRequest request, int maxBytes, CancellationToken cancellationToken) =>
        request.Headers.ContentEncoding.ToString() is not ("" or "identity") ? new RequestBody(default, Problems.Encoded())
        : request.ContentLength > maxBytes ? new RequestBody(default, Problems.TooLarge(maxBytes))
        : await ReadAsync(request, maxBytes, cancellationToken);

    public void Dispose()
    {
        _turn?.Dispose();
        _turn = null;
    }

    private static async Task<RequestBody> ReadAsync(HttpRequest request, int maxBytes, CancellationToken cancellationToken)
    {
        // Out of the server's own buffers as it comes: those it keeps for long. A length that is only claimed takes no memory.
        var bytes = new ArrayBufferWriter<byte>();
        LargeBodies.Turn? turn = null;
        try
        {
            while (true)
            {
                var read = await request.BodyReader.ReadAsync(turn?.Token ?? cancellationToken);
                if (bytes.WrittenCount + read.Buffer.Length > maxBytes)
                {
                    request.BodyReader.AdvanceTo(read.Buffer.End);
                    turn?.Dispose();
                    return new RequestBody(default, Problems.TooLarge(maxBytes));
                }

                foreach (var segment in read.Buffer)
                {
                    bytes.Write(segment.Span);
                }

                request.BodyReader.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted && bytes.WrittenSpan.StartsWith(Gzip))
                {
                    turn?.Dispose();
                    return new RequestBody(default, Problems.Encoded());
                }

                if (read.IsCompleted)
                {
                    return new RequestBody(bytes.WrittenMemory, null, turn);
                }

                if (turn is null && bytes.WrittenCount > LargeBodies.Threshold)
                {
                    turn = await request.HttpContext.RequestServices.GetRequiredService<LargeBodies>().TurnAsync(cancellationToken);
                }
            }
        }
        catch (OperationCanceledException) when (turn is { HasExpired: true } && !cancellationToken.IsCancellationRequested)
        {
            turn.Dispose();
            throw new BadHttpRequestException("The rest of a large body did not come in time.", StatusCodes.Status408RequestTimeout);
        }
        catch
        {
            turn?.Dispose();
            throw;
        }
    }

    private static bool IsJson(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && type.MediaType is { } media
        && (media.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            || media.EndsWith("+json", StringComparison.OrdinalIgnoreCase))
        && (type.CharSet is null || type.CharSet.Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase));
}
