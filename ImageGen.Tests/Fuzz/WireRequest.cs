namespace ImageGen.Tests.Fuzz;

/// <summary>How a body is sent.</summary>
public enum Framing
{
    /// <summary>No body, and no word of one.</summary>
    None,

    /// <summary>With its length.</summary>
    Length,

    /// <summary>In chunks.</summary>
    Chunked,

    /// <summary>With a length of which only the first half comes; then the client says no more.</summary>
    CutLength,

    /// <summary>In chunks, without the last one; then the client says no more.</summary>
    CutChunks,
}

/// <summary>A request byte by byte, as no client library would send it.</summary>
internal sealed record WireRequest(
    string Method, string Target, ImmutableArray<(string Name, string Value)> Headers, byte[] Body, Framing Framing)
{
    private const int MostShown = 4_000;

    /// <summary>True where the request is no HTTP, so that the server may answer with a bare status or hang up.</summary>
    public bool IsBroken { get; init; }

    /// <summary>How often the body comes in a row.</summary>
    public int Times { get; init; } = 1;

    /// <summary>True for a client that, where a body ends in the middle, holds the connection open and says no more.</summary>
    public bool Stalls { get; init; }

    public bool EndsInTheMiddle => Framing is Framing.CutLength or Framing.CutChunks;

    private bool IsChunked => Framing is Framing.Chunked or Framing.CutChunks;

    public IEnumerable<ReadOnlyMemory<byte>> Pieces()
    {
        yield return Head();
        for (var i = 0; i < Times && Framing != Framing.None; i++)
        {
            foreach (var piece in IsChunked ? Chunks() : [Body.AsMemory(0, Framing == Framing.CutLength ? Body.Length / 2 : Body.Length)])
            {
                yield return piece;
            }
        }

        if (Framing == Framing.Chunked)
        {
            yield return "0\r\n\r\n"u8.ToArray();
        }
    }

    /// <summary>The bytes as text: printable ones as they are, all others as <c>\xNN</c>; long ones cut off.</summary>
    public override string ToString()
    {
        var bytes = Pieces().SelectMany(piece => piece.ToArray()).Take(MostShown + 1).ToArray();
        var shown = string.Concat(
            bytes.Take(MostShown).Select(b => b is >= 32 and < 127 and not (byte)'\\' ? ((char)b).ToString() : $"\\x{b:x2}"));
        return bytes.Length > MostShown ? shown + "..." : shown;
    }

    private byte[] Head()
    {
        var head = new StringBuilder($"{Method} {Target} HTTP/1.1\r\n");
        foreach (var (name, value) in Headers)
        {
            head.Append(name).Append(": ").Append(value).Append("\r\n");
        }

        head.Append(Framing switch
        {
            Framing.None => "",
            _ when IsChunked => "Transfer-Encoding: chunked\r\n",
            _ => $"Content-Length: {((long)Body.Length * Times).ToString(CultureInfo.InvariantCulture)}\r\n",
        }).Append("\r\n");

        // Latin-1: each character of a header is the byte of that number, so that headers can hold any byte.
        return Encoding.Latin1.GetBytes(head.ToString());
    }

    private IEnumerable<ReadOnlyMemory<byte>> Chunks()
    {
        foreach (var chunk in Body.Chunk(Math.Max(7, Body.Length / 5)))
        {
            yield return Encoding.ASCII.GetBytes(chunk.Length.ToString("x", CultureInfo.InvariantCulture) + "\r\n");
            yield return chunk;
            yield return "\r\n"u8.ToArray();
        }
    }
}
