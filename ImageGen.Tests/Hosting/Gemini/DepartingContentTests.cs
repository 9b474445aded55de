using System.Net.Sockets;
using ImageGen.Hosting.Gemini;
using ImageGen.Tests.Contracts;

namespace ImageGen.Tests.Hosting.Gemini;

public sealed class DepartingContentTests
{
    [Fact]
    public async Task Send_OverANewConnection_TellsOnceItStandsAndSendsBodyAndHeadersWhole()
    {
        var story = new List<string>();
        await using var server = await CannedServer.StartAsync(200, "{}"u8.ToArray());
        using var http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            ConnectCallback = async (context, cancellationToken) =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
                story.Add("connected");
                return new NetworkStream(socket, ownsSocket: true);
            },
        });
        using var request = new HttpRequestMessage(HttpMethod.Post, server.BaseUrl);
        request.Content = new DepartingContent(new StringContent("{}", Encoding.UTF8, "text/json"), () => story.Add("departed"));

        using var response = await http.SendAsync(request, default);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(["connected", "departed"], story);
        var came = Assert.Single(server.Requests);
        Assert.Equal(("text/json; charset=utf-8", "2", "{}"), (came.Headers["Content-Type"], came.Headers["Content-Length"], came.Body));
    }

    [Fact]
    public async Task Send_ConnectionRefused_ReportsNoDeparture()
    {
        var hasDeparted = false;
        using var http = new HttpMessageInvoker(new SocketsHttpHandler());
        using var request = new HttpRequestMessage(HttpMethod.Post, "http://127.0.0.1:1");
        request.Content = new DepartingContent(new StringContent("{}"), () => hasDeparted = true);

        await Assert.ThrowsAsync<HttpRequestException>(() => http.SendAsync(request, default));

        Assert.False(hasDeparted);
    }
}
