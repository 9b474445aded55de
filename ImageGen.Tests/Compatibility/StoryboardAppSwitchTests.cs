using ImageGen.Local.Configuration;
using ImageGen.Tests.Local;
using ImageGen.Tests.Local.Http.Support;

namespace ImageGen.Tests.Compatibility;

/// <summary>The switch of the storyboard app's calls: who is unaffected by it, and who is let in.</summary>
public sealed class StoryboardAppSwitchTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public static TheoryData<string, string> Calls => new()
    {
        { "POST", "/api/stop-generation" },
        { "POST", "/api/get-generation-progress" },
        { "GET", "/api/get-generation-progress?projectPath=tale" },
        { "GET", "/api/get-generated-images?projectPath=tale" },
        { "GET", "/api/get-image-selections?projectPath=tale" },
        { "POST", "/api/save-image-selection" },
        { "GET", "/api/test-api-keys" },
        { "GET", "/api/ping" },
        { "GET", "/api/serve-image?path=tale/generated_images/clear/Shot_1/Beat_1.png" },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Off_ItsAddresses_AreNotThere(string method, string address)
    {
        await using var server = await TestHost.StartAsync(_folder.Data());

        using var response = await SendAsync(server, method, address);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task Off_APageThatWaitsForAStream_IsStillAnswered202()
    {
        await using var server = await TestHost.StartAsync(_folder.Data());

        using var response = await server.Client.PostAsync("/api/generate-images", TestHost.Storyboard());

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
    }

    [Theory]
    [InlineData("/api/generate-images", "Accept", "application/json")]
    [InlineData("/api/generate-images", "Accept", "application/json, text/plain, */*")]
    [InlineData("/api/generate-images", "Prefer", "respond-async")]
    [InlineData("/api/generate-images", "Prefer", "wait=10, respond-async")]
    [InlineData("/api/runs", "Accept", "*/*")]
    [InlineData("/api/runs", "Accept", "text/event-stream")]
    public async Task On_AClientThatAsksForJson_Gets202AsBefore(string address, string header, string value)
    {
        await using var server = await TestHost.StartAsync(_folder.Data(), storyboardApp: true);
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = TestHost.Storyboard() };
        request.Headers.TryAddWithoutValidation(header, value);

        using var response = await server.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal("tale-1", (string?)(await TestHost.ReadAsync(response))["id"]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("*/*")]
    [InlineData("text/event-stream")]
    public async Task On_EveryOtherClient_GetsAStream(string? accept)
    {
        await using var server = await TestHost.StartAsync(_folder.Data(), storyboardApp: true);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/generate-images") { Content = TestHost.Storyboard() };
        if (accept is not null)
        {
            request.Headers.Accept.ParseAdd(accept);
        }

        using var response = await server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);

        Assert.Equal((HttpStatusCode.OK, "text/event-stream"), (response.StatusCode, response.Content.Headers.ContentType!.MediaType));
    }

    [Theory]
    [InlineData("POST", "/api/stop-generation")]
    [InlineData("POST", "/api/save-image-selection")]
    [InlineData("POST", "/api/get-generation-progress")]
    [InlineData("POST", "/api/generate-images")]
    public async Task Origin_AForeignPage_IsRefused(string method, string address)
    {
        await using var server = await TestHost.StartAsync(_folder.Data(), storyboardApp: true);
        using var request = new HttpRequestMessage(new HttpMethod(method), address) { Content = TestHost.Storyboard() };
        request.Headers.Add("Origin", "https://elsewhere.example");

        using var response = await server.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.DoesNotContain(_folder.Files(), f => f.EndsWith("image_selections.json", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Key_IsSet_ItsAddressesAskForItToo()
    {
        await using var server = await TestHost.StartAsync(
            _folder.Data(), new HttpOptions { ApiKey = "test-key-of-the-host" }, storyboardApp: true);

        using var response = await server.Client.GetAsync("/api/serve-image?path=x");

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    private static async Task<HttpResponseMessage> SendAsync(TestHost server, string method, string address)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), address);
        if (method == "POST")
        {
            request.Content = TestHost.Json("""{"projectPath": "tale"}""");
        }

        return await server.Client.SendAsync(request);
    }
}
