using System.IO.Compression;

namespace ImageGen.Tests.Fuzz;

/// <summary>
/// What something that is not quite Gemini might answer: good answers with a few values, bytes or headers of another kind.
/// </summary>
internal sealed record OddAnswer(int Status, ImmutableArray<(string Name, string Value)> Headers, byte[] Body)
{
    private static readonly string Image = Convert.ToBase64String(TestImage.Png(1));

    private static readonly (int Status, string Json)[] Usual =
    [
        (200, $$$"""{"candidates":[{"content":{"parts":[{"text":"Here."},{"inlineData":{"mimeType":"image/png","data":"{{{Image}}}"}}],"role":"model"},"finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":9,"candidatesTokenCount":1120,"totalTokenCount":1129,"candidatesTokensDetails":[{"modality":"IMAGE","tokenCount":1120}]},"modelVersion":"m","responseId":"r"}"""),
        (200, """{"candidates":[{"finishReason":"IMAGE_SAFETY","finishMessage":"No."}],"usageMetadata":{"promptTokenCount":9}}"""),
        (200, """{"promptFeedback":{"blockReason":"SAFETY","safetyRatings":[{"category":"C","probability":"HIGH"}]}}"""),
        (429, """{"error":{"code":429,"status":"RESOURCE_EXHAUSTED","message":"Quota exceeded for metric: x/requests, limit: 10. Please retry in 43.7s.","details":[{"@type":"QuotaFailure","violations":[{"quotaMetric":"x/requests","quotaId":"PerMinutePerProject","quotaValue":"10"}]},{"@type":"RetryInfo","retryDelay":"47s"}]}}"""),
        (400, """{"error":{"code":400,"status":"INVALID_ARGUMENT","message":"API key not valid.","details":[{"@type":"ErrorInfo","reason":"API_KEY_INVALID","domain":"googleapis.com"},{"@type":"BadRequest","fieldViolations":[{"field":"contents[0]","description":"d"}]}]}}"""),
        (429, """{"error":{"code":429,"status":"RESOURCE_EXHAUSTED","message":"Quota exceeded.","details":[{"@type":"QuotaFailure","violations":[{"quotaId":"PerDayPerProject","quotaValue":"250"}]}]}}"""),
        (429, """{"error":{"code":429,"status":"RESOURCE_EXHAUSTED","message":"Quota exceeded for metric: x/requests, limit: 0, model: m."}}"""),
        (404, """{"error":{"code":404,"status":"NOT_FOUND","message":"models/m is not found."}}"""),
        (503, """{"error":{"code":503,"status":"UNAVAILABLE","message":"Overloaded."}}"""),
        (402, """{"error":{"code":402,"status":"RESOURCE_EXHAUSTED","message":"Your prepayment credits are depleted."}}"""),
        (400, """{"error":{"code":400,"status":"FAILED_PRECONDITION","message":"User location is not supported for the API use."}}"""),
        (200, "<!doctype html><html><body>Sign in to the network</body></html>"),
    ];

    public static OddAnswer Create(int seed, string key, string prompt)
    {
        var chance = new Chance(seed);
        var (status, json) = Usual[chance.Below(Usual.Length)];
        var body = Encoding.UTF8.GetBytes(json);
        for (var i = chance.Below(4); i > 0; i--)
        {
            body = chance.In(3) ? Damaged(body, chance) : Revalued(body, chance, key, prompt);
        }

        status = chance.In(6)
            ? chance.One(
                200,
                201,
                204,
                206,
                299,
                301,
                302,
                307,
                400,
                401,
                403,
                404,
                408,
                409,
                413,
                425,
                429,
                451,
                499,
                500,
                501,
                502,
                503,
                504,
                511,
                599)
            : status;
        var headers = ImmutableArray.CreateBuilder<(string, string)>();
        headers.Add((
            "Content-Type",
            chance.In(8)
                ? chance.One("text/html", "image/png", "", "x", "application/json; charset=utf-16", "application/json; charset=nonsense")
                : "application/json"));
        for (var i = chance.In(3) ? 1 + chance.Below(3) : 0; i > 0; i--)
        {
            headers.Add(Header(chance, key, prompt));
        }

        return Packed(new OddAnswer(status, headers.DistinctBy(h => h.Item1).ToImmutableArray(), body), chance);
    }

    public override string ToString() =>
        $"{Status} {string.Join("; ", Headers)}\n    {Encoding.Latin1.GetString(Body.AsSpan(0, Math.Min(Body.Length, 2_000)))}";

    private static (string, string) Header(Chance chance, string key, string prompt) => chance.Below(6) switch
    {
        0 =>
            (
                "Retry-After",
                chance.One(
                    "0",
                    "-1",
                    "60",
                    "2147483647",
                    "99999999999",
                    "1e9",
                    "Fri, 31 Dec 9999 23:59:59 GMT",
                    "Thu, 01 Jan 1970 00:00:00 GMT",
                    "soon")),
        1 => ("Location", chance.One("http://127.0.0.1:1/", "//elsewhere.example", "", "https://elsewhere.example/?" + key)),
        2 => ("Set-Cookie", $"a={key}; Domain=localhost"),
        3 => ("WWW-Authenticate", "Basic realm=\"x\""),
        4 => ("X-" + new string('x', chance.Below(100)), prompt),
        _ => ("Connection", "close"),
    };

    /// <summary>One value replaced by another: of any kind, or one that repeats what was sent.</summary>
    private static byte[] Revalued(byte[] json, Chance chance, string key, string prompt)
    {
        var values = new List<(int Start, int Length)>();
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 200 });
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is not (JsonTokenType.EndArray or JsonTokenType.EndObject))
                {
                    var start = (int)reader.TokenStartIndex;
                    var isContainer = reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject;
                    var copy = reader;
                    values.Add(
                        (start, isContainer && copy.TrySkip() ? (int)copy.BytesConsumed - start : (int)reader.BytesConsumed - start));
                }
            }
        }
        catch (JsonException)
        {
            // What stands in front of the fault can be replaced.
        }

        if (values.Count == 0)
        {
            return Damaged(json, chance);
        }

        var (at, length) = values[chance.Below(values.Count)];
        var told = chance.One(
            key,
            prompt,
            key.ToUpperInvariant(),
            $"Key {key[..^1]} and '{prompt[..20]}'",
            $"\u001b[31m{prompt}",
            $"limit: 0 {key}",
            $"retry in 9999999h {prompt}");
        var value = chance.Below(3) switch
        {
            0 => JsonSerializer.Serialize(told),
            1 =>
                chance.One(
                    "\"IMAGE_SAFETY\"",
                    "\"RECITATION\"",
                    "\"x\"",
                    "\"-5s\"",
                    "\"999999999999s\"",
                    "\"0.0000001s\"",
                    "\"PerDay\"",
                    "\"image/jpeg\"",
                    "\"text/html\"",
                    "\"====\"",
                    "\"AAAA\""),
            _ => new OddJson(chance).Any(),
        };
        return [.. json.AsSpan(0, at), .. Encoding.UTF8.GetBytes(value), .. json.AsSpan(at + length)];
    }

    private static byte[] Damaged(byte[] body, Chance chance)
    {
        var at = body.Length == 0 ? 0 : chance.Below(body.Length);
        return chance.Below(5) switch
        {
            0 => body[..at],
            1 => [.. body[..at], .. chance.Bytes(1 + chance.Below(4)), .. body[at..]],
            2 => [.. body[..at], .. body[Math.Min(body.Length, at + 1 + chance.Below(9))..]],
            3 => [.. body, .. body],
            _ => [.. Encoding.UTF8.GetBytes(chance.One("\uFEFF", "[", ")]}'\n", " \n", "data: ")), .. body],
        };
    }

    private static OddAnswer Packed(OddAnswer answer, Chance chance)
    {
        if (!chance.In(12))
        {
            return answer;
        }

        using var packed = new MemoryStream();
        using (Stream stream = chance.In(2) ? new GZipStream(
            packed, CompressionLevel.Fastest, leaveOpen: true) : new BrotliStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            stream.Write(answer.Body);
        }

        var bytes = packed.ToArray();
        return answer with
        {
            Headers = answer.Headers.Add(("Content-Encoding", chance.One("gzip", "br", "deflate", "x", "gzip, gzip"))),
            Body = chance.In(3) ? Damaged(bytes, chance) : bytes,
        };
    }
}
