using ImageGen.Simulator.Faults;
using ImageGen.Tests.Local;
using ImageGen.Tests.Local.Http.Support;

namespace ImageGen.Tests.Serving;

/// <summary>
/// The API as the embedded host serves it. The client holds every answer, and every message of a stream, to the contract.
/// </summary>
public sealed class ServedApiTests : IDisposable
{
    private const string Instance = "/runtime/webhooks/durabletask/instances";
    private readonly TempFolder _folder = new();

    [Fact]
    public async Task PredecessorsClient_PostAndReadDataLines_GetsThroughARun()
    {
        var storyboard = StoryboardText.Of(shots: 4, beatsPerShot: 2);
        await using var drawing = await Drawing.StartAsync(storyboard);
        await using var host = await ServingHost.StartAsync(_folder, drawing);
        drawing.Tap.Open();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/generate-images") { Content = TestHost.Json(storyboard) };
        request.Headers.Accept.ParseAdd("text/event-stream");
        using var response = await host.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);

        // As its page did: bytes decoded, cut at line feeds, and what begins with "data: " parsed.
        var messages = new List<JsonNode>();
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(), Encoding.UTF8);
        while (await reader.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                messages.Add(JsonNode.Parse(line[6..])!);
            }
        }

        Assert.Equal("start", (string?)messages[0]["type"]);
        Assert.Equal("complete", (string?)messages[^1]["type"]);
        Assert.Equal(24, (int)messages[^1]["result"]!["completed"]!);
        var progress = messages.Where(m => (string?)m["type"] == "progress").ToList();
        Assert.Equal(24, progress.Count(m => (string?)m["status"] == "generating"));
        foreach (var style in progress.Where(m => (string?)m["status"] == "complete").GroupBy(m => (string)m["style"]!))
        {
            Assert.Equal(Enumerable.Range(1, 8), style.Select(m => (int)m["completed"]!));
            Assert.All(style, m => Assert.True(File.Exists(_folder[$"output/tale/{m["imagePath"]}"])));
        }
    }

    [Fact]
    public async Task Events_TwoHundredClientsOnARunAtWork_AllSeeTheSame()
    {
        var storyboard = StoryboardText.Of(shots: 20, styles: ["clear", "consistent"]);
        await using var drawing = await Drawing.StartAsync(storyboard);
        await using var host = await ServingHost.StartAsync(_folder, drawing);
        var id = await host.StartRunAsync(storyboard);
        var opened = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => EventClient.OpenAsync(host.Client, id)));
        drawing.Tap.Open();

        var seen = await Task.WhenAll(opened.Select(async response =>
        {
            using (response)
            {
                var ids = new List<long?>();
                await foreach (var message in EventClient.ReadAsync(await response.Content.ReadAsStreamAsync()))
                {
                    ids.Add(message.Id);
                }

                return ids;
            }
        }));

        // Whoever comes late is told all the same: what came before in one reading, the rest as it happened.
        var whole = (await EventClient.ReadToEndAsync(host.Client, id)).Select(m => m.Id).ToList();
        Assert.True(whole.Count > 80, $"Only {whole.Count} messages.");
        Assert.All(seen, ids => Assert.Equal(whole, ids));
    }

    [Fact]
    public async Task Status_FromStartToEnd_IsInDurablesShapeAndTrue()
    {
        var storyboard = StoryboardText.Of(shots: 4, styles: ["clear"]);
        await using var drawing = await Drawing.StartAsync(storyboard);
        await using var host = await ServingHost.StartAsync(_folder, drawing);
        drawing.Gemini.AddFault(ScriptedFault.ForBeat("clear/2.1", SimulatedFault.FinishedWith("IMAGE_SAFETY")));
        var id = await host.StartRunAsync(storyboard);
        var events = await EventClient.OpenAsync(host.Client, id);

        drawing.Tap.Let(1);
        await FollowAsync(events, m => m.Type == "progress" && (string?)m.Data["status"] is "complete" or "error", 1);
        using (var running = await host.Client.GetAsync($"{Instance}/{id}"))
        {
            Assert.Equal(HttpStatusCode.Accepted, running.StatusCode);
            Assert.Equal("Running", (string?)(await TestHost.ReadAsync(running))["runtimeStatus"]);
        }

        drawing.Tap.Open();
        await EventClient.ReadToEndAsync(host.Client, id);
        using var ended = await host.Client.GetAsync($"{Instance}/{id}");
        var status = await TestHost.ReadAsync(ended);
        Assert.Equal(HttpStatusCode.OK, ended.StatusCode);
        Assert.Equal("Completed", (string?)status["runtimeStatus"]);
        Assert.Equal("completedWithErrors", (string?)status["customStatus"]!["status"]);
        Assert.Equal(
            (3, 1, 4),
            ((int)status["customStatus"]!["completed"]!, (int)status["customStatus"]!["failed"]!, (int)status["customStatus"]!["total"]!));
        Assert.Equal("2.1", (string?)status["customStatus"]!["styles"]![0]!["failures"]![0]!["beat_number"]);
        events.Dispose();
    }

    [Fact]
    public async Task Controls_OnARunAtWork_DoWhatTheySay()
    {
        var storyboard = StoryboardText.Of(shots: 2, beatsPerShot: 3, styles: ["clear"]);
        await using var drawing = await Drawing.StartAsync(storyboard);
        await using var host = await ServingHost.StartAsync(_folder, drawing);
        var id = await host.StartRunAsync(storyboard);

        Assert.Equal("paused", await AskAsync("pause", "{\"reason\": \"lunch\"}"));
        Assert.Equal("lunch", (string?)(await host.ReadAsync($"/api/runs/{id}?beats=false"))["reason"]);
        Assert.Equal("running", await AskAsync("resume"));
        Assert.Equal("running", await AskAsync("skip", Beat("1.3")));
        drawing.Tap.Open();
        Assert.Equal("completed", (string?)(await EndAsync())["status"]);

        await AskAsync("regenerate", Beat("2.1"));
        Assert.Equal(5, (int)(await EndAsync())["completed"]!);
        Assert.Single((await host.ReadAsync($"/api/runs/{id}/beats/clear/2.1"))["versions"]!.AsArray());
        Assert.Equal(5, (await host.ReadAsync($"/api/runs/{id}/images"))["images"]!.AsArray().Count);
        using var zip = await host.Client.GetAsync($"/api/runs/{id}/images.zip");
        using var archive = new System.IO.Compression.ZipArchive(await zip.Content.ReadAsStreamAsync());
        Assert.Equal(5, archive.Entries.Count);

        async Task<string?> AskAsync(string what, string? body = null)
        {
            using var response = await host.Client.PostAsync($"/api/runs/{id}/{what}", body is null ? null : TestHost.Json(body));
            var answer = await TestHost.ReadAsync(response);
            Assert.True(response.StatusCode == HttpStatusCode.Accepted, answer.ToJsonString());
            return (string?)answer["status"];
        }

        async Task<JsonNode> EndAsync() => (await EventClient.ReadToEndAsync(host.Client, id))[^1].Data["result"]!;

        static string Beat(string number) => $"{{\"beats\": [{{\"style\": \"clear\", \"beat_number\": \"{number}\"}}]}}";
    }

    [Fact]
    public async Task Generate_ManyAtOnce_NeverMoreRunsThanAllowed()
    {
        var storyboard = StoryboardText.Of(shots: 1, styles: ["clear"]);
        await using var drawing = await Drawing.StartAsync(storyboard);
        await using var host = await ServingHost.StartAsync(_folder, drawing, new JsonObject { ["MaxActiveRuns"] = 3 });

        var answers = await Task.WhenAll(Enumerable.Range(1, 16).Select(async i =>
        {
            using var response = await host.Client.PostAsync(
                "/api/generate-images", TestHost.Json(StoryboardText.Of(shots: 1, project: $"projects/tale-{i}", styles: ["clear"])));
            return response.StatusCode;
        }));

        Assert.Equal(3, answers.Count(a => a == HttpStatusCode.Accepted));
        Assert.Equal(13, answers.Count(a => a == HttpStatusCode.TooManyRequests));
    }

    public void Dispose() => _folder.Dispose();

    private static async Task FollowAsync(HttpResponseMessage response, Func<SeenMessage, bool> isMeant, int times)
    {
        await foreach (var message in EventClient.ReadAsync(await response.Content.ReadAsStreamAsync()))
        {
            if (isMeant(message) && --times == 0)
            {
                return;
            }
        }

        Assert.Fail("The stream ended before that.");
    }
}
