using ImageGen.Local.Storage.Runs;
using ImageGen.Tests.Local.Http.Support;

namespace ImageGen.Tests.Local.Http;

/// <summary>
/// Runs that a newer program has written: they are listed with the reason, and their projects continue in a new run on request.
/// </summary>
public sealed class NewerDataTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, int?> Newer => new()
    {
        { "document", 2 },
        { "event of a newer version", 7 },
        { "known event in a newer version", 3 },
        { "event that is not known", 1 },
        { "event without a version", null },
    };

    [Theory]
    [MemberData(nameof(Newer))]
    public async Task Run_WrittenByANewerProgram_IsListedAsUnreadableAndItsProjectCanGoOn(string what, int? version)
    {
        await using (var before = await TestHost.StartAsync(_folder))
        {
            Assert.Equal("tale-1", await before.StartRunAsync());
            await before.AppendAsync("tale-1", new RunStarted(DateTimeOffset.UnixEpoch, 1));
        }

        Change(what);
        await using var server = await TestHost.StartAsync(_folder);

        var list = await TestHost.ReadAsync(await server.Client.GetAsync("/api/runs"));
        Assert.Empty(list["runs"]!.AsArray());
        var unreadable = Assert.Single(list["unreadable"]!.AsArray())!;
        Assert.Equal(("tale-1", "tale", version), ((string?)unreadable["id"], (string?)unreadable["project"], (int?)unreadable["version"]));
        Assert.Contains("ontinue the project in a new run", (string)unreadable["reason"]!, StringComparison.Ordinal);

        using var view = await server.Client.GetAsync("/api/runs/tale-1");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, view.StatusCode);
        using var refused = await server.Client.PostAsync("/api/generate-images", TestHost.Storyboard());
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Contains("?newRun=true", (string)(await TestHost.ReadAsync(refused))["detail"]!, StringComparison.Ordinal);

        using var started = await server.Client.PostAsync("/api/generate-images?newRun=true", TestHost.Storyboard());
        Assert.Equal(HttpStatusCode.Accepted, started.StatusCode);
        Assert.Equal("tale-2", (string?)(await TestHost.ReadAsync(started))["id"]);
        using var next = await server.Client.PostAsync("/api/generate-images?newRun=true", TestHost.Storyboard());
        Assert.Equal("tale-2", (string?)(await TestHost.ReadAsync(next))["id"]);
        Assert.True(Directory.Exists(_folder[".imagegen/runs/tale-1"]));
    }

    [Fact]
    public async Task Generate_NewRunIsNoTruthValue_SaysSo()
    {
        await using var server = await TestHost.StartAsync(_folder);

        using var answer = await server.Client.PostAsync("/api/generate-images?newRun=maybe", TestHost.Storyboard());

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Log_EveryLine_CarriesAVersion()
    {
        await using var server = await TestHost.StartAsync(_folder);
        await server.StartRunAsync();
        await server.AppendAsync(
            "tale-1", new RunStarted(DateTimeOffset.UnixEpoch, 1), new RunEnded(DateTimeOffset.UnixEpoch, RunStatus.Cancelled));

        Assert.All(
            await File.ReadAllLinesAsync(_folder[".imagegen/runs/tale-1/log.jsonl"]),
            line => Assert.Contains("\"version\":1", line, StringComparison.Ordinal));
    }

    private void Change(string what)
    {
        if (what == "document")
        {
            var path = _folder[".imagegen/runs/tale-1/run.json"];
            File.WriteAllText(
                path,
                File.ReadAllText(path).Replace(
                    "{\"version\":1,\"id\":\"tale-1\"", "{\"version\":2,\"id\":\"tale-1\",\"novel\":true", StringComparison.Ordinal));
            return;
        }

        AppendLine(what switch
        {
            "event of a newer version" => """{"type":"beatDreamed","at":"2027-01-01T00:00:00+00:00","version":7}""",
            "known event in a newer version" => """{"type":"runStarted","at":"2027-01-01T00:00:00+00:00","start":2,"version":3}""",
            "event that is not known" => """{"type":"beatDreamed","version":1}""",
            _ => """{"type":"beatDreamed"}""",
        });
    }

    private void AppendLine(string json)
    {
        var body = $"\"event\":{json}}}";
        var sum = LogFrame.Sum(System.Text.Encoding.UTF8.GetBytes(body));
        File.AppendAllText(_folder[".imagegen/runs/tale-1/log.jsonl"], $"{{\"sum\":\"{sum:x8}\",{body}\n");
    }
}
