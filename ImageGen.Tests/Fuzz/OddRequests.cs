using static ImageGen.Tests.Fuzz.OddHeaders;

namespace ImageGen.Tests.Fuzz;

/// <summary>
/// Requests of every kind of wrong to every address of the API; a good part of them is right, so that the wrong ones find something there.
/// </summary>
internal static class OddRequests
{
    /// <summary>The projects that storyboards here name; <c>tale-1</c> and <c>saga-1</c> are runs of two of them.</summary>
    private static readonly string[] RunIds = ["tale-1", "saga-1", "epic-1", "tale-2", "TALE-1", "nobody-1"];

    private static readonly string[] Controls = ["pause", "resume", "cancel", "retry", "regenerate", "first", "skip"];

    private static readonly (string Method, Func<Chance, string> Path, Func<OddJson, byte[]>? Body)[] Endpoints =
    [
        ("POST", _ => "/api/generate-images", json => json.Storyboard()),
        ("POST", _ => "/api/generate-images", json => json.Storyboard()),
        ("POST", _ => "/api/estimate", json => json.Storyboard()),
        ("GET", c => $"/api/generation-status/{Segment(c, "projects%2Ftale")}", null),
        ("GET", _ => "/api/runs", null),
        ("GET", c => $"/api/runs/{Run(c)}", null),
        ("GET", c => $"/api/runs/{Run(c)}/events", null),
        ("GET", c => $"/api/runs/{Run(c)}/images", null),
        ("GET", c => $"/api/runs/{Run(c)}/images.zip", null),
        ("GET", c => $"/api/runs/{Run(c)}/beats/{Segment(c, "clear")}/{Segment(c, "1.1")}", null),
        ("POST", c => $"/api/runs/{Run(c)}/{Control(c)}", json => json.Control()),
        ("POST", c => $"/api/runs/{Run(c)}/{Control(c)}", json => json.Control()),
        ("GET", c => $"/api/projects/{Segment(c, "tale")}/images/{Segment(c, "clear")}/{Segment(c, "1.1")}", null),
        ("GET", c => $"/api/projects/{Segment(c, "tale")}/images/{Segment(c, "clear")}/{Segment(c, "1.1")}", null),
        ("GET", c => $"/runtime/webhooks/durabletask/instances/{Run(c)}", null),
        ("DELETE", c => $"/runtime/webhooks/durabletask/instances/{Deleted(c)}", null),
        ("POST", c => $"/runtime/webhooks/durabletask/instances/{Run(c)}/raiseEvent/{Control(c)}", json => json.Control()),
        (
            "POST",
            c => $"/runtime/webhooks/durabletask/instances/{Run(c)}/{c.One("terminate", "suspend", "resume", "rewind")}",
            json => json.Control()),
        (
            "GET",
            c => c.One("/openapi.json", "/", "/index.html", "/sample.json", "/js/main.js", "/favicon.ico", "/js/../index.html", "//", "/."),
            null),
        ("GET", c => "/" + Escaped(c, OddText.Of(c)), null),
    ];

    private static readonly string[] Queries =
    [
        "beats", "limit", "project", "after", "shot", "version", "v", "reason", "showInput", "code", "x", "", "beats[]", "%00", "a%",
    ];

    public static int EndpointCount => Endpoints.Length;

    public static (WireRequest Request, int Endpoint) Create(int seed)
    {
        var chance = new Chance(seed);
        var endpoint = chance.Below(Endpoints.Length);
        var (method, path, body) = Endpoints[endpoint];
        if (chance.In(25))
        {
            method = chance.One(
                "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "get", "X", "POSTPOSTPOSTPOST");
        }

        var target = path(chance) + Query(chance);
        var json = new OddJson(chance);
        byte[] bytes = body is not null && !chance.In(20) ? body(json) : chance.In(10) ? json.Storyboard() : [];
        var framing = bytes.Length == 0 && !chance.In(30) ? Framing.None : chance.Below(24) switch
        {
            < 14 => Framing.Length,
            < 22 => Framing.Chunked,
            22 => Framing.CutLength,
            _ => Framing.CutChunks,
        };
        var request = new WireRequest(method, target, Headers(chance, framing), bytes, framing);
        request = chance.In(40) ? Breach(request, chance) : request;
        return (request with { IsBroken = request.IsBroken || !IsHttp(request) }, endpoint);
    }

    private static string Deleted(Chance chance) => chance.In(40)
        ? chance.One("saga-2", "saga-3", "saga-4")
        : Segment(chance, chance.One("tale-1", "epic-1", "nobody-1"));

    private static string Run(Chance chance) => Segment(chance, chance.One(RunIds));

    private static string Control(Chance chance) => Segment(chance, chance.One(Controls));

    private static string Segment(Chance chance, string usual) => chance.In(6) ? Escaped(chance, OddText.Of(chance)) : usual;

    /// <summary>Text in an address: escaped as it should be, twice, by bytes that are no UTF-8, or hardly at all.</summary>
    private static string Escaped(Chance chance, string text)
    {
        if (text.Length > 600 && !chance.In(20))
        {
            text = text[..600];
        }

        var escaped = string.Concat(Encoding.UTF8.GetBytes(text).Select(b => $"%{b:X2}"));
        return chance.Below(8) switch
        {
            0 => Uri.EscapeDataString(string.Concat(text.Where(c => !char.IsSurrogate(c)))).Replace("%", "%25", StringComparison.Ordinal),
            1 => string.Concat(chance.Bytes(1 + chance.Below(6)).Select(b => $"%{b:x2}")),
            2 =>
                chance.One(
                    "%",
                    "%2",
                    "%zz",
                    "%u0041",
                    "%C0%AF",
                    "%ED%A0%80",
                    "%FF",
                    "%2e%2e",
                    "%2e%2e%2fsecret",
                    "..%5c",
                    "%252e%252e%252f",
                    "%00",
                    "%0d%0aX: y"),
            3 => string.Concat(text.Where(c => c is > ' ' and <= '~' and not '?' and not '#')),
            _ => escaped,
        };
    }

    private static string Query(Chance chance) => chance.Below(5) switch
    {
        0 => "?" + string.Join('&', Enumerable.Range(0, 1 + chance.Below(3)).Select(_ => $"{chance.One(Queries)}={chance.Below(4) switch
        {
            0 =>
                chance.One(
                    "false",
                    "true",
                    "",
                    "1",
                    "0",
                    "-1",
                    "99999999999999999999",
                    "1e3",
                    "2147483648",
                    "9223372036854775807",
                    "tale",
                    "clear"),
            _ => Escaped(chance, OddText.Of(chance)),
        }}")),
        1 when chance.In(4) => chance.One("?", "??", "?&&&", "?=", "?a", "?a=b=c", "#x", "?#", "?" + new string('&', 5_000)),
        _ => "",
    };

    /// <summary>A break of HTTP itself.</summary>
    private static WireRequest Breach(WireRequest request, Chance chance)
    {
        request = request with { IsBroken = true };
        return chance.Below(12) switch
        {
            0 => request with { Headers = request.Headers.Add(("Host", "other")) },
            1 => request with { Headers = [.. request.Headers.Where(h => h.Name != "Host")] },
            2 =>
                request with
                {
                    Headers = [(
                    "Host",
                    chance.One(
                        "",
                        "a b",
                        "elsewhere.example",
                        "localhost:x",
                        "[::1",
                        "localhost,localhost",
                        "LOCALHOST",
                        "127.1")), .. request.Headers.Skip(1)]
                },
            3 =>
                request with
                {
                    Headers = request.Headers.Add(
                    ("Content-Length", chance.One("-1", "x", "99999999999999999999", "1, 2", "0x5")))
                },
            4 =>
                request with { Headers = request.Headers.Add(("Transfer-Encoding", chance.One("gzip", "chunked, gzip", "x", "identity"))) },
            5 => request with { Headers = request.Headers.Add(("Bad Name", "x")) },
            6 => request with { Headers = request.Headers.Add(("X", "a\nb")) },
            7 => request with { Headers = request.Headers.Add(("X", "a\0b")) },
            8 =>
                request with
                {
                    Headers = request.Headers.AddRange(
                    Enumerable.Range(0, 300).Select(i => ($"X-{i.ToString(CultureInfo.InvariantCulture)}", "x")))
                },
            9 => request with { Headers = request.Headers.Add(("X", new string('h', 70_000))) },
            10 =>
                request with
                {
                    Target = chance.One(
                    "*", "http://localhost" + request.Target, "localhost:80", "\\", "x", "//elsewhere.example/x", "/a b")
                },
            _ => request with { Method = chance.One("", "G E T", "GET\0", "\u00e9", "<") },
        };
    }

    /// <summary>False for what a server may refuse before anybody sees it: long lines, NULs, bytes that no address has.</summary>
    private static bool IsHttp(WireRequest request) =>
        request.Target.StartsWith('/')
        && request.Target.Length < 7_500
        && request.Target.All(c => c is > ' ' and <= '~')
        && !request.Target.Contains("%00", StringComparison.Ordinal)
        && request.Headers.Sum(h => h.Name.Length + h.Value.Length) < 30_000
        && request.Headers.All(h => h.Name.Length > 2 && h.Value.All(c => c is >= ' ' and <= '~'));
}
