using System.Net.Http.Headers;
using ImageGen.Local.Configuration;
using ImageGen.Tests.Local.Http.Support;
using Microsoft.Extensions.Configuration;

namespace ImageGen.Tests.Local.Http;

public sealed class SecurityTests
{
    private const string Key = "test-key-of-the-host";

    [Theory]
    [InlineData("/")]
    [InlineData("/js/main.js")]
    [InlineData("/sample.json")]
    [InlineData("/openapi.json")]
    public async Task Key_IsSet_PageAndContractNeedNone(string address)
    {
        await using var server = await TestHost.StartAsync(new HttpOptions { ApiKey = Key });

        using var response = await server.Client.GetAsync(address);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("x-functions-key", Key, HttpStatusCode.OK)]
    [InlineData("Authorization", "Bearer " + Key, HttpStatusCode.OK)]
    [InlineData("Authorization", "bearer " + Key, HttpStatusCode.OK)]
    [InlineData("x-functions-key", "test-key-of-the-hos", HttpStatusCode.Unauthorized)]
    [InlineData("x-functions-key", "TEST-KEY-OF-THE-HOST", HttpStatusCode.Unauthorized)]
    [InlineData("Authorization", "Basic " + Key, HttpStatusCode.Unauthorized)]
    [InlineData("X-Other", Key, HttpStatusCode.Unauthorized)]
    public async Task Key_IsSet_EveryRequestHasToBringIt(string header, string value, HttpStatusCode expected)
    {
        await using var server = await TestHost.StartAsync(new HttpOptions { ApiKey = Key });
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/runs");
        request.Headers.TryAddWithoutValidation(header, value);

        using var response = await server.Client.SendAsync(request);

        Assert.Equal(expected, response.StatusCode);
        Assert.DoesNotContain(Key, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Key_InTheAddress_IsNotTaken()
    {
        await using var server = await TestHost.StartAsync(new HttpOptions { ApiKey = Key });

        using var response = await server.Client.GetAsync($"/api/runs?code={Key}");

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Theory]
    [InlineData("GET", "/api/nothing", HttpStatusCode.NotFound)]
    [InlineData("POST", "/nothing", HttpStatusCode.NotFound)]
    [InlineData("PUT", "/api/runs", HttpStatusCode.MethodNotAllowed)]
    [InlineData("DELETE", "/api/generate-images", HttpStatusCode.MethodNotAllowed)]
    [InlineData("POST", "/", HttpStatusCode.MethodNotAllowed)]
    [InlineData("POST", "/openapi.json", HttpStatusCode.MethodNotAllowed)]
    [InlineData("POST", "/a%2500b", HttpStatusCode.NotFound)]
    [InlineData("PATCH", "/%25%30%30", HttpStatusCode.NotFound)]
    [InlineData("POST", "/%252e%252e%252findex.html", HttpStatusCode.NotFound)]
    public async Task Address_UnknownOrForOtherMethods_IsAProblem(string method, string address, HttpStatusCode expected)
    {
        await using var server = await TestHost.StartAsync();

        using var response = await server.Client.SendAsync(new HttpRequestMessage(new HttpMethod(method), address));

        Assert.Equal(expected, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal((int)expected, (int?)(await TestHost.ReadAsync(response))["status"]);
        Assert.Equal(expected is HttpStatusCode.MethodNotAllowed, response.Content.Headers.Allow.Count > 0);
    }

    [Fact]
    public async Task Bug_IsANumberToTheClientAndNothingMore()
    {
        await using var server = await TestHost.StartAsync(images: new BrokenImageStore());
        var id = await server.StartRunAsync();

        using var response = await new HttpClient { BaseAddress = server.Address }.GetAsync($"/api/runs/{id}/images");

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        var text = await response.Content.ReadAsStringAsync();
        Assert.DoesNotContain("secret detail", text, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
        Assert.Matches("Its log has the details under [0-9a-fA-F:A-Z]+", (string?)JsonNode.Parse(text)!["detail"]);
    }

    [Fact]
    public async Task Origin_AnotherSitesPage_MayLookAtNothingAndChangeNothing()
    {
        await using var server = await TestHost.StartAsync();
        var id = await server.StartRunAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/runs/{id}/cancel");
        request.Headers.Add("Origin", "https://elsewhere.example");

        using var response = await server.Client.SendAsync(request);
        using var read = new HttpRequestMessage(HttpMethod.Get, $"/api/runs/{id}");
        read.Headers.Add("Origin", "https://elsewhere.example");
        using var seen = await server.Client.SendAsync(read);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.False(seen.Headers.Contains("Access-Control-Allow-Origin"));
        Assert.Empty(server.Runs.Log(id));
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("https://storyboards.example", false)]
    public async Task Origin_AnotherSitesImageTag_StaysEmptyUnlessASiteIsAllowed(string? allowed, bool isKeptAway)
    {
        await using var server = await TestHost.StartAsync(new HttpOptions { CorsOrigins = allowed is null ? [] : [allowed] });

        using var response = await server.Client.GetAsync("/api/projects/tale/images/clear/1.1");

        Assert.Equal(isKeptAway, response.Headers.Contains("Cross-Origin-Resource-Policy"));
        Assert.Contains(
            "default-src 'none'", Assert.Single(response.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Origin_ANameThatOnlyResolvesHere_IsRefused()
    {
        await using var server = await TestHost.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.Host = "rebound.example";

        using var response = await server.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Fact]
    public async Task Cors_ConfiguredOrigin_MayUseTheApi()
    {
        const string Origin = "https://storyboards.example";
        await using var server = await TestHost.StartAsync(new HttpOptions { CorsOrigins = [Origin], ApiKey = Key });
        using var preflight = new HttpRequestMessage(HttpMethod.Options, "/api/generate-images");
        preflight.Headers.Add("Origin", Origin);
        preflight.Headers.Add("Access-Control-Request-Method", "POST");
        preflight.Headers.Add("Access-Control-Request-Headers", "content-type,x-functions-key");
        using var post = new HttpRequestMessage(HttpMethod.Post, "/api/generate-images") { Content = TestHost.Storyboard() };
        post.Headers.Add("Origin", Origin);
        post.Headers.Add("x-functions-key", Key);

        using var allowed = await server.Client.SendAsync(preflight);
        using var started = await server.Client.SendAsync(post);

        Assert.Equal(HttpStatusCode.NoContent, allowed.StatusCode);
        Assert.Equal(Origin, Assert.Single(allowed.Headers.GetValues("Access-Control-Allow-Origin")));
        Assert.Equal(HttpStatusCode.Accepted, started.StatusCode);
        Assert.Contains("Location", string.Join(',', started.Headers.GetValues("Access-Control-Expose-Headers")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_HasItsPolicyAndIsAskedForAgainCheaply()
    {
        await using var server = await TestHost.StartAsync();
        using var first = await server.Client.GetAsync("/");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.IfNoneMatch.Add(first.Headers.ETag!);

        using var again = await server.Client.SendAsync(request);

        Assert.Contains("default-src 'none'", Assert.Single(first.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
    }

    [Fact]
    public async Task Json_ClientTakesIt_IsCompressed()
    {
        await using var server = await TestHost.StartAsync();
        var id = await server.StartRunAsync(shots: 50);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/runs/{id}");
        request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("br"));

        using var response = await new HttpClient { BaseAddress = server.Address }.SendAsync(request);

        Assert.Equal(["br"], response.Content.Headers.ContentEncoding);
    }

    [Theory]
    [InlineData("http://localhost:5230", null, true)]
    [InlineData("http://127.0.0.1:0;http://[::1]:0", null, true)]
    [InlineData("http://*:5230", null, false)]
    [InlineData("http://+:80", null, false)]
    [InlineData("http://0.0.0.0:5230", null, false)]
    [InlineData("http://[::]:5230", null, false)]
    [InlineData("http://192.168.1.7:5230", null, false)]
    [InlineData("http://my-machine:5230", null, false)]
    [InlineData("http://localhost:5230;http://0.0.0.0:5231", null, false)]
    [InlineData("http://0.0.0.0:5230", "test-key-1", true)]
    [InlineData("localhost:5230", null, false)]
    public void Options_BeyondThisMachine_NeedAKey(string urls, string? key, bool isAllowed)
    {
        var options = new HttpOptions { Urls = urls, ApiKey = key };

        if (isAllowed)
        {
            Assert.Same(options, options.Checked());
        }
        else
        {
            Assert.NotEmpty(Assert.Throws<UserException>(options.Checked).Message);
        }
    }

    [Fact]
    public void Options_SeveralFaults_AllAreNamed()
    {
        var options = new HttpOptions { Urls = "http://*:1", CorsOrigins = ["https://a.example/path", "*"], MaxActiveRuns = 0 };

        var message = Assert.Throws<UserException>(options.Checked).Message;

        Assert.Equal(4, message.Split(Environment.NewLine).Length);
        Assert.Contains("ImageGen__Http__ApiKey", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_FromConfiguration_AreRead()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ImageGen:Http:Urls"] = "http://localhost:1",
            ["ImageGen:Http:ApiKey"] = " test-key-1 ",
            ["ImageGen:Http:CorsOrigins:0"] = "https://a.example",
            ["ImageGen:Http:CorsOrigins:1"] = "https://b.example",
            ["ImageGen:Http:MaxActiveRuns"] = "3",
        }).Build();

        var read = ImageGenOptionsReader.Read(configuration, new DateOnly(2026, 11, 20));

        Assert.Empty(read.Faults);
        var options = read.Options.Http;
        Assert.Equal(("http://localhost:1", "test-key-1", 3), (options.Urls, options.ApiKey, options.MaxActiveRuns));
        Assert.Equal(["https://a.example", "https://b.example"], options.CorsOrigins);
    }
}
