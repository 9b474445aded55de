namespace ImageGen.Tests.Fuzz;

/// <summary>Headers of every kind of wrong.</summary>
internal static class OddHeaders
{
    public static ImmutableArray<(string, string)> Headers(Chance chance, Framing framing)
    {
        var headers = ImmutableArray.CreateBuilder<(string, string)>();
        headers.Add(("Host", "localhost"));
        if (framing is not Framing.None && !chance.In(30))
        {
            headers.Add(("Content-Type", chance.In(12)
                ? chance.One("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/json; "
                    + "charset=utf-16", "", "x", "*/*",
                    "application/json;charset=\"utf-8", "text/json", "application/problem+json", "application/json, text/plain",
                    "application/+json", ";;;", "\u00ff/json")
                : "application/json"));
        }

        for (var i = chance.In(3) ? 1 + chance.Below(3) : 0; i > 0; i--)
        {
            headers.Add(OddHeader(chance));
        }

        return headers.ToImmutable();
    }

    private static (string, string) OddHeader(Chance chance) => chance.Below(18) switch
    {
        0 =>
            (
                "Accept",
                chance.One(
                    "text/event-stream", "text/event-stream;q=0", "*/*;q=x", ",,,", "text/event-stream, */*", new string('a', 3_000))),
        1 => ("Accept-Encoding", chance.One("gzip", "br", "br;q=0, *", "gzip;q=2", "identity;q=0, *;q=0", "zstd", ",", "gzip,gzip,gzip")),
        2 => ("Content-Encoding", chance.One("gzip", "br", "deflate", "x")),
        3 => ("If-None-Match", chance.One("*", "\"x\"", "W/\"x\"", "x", "\"", string.Join(',', Enumerable.Repeat("\"a\"", 500)))),
        4 =>
            (
                "Range",
                chance.One(
                    "bytes=0-",
                    "bytes=-1",
                    "bytes=5-1",
                    "bytes=0-0,1-1,2-2",
                    "bytes=99999999999999999999-",
                    "lines=1-2",
                    "bytes=a-b",
                    "bytes=0-9",
                    "bytes=90000-")),
        5 => ("If-Range", chance.One("\"x\"", "x", "Mon, 01 Jan 0001 00:00:00 GMT")),
        6 => ("If-Modified-Since", chance.One("x", "Fri, 31 Dec 9999 23:59:59 GMT", "Thu, 01 Jan 1970 00:00:00 GMT")),
        7 => ("Origin", chance.One("null", "https://elsewhere.example", "http://localhost", "x", "http://localhost:1, http://localhost")),
        8 => ("Last-Event-ID", chance.One("0", "-1", "1", "99999999999999999999", "x", "9223372036854775807", "１")),
        9 => ("Authorization", chance.One("Bearer x", "Bearer", "Basic Og==", "x", "Bearer  ")),
        10 => ("Cookie", chance.One("a=b", "=;;", new string('c', 4_000))),
        11 => ("X-HTTP-Method-Override", "DELETE"),
        12 => ("X-Forwarded-Host", "elsewhere.example"),
        13 => ("Expect", chance.One("100-continue", "x")),
        14 => ("X-Original-URL", "/../secret"),
        15 => ("Connection", chance.One("close", "keep-alive", "Upgrade, HTTP2-Settings", "x")),
        16 => ("Upgrade", chance.One("h2c", "websocket")),
        _ =>
            (
                "X-" + string.Concat(OddText.Of(chance).Where(char.IsAsciiLetter).Take(60)),
                string.Concat(OddText.Of(chance).Where(c => c is >= ' ' and <= '~' or > '\u00a0' and < '\u0100'))),
    };
}
