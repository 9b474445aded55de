namespace ImageGen.Simulator.Replies;

/// <summary>What goes back to the client, whether over a socket or in process.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="ContentType">The media type.</param>
/// <param name="Body">The body.</param>
/// <param name="Outcome">What the call log and the statistics call it.</param>
/// <param name="Ending">How the answer ends.</param>
/// <param name="Location">Where a redirect points, relative to the base URL.</param>
internal sealed record SimulatedReply(
    int Status,
    string ContentType,
    ReadOnlyMemory<byte> Body,
    string Outcome,
    ReplyEnding Ending = ReplyEnding.Whole,
    string? Location = null)
{
    /// <summary>How much an endless body sends before it gives up on its reader.</summary>
    public const long EndlessBytes = 256L * 1024 * 1024;

    public static SimulatedReply Json(int status, byte[] body, string outcome) =>
        new(status, "application/json; charset=UTF-8", body, outcome);

    public static SimulatedReply Html(int status, string html, string outcome) =>
        new(status, "text/html; charset=UTF-8", Encoding.UTF8.GetBytes(html), outcome);

    public async Task WriteEndlesslyAsync(Stream stream, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(Body, cancellationToken);
        var filler = new byte[64 * 1024];
        filler.AsSpan().Fill(Body.Span[^1]);
        for (long sent = 0; sent < EndlessBytes; sent += filler.Length) await stream.WriteAsync(filler, cancellationToken);
    }
}

/// <summary>How an answer ends.</summary>
internal enum ReplyEnding
{
    /// <summary>As it should.</summary>
    Whole,

    /// <summary>Never: the client must give up.</summary>
    Hang,

    /// <summary>The connection breaks before the status line.</summary>
    CutBeforeHeaders,

    /// <summary>The connection breaks half way through the body.</summary>
    CutMidBody,

    /// <summary>The last byte of the body is repeated up to <see cref="SimulatedReply.EndlessBytes"/>.</summary>
    Endless,
}
