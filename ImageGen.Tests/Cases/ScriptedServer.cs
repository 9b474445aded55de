namespace ImageGen.Tests.Cases;

/// <summary>A service in virtual time that answers each call as its script says, and keeps a list of the calls.</summary>
internal sealed class ScriptedServer(TimeProvider clock, Func<CaseCall, CaseAnswer> script) : HttpMessageHandler
{
    private readonly DateTimeOffset _start = clock.GetUtcNow();
    private readonly Dictionary<string, int> _ofPrompt = [];

    public List<CaseCall> Calls { get; } = [];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var model = request.RequestUri!.AbsolutePath.Split('/')[^1].Split(':')[0];
        if (request.Method == HttpMethod.Get) return Response(200, new JsonObject { ["name"] = $"models/{model}" }.ToJsonString());

        var call = CallOf(request, model, await request.Content!.ReadAsByteArrayAsync(cancellationToken));
        Calls.Add(call);
        var answer = script(call);
        call.Status = answer.Status;
        if (answer.After > TimeSpan.Zero) await Task.Delay(answer.After, clock, cancellationToken);
        return answer.IsCut
            ? throw new HttpRequestException(HttpRequestError.ResponseEnded, "The connection was cut.")
            : Response(answer.Status, answer.Body);
    }

    private static HttpResponseMessage Response(int status, string body) =>
        new((HttpStatusCode)status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };

    private CaseCall CallOf(HttpRequestMessage request, string model, byte[] body)
    {
        var parts = JsonNode.Parse(body)!["contents"]!.AsArray().SelectMany(c => c!["parts"]!.AsArray()).ToArray();
        var prompt = parts.Select(p => (string?)p!["text"]).Last(t => t is not null)!;
        var number = _ofPrompt[prompt] = _ofPrompt.GetValueOrDefault(prompt) + 1;
        return new CaseCall(
            request.Headers.GetValues("x-goog-api-key").Single(),
            model,
            prompt,
            number,
            Calls.Count + 1,
            parts.Count(p => p!["inlineData"] is not null),
            clock.GetUtcNow() - _start);
    }
}

/// <summary>One call that arrived.</summary>
/// <param name="Key">The key's value.</param>
/// <param name="Model">The model in the URL.</param>
/// <param name="Prompt">The last text part.</param>
/// <param name="Number">Which call of this prompt it is, from 1.</param>
/// <param name="Total">Which call it is, from 1.</param>
/// <param name="References">Reference images with it.</param>
/// <param name="At">When it came, from the start.</param>
internal sealed record CaseCall(string Key, string Model, string Prompt, int Number, int Total, int References, TimeSpan At)
{
    /// <summary>The status that it was answered with.</summary>
    public int Status { get; set; }

    /// <summary>Whether its key is the n-th of its style.</summary>
    public bool IsOfKey(int n) => Key.EndsWith($"-{n}", StringComparison.Ordinal);
}

/// <summary>What a call is answered.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">JSON.</param>
internal sealed record CaseAnswer(int Status, string Body)
{
    /// <summary>How long it takes. Default: no time.</summary>
    public TimeSpan After { get; init; }

    /// <summary>The connection breaks in place of the answer.</summary>
    public bool IsCut { get; init; }

    public CaseAnswer In(double seconds) => this with { After = TimeSpan.FromSeconds(seconds) };
}
