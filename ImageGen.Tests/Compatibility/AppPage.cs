using System.Net.Http.Headers;

namespace ImageGen.Tests.Compatibility;

/// <summary>
/// What the storyboard app's page does, call by call: no Accept header, the stream decoded and cut at line feeds in the pieces in which it
/// arrives, rows keyed by the beats as its storyboard spells them, and a message that does not parse is lost.
/// </summary>
internal sealed class AppPage : IDisposable
{
    private readonly Uri _host;
    private readonly HttpClient _client;
    private readonly string[] _beats;

    public AppPage(Uri host, string projectPath, IEnumerable<string> beats)
    {
        _host = host;
        _client = new HttpClient(new SocketsHttpHandler { UseProxy = false, UseCookies = false }) { BaseAddress = host };
        ProjectPath = projectPath;
        _beats = [.. beats];
        Rows = ImageStyles.All.ToDictionary(s => s.Name(), _ => _beats.ToDictionary(b => b, _ => "pending"));
    }

    public string ProjectPath { get; }

    /// <summary>The status of each row, by style and beat.</summary>
    public Dictionary<string, Dictionary<string, string>> Rows { get; }

    public Dictionary<string, (int Completed, int Total)> Bars { get; } = [];

    public string Message { get; private set; } = "";

    public bool IsGenerating { get; private set; }

    /// <summary>Pieces of messages that did not parse.</summary>
    public List<string> Lost { get; } = [];

    public List<JsonNode> Messages { get; } = [];

    public JsonNode? Result => Messages.LastOrDefault(m => (string?)m["type"] == "complete")?["result"];

    public int Count(string status) => Rows.Values.Sum(rows => rows.Values.Count(s => s == status));

    /// <summary>The start button: posts and reads to the end of the answer, or until <paramref name="until"/>.</summary>
    public async Task StartAsync(JsonObject? promptsByStyle = null, Func<AppPage, bool>? until = null)
    {
        var body = new JsonObject { ["projectPath"] = ProjectPath };
        if (promptsByStyle is not null)
        {
            body["promptsByStyle"] = promptsByStyle.DeepClone();
        }

        IsGenerating = true;
        await using var answer = await StreamedAnswer.PostAsync(_host, "/api/generate-images", body.ToJsonString());
        if (answer.Status is not 200)
        {
            Message = $"Error: {(string?)JsonNode.Parse(await answer.ReadToEndAsync())!["error"]}";
            IsGenerating = false;
            return;
        }

        Message = "Connected! Starting generation...";
        while (await answer.ReadAsync() is { Length: > 0 } piece)
        {
            foreach (var line in piece.Split('\n').Where(l => l.StartsWith("data: ", StringComparison.Ordinal)))
            {
                Take(line[6..]);
            }

            if (until?.Invoke(this) is true)
            {
                return;
            }
        }
    }

    /// <summary>The stop button.</summary>
    public async Task<JsonNode> StopAsync()
    {
        var answer = await PostAsync("/api/stop-generation");
        IsGenerating = false;
        return answer;
    }

    /// <summary>What the page asks for when it is opened.</summary>
    public async Task LoadAsync()
    {
        var progress = await PostAsync("/api/get-generation-progress");
        foreach (var style in Rows.Keys)
        {
            var done = progress["progress"]![style]!["completedBeats"]!.AsArray().Select(b => (string)b!).ToHashSet();
            foreach (var beat in _beats)
            {
                Rows[style][beat] = done.Contains(beat) ? "complete" : "pending";
            }

            Bars[style] = (done.Count, _beats.Length);
        }

        IsGenerating = await IsRunningAsync();
    }

    public async Task<bool> IsRunningAsync() =>
        (bool)JsonNode.Parse(await _client.GetStringAsync($"/api/generation-status/{Uri.EscapeDataString(ProjectPath)}"))!["isGenerating"]!;

    /// <summary>Posts the project and whatever more, and reads the answer's JSON.</summary>
    public async Task<JsonNode> PostAsync(string path, JsonObject? more = null)
    {
        var body = more?.DeepClone().AsObject() ?? [];
        body["projectPath"] = ProjectPath;
        using var response = await _client.PostAsync(path, Json(body));
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }

    public Task<HttpResponseMessage> GetAsync(string path) => _client.GetAsync(path);

    /// <summary>The address of an image as the page makes it of the list of images.</summary>
    public string ImageAddress(string relative) =>
        $"/api/serve-image?path={Uri.EscapeDataString($"{ProjectPath}/{relative.Replace('\\', '/')}")}";

    public void Dispose() => _client.Dispose();

    private void Take(string json)
    {
        JsonNode message;
        try
        {
            message = JsonNode.Parse(json)!;
        }
        catch (JsonException)
        {
            Lost.Add(json);
            return;
        }

        Messages.Add(message);
        switch ((string?)message["type"])
        {
            case "start":
                Message = (string)message["message"]!;
                break;
            case "progress":
                Rows[(string)message["style"]!][(string)message["beat_number"]!] = (string)message["status"]!;
                Bars[(string)message["style"]!] = ((int)message["completed"]!, (int)message["total"]!);
                break;
            case "complete":
                (Message, IsGenerating) = ("All images generated successfully!", false);
                break;
            case "error":
                (Message, IsGenerating) = ($"Error: {(string?)message["error"]}", false);
                break;
        }
    }

    private static ByteArrayContent Json(JsonObject body)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body.ToJsonString()));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return content;
    }
}
