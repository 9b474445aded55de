using ImageGen.Core.Models.Images;
using ImageGen.Tests.Local.Http.Support;
using static ImageGen.Tests.Builders.StoryboardBuilder;

namespace ImageGen.Tests.Local.Http;

public sealed class EventsOverHttpTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public async Task Events_ConnectionsCutAtAnyByte_NoGapAndNoRepeat()
    {
        await using var server = await TestHost.StartAsync(_folder);
        var run = await server.PutRunAsync(new StoryboardBuilder().Styles(ImageStyle.Clear, ImageStyle.Consistent).Shots(60, 1));
        var writing = WriteSlowlyAsync(server, run);
        var random = new Random(20261121);
        var seen = new List<SeenMessage>();
        var connections = 0;
        while (seen.Count == 0 || seen[^1].Type is not "complete")
        {
            connections++;

            // A client that reads some bytes, loses the connection, and comes back with the last id of a whole message.
            using var response = await EventClient.OpenAsync(server.Client, run.Id, seen.LastOrDefault()?.Id);
            await using var cut = new CutStream(await response.Content.ReadAsStreamAsync(), random.Next(50, 3000));
            await foreach (var message in EventClient.ReadAsync(cut))
            {
                seen.Add(message);
            }
        }

        await writing;
        Assert.True(connections > 10, $"Only {connections} connections were cut.");
        var expected = (await server.LogAsync(run.Id)).Where(e => e.Event is not StyleEnded).Select(e => (long?)e.Position.Value);
        Assert.Equal([0, .. expected], seen.Select(m => m.Id));
    }

    [Fact]
    public async Task Events_SixtyClientsOnOneRun_AllSeeEverything()
    {
        await using var server = await TestHost.StartAsync(_folder);
        var run = await server.PutRunAsync(new StoryboardBuilder().Styles(ImageStyle.Clear).Shots(50, 1), new RunStarted(At(0), 1));
        var clients = Enumerable.Range(0, 60).Select(_ => EventClient.ReadToEndAsync(server.Client, run.Id)).ToArray();

        foreach (var e in SampleRunLogs.Whole(run).Skip(1))
        {
            await server.AppendAsync(run.Id, e);
        }

        var seen = await Task.WhenAll(clients);
        var expected = (await server.LogAsync(run.Id)).Where(e => e.Event is not StyleEnded).Select(e => (long?)e.Position.Value).ToList();
        Assert.All(seen, messages => Assert.Equal([0, .. expected], messages.Select(m => m.Id)));
    }

    [Fact]
    public async Task Events_ClientThatReadsNothing_DoesNotHoldUpAppendsOrOthers()
    {
        await using var server = await TestHost.StartAsync(_folder);
        var run = await server.PutRunAsync(new StoryboardBuilder().Styles(ImageStyle.Clear).Shots(3000, 1));
        using var deaf = await EventClient.OpenAsync(server.Client, run.Id);

        await server.AppendAsync(run.Id, [.. SampleRunLogs.Whole(run)]);

        var seen = await EventClient.ReadToEndAsync(server.Client, run.Id);
        Assert.Equal("complete", seen[^1].Type);
        Assert.Equal(6003, seen.Count);
    }

    [Fact]
    public async Task Events_LastEventIdAndAfter_TheHeaderWins()
    {
        await using var server = await TestHost.StartAsync(_folder);
        var run = await server.PutRunAsync(new StoryboardBuilder().Styles(ImageStyle.Clear));
        await server.AppendAsync(run.Id, [.. SampleRunLogs.Whole(run)]);
        var log = (await server.LogAsync(run.Id));

        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/runs/{run.Id}/events?after={log[0].Position.Value}");
        request.Headers.TryAddWithoutValidation(
            "Last-Event-ID", log[2].Position.Value.ToString(System.Globalization.CultureInfo.InvariantCulture));
        using var response = await server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var seen = new List<SeenMessage>();
        await foreach (var message in EventClient.ReadAsync(await response.Content.ReadAsStreamAsync()))
        {
            seen.Add(message);
        }

        Assert.Equal(log[3].Position.Value, seen[0].Id);
        Assert.Equal(["no"], response.Headers.GetValues("X-Accel-Buffering"));
        Assert.Equal(
            "no-store, no-transform",
            response.Headers.CacheControl!.ToString().Replace("no-transform, no-store", "no-store, no-transform"));
        Assert.Null(response.Content.Headers.ContentEncoding.FirstOrDefault());
    }

    [Fact]
    public async Task Events_HostGoesDown_EndsTheAnswerSoThatClientsComeBack()
    {
        var server = await TestHost.StartAsync(_folder);
        var id = await server.StartRunAsync();
        using var response = await EventClient.OpenAsync(server.Client, id);
        var reading = Task.Run(async () =>
        {
            var messages = new List<SeenMessage>();
            await foreach (var message in EventClient.ReadAsync(await response.Content.ReadAsStreamAsync()))
            {
                messages.Add(message);
            }

            return messages;
        });

        await server.StopAsync();

        Assert.Equal("start", Assert.Single(await reading).Type);
        await server.DisposeAsync();
    }

    [Fact]
    public async Task Generate_ThePredecessorsClient_GetsThroughARun()
    {
        await using var server = await TestHost.StartAsync(_folder);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/generate-images") { Content = TestHost.Storyboard(shots: 2) };
        request.Headers.Accept.ParseAdd("text/event-stream");
        using var response = await server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var run = (await server.RunLogs.OpenAsync("tale-1", CancellationToken.None)).Document;
        await server.AppendAsync(run.Id, [.. SampleRunLogs.Whole(run)]);

        // As its page did: bytes decoded, cut at line feeds, and what begins with "data: " parsed.
        var types = new List<string>();
        JsonNode? result = null;
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(), Encoding.UTF8);
        while (await reader.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                var data = JsonNode.Parse(line[6..])!;
                types.Add((string)data["type"]! == "progress" ? $"{data["style"]} {data["beat_number"]} {data["status"]} "
                    + $"{data["completed"]}/{data["total"]}" : (string)data["type"]!);
                result = data["result"] ?? result;
            }
        }

        Assert.Equal(
            ["start", "status", "clear 1.1 generating 0/2", "clear 1.1 complete 1/2", "clear 2.1 generating 1/2", "clear 2.1 complete 2/2",
                "complete"], types);
        Assert.Equal("completed", (string?)result!["status"]);
    }

    [Fact]
    public async Task Generate_EventStreamClientLeaves_TheRunContinues()
    {
        await using var server = await TestHost.StartAsync(_folder);
        using (var request = new HttpRequestMessage(HttpMethod.Post, "/api/generate-images") { Content = TestHost.Storyboard() })
        {
            request.Headers.Accept.ParseAdd("text/event-stream");
            using var response = await server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        await server.AppendAsync("tale-1", new RunStarted(At(0), 1));

        using var view = await server.Client.GetAsync("/api/runs/tale-1");
        Assert.Equal("running", (string?)(await TestHost.ReadAsync(view))["status"]);
        Assert.Equal(["tale-1"], server.Workflows.Woken);
    }

    public void Dispose() => _folder.Dispose();

    private static async Task WriteSlowlyAsync(TestHost server, RunDocument run)
    {
        foreach (var chunk in SampleRunLogs.Whole(run).Chunk(7))
        {
            await server.AppendAsync(run.Id, chunk);
            await Task.Yield();
        }
    }

    /// <summary>A connection that breaks after so many bytes.</summary>
    private sealed class CutStream(Stream inner, int bytes) : ForwardStream
    {
        private int _left = bytes;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await inner.ReadAsync(buffer[..Math.Min(buffer.Length, _left)], cancellationToken);
            _left -= read;
            return read;
        }

        public override int Read(Span<byte> buffer) => throw new NotSupportedException();
    }
}
