using System.Buffers;

namespace ImageGen.Hosting.Gemini;

/// <summary>What both adapters read off an HTTP answer of the service.</summary>
internal static class WireAnswers
{
    private const int Step = 64 * 1024;

    /// <summary>The whole body; null when it is larger than <paramref name="most"/> bytes, however it was compressed.</summary>
    public static async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpContent content, long most, CancellationToken cancellationToken)
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

    /// <summary>How long the answer's header asks to wait; null: it does not.</summary>
    public static TimeSpan? RetryAfter(HttpResponseMessage response, TimeProvider time) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } when delta > TimeSpan.Zero => delta,
        { Date: { } date } when date > time.GetUtcNow() => date - time.GetUtcNow(),
        _ => null,
    };
}
