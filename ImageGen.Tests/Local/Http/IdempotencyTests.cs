using System.Net.Sockets;
using ImageGen.Local.Configuration;
using ImageGen.Tests.Local.Http.Support;

namespace ImageGen.Tests.Local.Http;

public sealed class IdempotencyTests
{
    private const string Generate = "/api/generate-images";

    [Theory]
    [InlineData("8e03978e-40d5-43dd-bc93-6894a57f9324", "\"8e03978e-40d5-43dd-bc93-6894a57f9324\"")]
    [InlineData("a", "a")]
    public async Task Generate_SameKeyAndBody_IsAnsweredTheSame(string first, string second)
    {
        await using var server = await TestHost.StartAsync();

        using var started = await PostAsync(server, first);
        using var again = await PostAsync(server, second);

        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.Accepted), (started.StatusCode, again.StatusCode));
        Assert.Equal(await started.Content.ReadAsStringAsync(), await again.Content.ReadAsStringAsync());
        Assert.Equal(started.Headers.Location, again.Headers.Location);
        Assert.Single(await server.Runs.ListAsync(null, default));
    }

    [Fact]
    public async Task Generate_SameKeyAnotherBody_Is422WithWhatToDo()
    {
        await using var server = await TestHost.StartAsync();
        using var started = await PostAsync(server, "one");

        using var other = await PostAsync(server, "one", TestHost.Storyboard(shots: 3));
        using var faulty = await PostAsync(server, "one", TestHost.Json("{}"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, other.StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, faulty.StatusCode);
        Assert.Contains("24 hours", (string)(await TestHost.ReadAsync(other))["detail"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Generate_AnotherKey_IsAnotherStart()
    {
        await using var server = await TestHost.StartAsync();
        using var started = await PostAsync(server, "one");

        using var second = await PostAsync(server, "two");

        Assert.Equal(HttpStatusCode.Conflict, second.StatusCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\"\"")]
    [InlineData("two words")]
    [InlineData("a,b")]
    [InlineData("a\\b")]
    [InlineData("long")]
    public async Task Generate_NoKeyForAStart_Is400AndStartsNothing(string key)
    {
        await using var server = await TestHost.StartAsync();

        using var response = await PostAsync(server, key is "long" ? new string('k', 256) : key);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("Idempotency-Key", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Empty(await server.Runs.ListAsync(null, default));
    }

    [Fact]
    public async Task Generate_RepeatedAtTheLimitOfRuns_IsAnsweredAsBefore()
    {
        await using var server = await TestHost.StartAsync(new HttpOptions { MaxActiveRuns = 1 });
        using var started = await PostAsync(server, "one");

        using var again = await PostAsync(server, "one");

        Assert.Equal(HttpStatusCode.Accepted, again.StatusCode);
    }

    [Fact]
    public async Task Generate_RepeatedForEvents_GetsTheRunsStream()
    {
        await using var server = await TestHost.StartAsync();
        using var started = await PostAsync(server, "one");
        using var request = new HttpRequestMessage(HttpMethod.Post, Generate) { Content = TestHost.Storyboard() };
        request.Headers.Add("Idempotency-Key", "one");
        request.Headers.Accept.ParseAdd("text/event-stream");

        using var stream = await server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);

        Assert.Equal("text/event-stream", stream.Content.Headers.ContentType!.MediaType);
    }

    /// <summary>The wire is cut after any byte of the request, or of the answer; the client then sends the start again.</summary>
    [Fact]
    public async Task Generate_ConnectionCutAtAnyByteOf1000SeededStarts_LeavesExactlyOneRunEach()
    {
        await using var server = await TestHost.StartAsync(new HttpOptions { MaxActiveRuns = 10_000 });
        const int Starts = 1000;
        for (var seed = 0; seed < Starts; seed++)
        {
            var chance = new Random(seed);
            var body = await TestHost.Storyboard($"projects/tale{seed}").ReadAsByteArrayAsync();
            byte[] request =
            [
                .. Encoding.ASCII.GetBytes(
                    $"POST {Generate} HTTP/1.1\r\nHost: {server.Address.Authority}\r\nIdempotency-Key: key-{seed}\r\nContent-Type: "
                        + "application/json\r\n"
                    + $"Content-Length: {body.Length}\r\n\r\n"),
                .. body,
            ];
            for (var cut = chance.Next(3); cut > 0; cut--)
            {
                // Half of the cuts come behind the request, when the run is being started, or the answer is on its way.
                var isWhole = chance.Next(2) == 0;
                await SendAndCutAsync(
                    server.Address,
                    request.AsMemory(0, isWhole ? request.Length : chance.Next(request.Length)),
                    isWhole && chance.Next(2) == 0);
            }

            using var content = new ByteArrayContent(body);
            content.Headers.ContentType = new("application/json");
            using var answer = await PostAsync(server, $"key-{seed}", content);
            Assert.True(answer.StatusCode is HttpStatusCode.Accepted, $"seed {seed}: {await answer.Content.ReadAsStringAsync()}");
        }

        var runs = await server.Runs.ListAsync(null, default);
        Assert.Equal(Starts, runs.Length);
        Assert.Equal(Starts, runs.Select(r => r.Project).Distinct().Count());
    }

    private static async Task SendAndCutAsync(Uri address, ReadOnlyMemory<byte> bytes, bool readsSomething)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { LingerState = new LingerOption(true, 0) };
        await socket.ConnectAsync(address.Host, address.Port);
        await socket.SendAsync(bytes);
        if (readsSomething)
        {
            await socket.ReceiveAsync(new byte[10]);
        }
    }

    private static Task<HttpResponseMessage> PostAsync(TestHost server, string key, HttpContent? content = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, Generate) { Content = content ?? TestHost.Storyboard() };
        Assert.True(request.Headers.TryAddWithoutValidation("Idempotency-Key", key));
        return server.Client.SendAsync(request);
    }
}
