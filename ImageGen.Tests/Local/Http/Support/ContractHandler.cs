using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using ImageGen.Hosting.OpenApi;
using Json.Schema;

namespace ImageGen.Tests.Local.Http.Support;

/// <summary>Stands between every test and the host, and fails when an answer is not as <c>/openapi.json</c> says.</summary>
internal sealed partial class ContractHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private static readonly JsonObject Document = JsonNode.Parse(OpenApiDocument.Utf8.Span)!.AsObject();
    private static readonly JsonObject Definitions = Strict(Document["components"]!["schemas"]!);
    private static readonly ConcurrentDictionary<string, JsonSchema> Schemas = new();

    /// <summary>Fewest parameters first. Made once: patterns made for each request would cost more than the requests.</summary>
    private static readonly (string Path, JsonNode Item, Regex Address)[] Paths =
    [
        .. from path in Document["paths"]!.AsObject()
           orderby path.Key.Count(c => c == '{')
           select (path.Key, path.Value!, new Regex($"^{Parameter().Replace(path.Key, "[^/]+")}$")),
    ];

    private static readonly EvaluationOptions Whole = new() { OutputFormat = OutputFormat.List, RequireFormatValidation = true };

    /// <summary>Every operation and status of the contract, such as <c>GET /api/runs/{id} 404</c>.</summary>
    public static IEnumerable<string> Answers =>
        from path in Document["paths"]!.AsObject()
        from operation in path.Value!.AsObject()
        from response in operation.Value!["responses"]!.AsObject()
        select $"{operation.Key.ToUpperInvariant()} {path.Key} {response.Key}";

    /// <summary>The answers that were given through this handler.</summary>
    public HashSet<string> Seen { get; } = [];

    /// <summary>Fails unless <paramref name="message"/> is a message of the event stream as the contract has it.</summary>
    public static void CheckMessage(JsonNode message) =>
        AssertNone(Faults(message, "#/components/schemas/EventMessage"));

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        var (path, operation) = Find(request);
        if (operation is null)
        {
            return response;
        }

        var status = ((int)response.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture);
        var name = $"{request.Method} {path} {status}";
        if (operation["responses"]![status] is null)
        {
            Assert.Fail($"{name} is not in the contract: {await TextAsync(response)}");
        }

        var described = operation["responses"]![status]!.AsObject();
        if ((string?)described["$ref"] is { } shared)
        {
            described = Document["components"]!["responses"]![shared.Split('/')[^1]]!.AsObject();
        }

        lock (Seen)
        {
            Seen.Add(name);
        }

        foreach (var header in described["headers"]?.AsObject().Select(h => h.Key) ?? [])
        {
            Assert.True(response.Headers.Contains(header) || response.Content.Headers.Contains(header), $"{name} has no {header}");
        }

        await CheckContentAsync(name, described["content"]?.AsObject(), request, response);
        return response;
    }

    private static async Task CheckContentAsync(string name, JsonObject? content, HttpRequestMessage request, HttpResponseMessage response)
    {
        var mediaType = response.Content.Headers.ContentType?.MediaType;
        if (content is null)
        {
            Assert.True(mediaType is null, $"{name} has a body of {mediaType}");
            return;
        }

        Assert.True(mediaType is not null && content.ContainsKey(mediaType), $"{name} answers {mediaType}");
        if (mediaType.EndsWith("json", StringComparison.Ordinal) && request.Method != HttpMethod.Head)
        {
            await response.Content.LoadIntoBufferAsync();
            if (content[mediaType]!["schema"] is not { } schema)
            {
                return;
            }

            var answer = JsonNode.Parse(await TextAsync(response));
            var faults = (schema["anyOf"]?.AsArray() ?? [schema.DeepClone()]).Select(s => Faults(answer, (string)s!["$ref"]!).ToList());
            AssertNone(faults.MinBy(f => f.Count)!.Select(f => $"{name} {f}"));
        }
    }

    private static (string Path, JsonNode? Operation) Find(HttpRequestMessage request)
    {
        var method = request.Method == HttpMethod.Head ? "get" : request.Method.Method.ToLowerInvariant();
        return (
            from path in Paths
            where path.Item[method] is not null && path.Address.IsMatch(request.RequestUri!.AbsolutePath)
            select (path.Path, path.Item[method])).FirstOrDefault();
    }

    /// <summary>Stricter than JSON Schema: what an answer has must be described.</summary>
    private static JsonObject Strict(JsonNode schemas)
    {
        var strict = JsonNode.Parse(schemas.ToJsonString().Replace("#/components/schemas/", "#/$defs/", StringComparison.Ordinal))!;
        foreach (var schema in ObjectsIn(strict).Where(o => o["properties"] is JsonObject).ToList())
        {
            schema["additionalProperties"] ??= false;
        }

        return strict.AsObject();
    }

    private static IEnumerable<JsonObject> ObjectsIn(JsonNode? node) => node switch
    {
        JsonObject o => o.SelectMany(p => ObjectsIn(p.Value)).Prepend(o),
        JsonArray a => a.SelectMany(ObjectsIn),
        _ => [],
    };

    private static IEnumerable<string> Faults(JsonNode? value, string reference)
    {
        var schema = Schemas.GetOrAdd(reference, r => JsonSchema.FromText(new JsonObject
        {
            ["$ref"] = $"#/$defs/{r.Split('/')[^1]}",
            ["$defs"] = Definitions.DeepClone(),
        }.ToJsonString()));
        var result = schema.Evaluate(JsonSerializer.SerializeToElement(value), Whole);
        return result.IsValid ? [] :
            from detail in result.Details ?? []
            from error in detail.Errors ?? new Dictionary<string, string>()
            select $"{detail.InstanceLocation}: {error.Value}";
    }

    private static void AssertNone(IEnumerable<string> faults) => Assert.True(!faults.Any(), string.Join(Environment.NewLine, faults));

    private static Task<string> TextAsync(HttpResponseMessage response) => response.Content.ReadAsStringAsync();

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Parameter();
}
