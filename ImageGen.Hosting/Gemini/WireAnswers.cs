using System.Buffers;

namespace ImageGen.Hosting.Gemini;

/// <summary>Reads HTTP answers of the service, for all adapters.</summary>
internal static class WireAnswers
{
    private const int Step = 64 * 1024;

    /// <summary>
    /// The whole answer; null when it is larger than <paramref name="most"/> bytes, however it was compressed. Of an error answer that is
    /// cut or too large the status is enough.
    /// </summary>
    public static async Task<RawAnswer?> ReadAsync(
        HttpResponseMessage response, long most, TimeProvider time, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte>? body = null;
        try
        {
            body = await ReadBodyAsync(response.Content, most, cancellationToken);
        }
        catch (Exception e) when (!response.IsSuccessStatusCode && (e is HttpRequestException or IOException or InvalidDataException))
        {
            // An error costs nothing, whole or not.
        }

        if (body is null && response.IsSuccessStatusCode)
        {
            return null;
        }

        return new RawAnswer((int)response.StatusCode, body ?? ReadOnlyMemory<byte>.Empty, RetryAfter(response, time));
    }

    private static async Task<ReadOnlyMemory<byte>?> ReadBodyAsync(HttpContent content, long most, CancellationToken cancellationToken)
    {
        if (content.Headers.ContentLength > most)
        {
            return null;
        }

        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        var buffer = new ArrayBufferWriter<byte>((int)(content.Headers.ContentLength ?? 0) + Step);
        while (await stream.ReadAsync(buffer.GetMemory(Step), cancellationToken) is var count and > 0)
        {
            buffer.Advance(count);
            if (buffer.WrittenCount > most)
            {
                return null;
            }
        }

        return buffer.WrittenMemory;
    }

    private static TimeSpan? RetryAfter(HttpResponseMessage response, TimeProvider time) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } when delta > TimeSpan.Zero => delta,
        { Date: { } date } when date > time.GetUtcNow() => date - time.GetUtcNow(),
        _ => null,
    };
}

/// <summary>An HTTP answer as it came.</summary>
/// <param name="Status">The status code.</param>
/// <param name="Body">The body, decompressed.</param>
/// <param name="RetryAfter">How long its header asks to wait; null: it does not.</param>
internal sealed record RawAnswer(int Status, ReadOnlyMemory<byte> Body, TimeSpan? RetryAfter);
