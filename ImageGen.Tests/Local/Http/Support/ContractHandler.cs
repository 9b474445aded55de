using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ImageGen.Core.Api;

namespace ImageGen.Tests.Local.Http.Support;

/// <summary>Stands between every test and the host, and fails when an answer is not as <c>/openapi.json</c> says.</summary>
internal sealed partial class ContractHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private static readonly JsonObject Document = JsonNode.Parse(OpenApi.Document.Span)!.AsObject();
    private static readonly JsonSchemaCheck Schemas = new(Document);

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
        AssertNone(Schemas.Faults(message, Document["components"]!["schemas"]!["EventMessage"]!));

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

        var described = Schemas.Resolve(operation["responses"]![status]!.AsObject());
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
            AssertNone(Schemas.Faults(JsonNode.Parse(await TextAsync(response)), content[mediaType]!["schema"]!).Select(f => $"{name} {f}"));
        }
    }

    private static (string Path, JsonNode? Operation) Find(HttpRequestMessage request)
    {
        var method = request.Method == HttpMethod.Head ? "get" : request.Method.Method.ToLowerInvariant();
        return (
            from path in Document["paths"]!.AsObject()
            where Regex.IsMatch(request.RequestUri!.AbsolutePath, $"^{Parameter().Replace(path.Key, "[^/]+")}$") && path.Value![method] is not null
            orderby path.Key.Count(c => c == '{')
            select (path.Key, path.Value![method])).FirstOrDefault();
    }

    private static void AssertNone(IEnumerable<string> faults) => Assert.True(!faults.Any(), string.Join(Environment.NewLine, faults));

    private static Task<string> TextAsync(HttpResponseMessage response) => response.Content.ReadAsStringAsync();

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Parameter();
}
