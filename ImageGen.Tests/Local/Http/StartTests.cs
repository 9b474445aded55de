using System.Net.Http.Headers;
using ImageGen.Local.Configuration;
using ImageGen.Tests.Local.Http.Support;
using static ImageGen.Tests.Builders.StoryboardBuilder;

namespace ImageGen.Tests.Local.Http;

public sealed class StartTests
{
    private const string Generate = "/api/generate-images";

    [Fact]
    public async Task Generate_FaultlessRequest_StoresTheRunWakesTheWorkflowAndNamesEverything()
    {
        await using var server = await TestHost.StartAsync();

        using var response = await server.Client.PostAsync(Generate, TestHost.Storyboard());

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        var links = await TestHost.ReadAsync(response);
        var instance = new Uri(server.Address, "/runtime/webhooks/durabletask/instances/tale-1").ToString();
        Assert.Equal("tale-1", (string?)links["id"]);
        Assert.Equal(instance, (string?)links["statusQueryGetUri"]);
        Assert.Equal(instance, response.Headers.Location!.ToString());
        Assert.Equal(instance + "/raiseEvent/{eventName}", (string?)links["sendEventPostUri"]);
        Assert.Equal(new Uri(server.Address, "/api/runs/tale-1/events").ToString(), (string?)links["eventsUri"]);
        Assert.Equal(["tale-1"], server.Workflows.Woken);
        Assert.NotNull(await server.Runs.FindAsync("tale-1", CancellationToken.None));
    }

    [Fact]
    public async Task Generate_EveryLink_LeadsSomewhere()
    {
        await using var server = await TestHost.StartAsync();
        using var response = await server.Client.PostAsync(Generate, TestHost.Storyboard());
        var links = (await TestHost.ReadAsync(response)).AsObject();

        foreach (var name in (string[])["statusQueryGetUri", "progressUri", "eventsUri", "imagesUri"])
        {
            using var answer = await server.Client.GetAsync((string)links[name]!, HttpCompletionOption.ResponseHeadersRead);
            Assert.True(answer.IsSuccessStatusCode, name);
        }

        foreach (var name in (string[])["suspendPostUri", "resumePostUri", "sendEventPostUri", "terminatePostUri"])
        {
            var address = ((string)links[name]!).Replace("{text}", "lunch").Replace("{eventName}", "pause");
            using var answer = await server.Client.PostAsync(address, null);
            Assert.True(answer.StatusCode is HttpStatusCode.Accepted, $"{name}: {await answer.Content.ReadAsStringAsync()}");
        }

        Assert.Equal(["tale-1"], server.Workflows.Dropped);
    }

    [Fact]
    public async Task Generate_ManyFaults_ListsEachWithItsPlaceAndStartsNothing()
    {
        await using var server = await TestHost.StartAsync();
        const string Faulty = """
            {"projectPath": "projects/tale", "promptsByStyle": {"clear": [
              {"shot_number": 1, "beat_number": "1.1", "transition_type": "H"},
              {"shot_number": "x", "beat_number": "1.1", "transition_type": "H", "ai_prompt": "A hare."}]}}
            """;

        using var response = await server.Client.PostAsync(Generate, TestHost.Json(Faulty));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var problem = await TestHost.ReadAsync(response);
        Assert.Equal(
            ["$.promptsByStyle.clear[0]", "$.promptsByStyle.clear[1].shot_number", "$.promptsByStyle.clear[1].beat_number"],
            problem["faults"]!.AsArray().Select(f => (string?)f!["path"]));
        Assert.False((bool)problem["success"]!);
        Assert.NotEmpty((string)problem["error"]!);
        Assert.Empty(server.Workflows.Woken);
        Assert.Empty(await server.Runs.ListAsync(null, CancellationToken.None));
    }

    [Theory]
    [InlineData("{\"projectPath\": ")]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("\u0000")]
    public async Task Generate_NotJson_IsAFaultInAProblem(string body)
    {
        await using var server = await TestHost.StartAsync();

        using var response = await server.Client.PostAsync(Generate, TestHost.Json(body));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Single((await TestHost.ReadAsync(response))["faults"]!.AsArray());
    }

    [Fact]
    public async Task Generate_RunContinues_Answers409WithItsLinks()
    {
        await using var server = await TestHost.StartAsync();
        await server.StartRunAsync();

        using var response = await server.Client.PostAsync(Generate, TestHost.Storyboard());

        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
        var problem = await TestHost.ReadAsync(response);
        Assert.Equal("tale-1", (string?)problem["id"]);
        Assert.False((bool)problem["success"]!);
        using var followed = await server.Client.GetAsync((string)problem["progressUri"]!);
        Assert.Equal(HttpStatusCode.OK, followed.StatusCode);
    }

    [Fact]
    public async Task Generate_RunIsOver_StartsTheNext()
    {
        await using var server = await TestHost.StartAsync();
        await server.StartRunAsync();
        await server.AppendAsync("tale-1", new RunStarted(At(0), 1), new RunEnded(At(1), RunStatus.Completed));

        Assert.Equal("tale-2", await server.StartRunAsync());
    }

    [Fact]
    public async Task Generate_TwentyAtOnceForOneProject_OneRun()
    {
        await using var server = await TestHost.StartAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => server.Client.PostAsync(Generate, TestHost.Storyboard())));

        Assert.Single(answers, a => a.StatusCode is HttpStatusCode.Accepted);
        Assert.Equal(19, answers.Count(a => a.StatusCode is HttpStatusCode.Conflict));
        Assert.Single(await server.Runs.ListAsync(null, CancellationToken.None));
    }

    [Fact]
    public async Task Generate_AsManyRunsAsAllowed_429UnlessItIsTheSameProject()
    {
        await using var server = await TestHost.StartAsync(new HttpOptions { MaxActiveRuns = 2 });
        await server.StartRunAsync("one");
        await server.StartRunAsync("two");

        using var third = await server.Client.PostAsync(Generate, TestHost.Storyboard("three"));
        using var again = await server.Client.PostAsync(Generate, TestHost.Storyboard("two"));

        Assert.Equal(HttpStatusCode.TooManyRequests, third.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(60), third.Headers.RetryAfter!.Delta);
        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
        await server.AppendAsync("one-1", new RunEnded(At(1), RunStatus.Completed));
        await server.StartRunAsync("three");
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/json; charset=utf-16")]
    public async Task Generate_NotSaidToBeJson_415(string contentType)
    {
        await using var server = await TestHost.StartAsync();
        using var content = new ByteArrayContent("{}"u8.ToArray());
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);

        using var response = await server.Client.PostAsync(Generate, content);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
    }

    [Fact]
    public async Task Generate_TooLargeWithoutSayingSo_413()
    {
        await using var server = await TestHost.StartAsync(limits: new StoryboardLimits { MaxBytes = 1000 });
        using var request = new HttpRequestMessage(HttpMethod.Post, Generate) { Content = TestHost.Json(new string(' ', 5000)) };
        request.Headers.TransferEncodingChunked = true;
        request.Content.Headers.ContentLength = null;

        using var response = await server.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Contains("1000 bytes", (string?)(await TestHost.ReadAsync(response))["detail"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Generate_ByteOrderMark_IsRead()
    {
        await using var server = await TestHost.StartAsync();
        var bytes = Encoding.UTF8.GetPreamble().Concat(await TestHost.Storyboard().ReadAsByteArrayAsync()).ToArray();
        using var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");

        using var response = await server.Client.PostAsync(Generate, content);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
    }

    [Fact]
    public async Task Status_ProjectPathsAsClientsEncodeThem_FindTheRun()
    {
        await using var server = await TestHost.StartAsync();
        await server.StartRunAsync("C:\\tales\\my tale");

        Assert.True(await IsGeneratingAsync(server, Uri.EscapeDataString("C:\\tales\\my tale")));
        Assert.True(await IsGeneratingAsync(server, Uri.EscapeDataString("C:/tales/my tale")));
        Assert.False(await IsGeneratingAsync(server, Uri.EscapeDataString("my tale")));
        Assert.False(await IsGeneratingAsync(server, "never-seen"));
        await server.AppendAsync(
            (await server.Runs.ListAsync(null, CancellationToken.None))[0].Id, new RunEnded(At(1), RunStatus.Cancelled));
        Assert.False(await IsGeneratingAsync(server, Uri.EscapeDataString("C:\\tales\\my tale")));
    }

    [Fact]
    public async Task Estimate_SomeThereAlready_CountsWhatIsLeft()
    {
        await using var server = await TestHost.StartAsync();
        Assert.True(ProjectName.TryParse("tale", out var project));
        server.Images.Put(new ImageName(project, ImageStyle.Clear, 1, BeatId.Parse("1.1")), Builders.TestImage.Png(1), ImageFormat.Png);

        using var response = await server.Client.PostAsync("/api/estimate", TestHost.Storyboard(shots: 43));

        var estimate = await TestHost.ReadAsync(response);
        Assert.Equal(42, (int?)estimate["images"]);
        Assert.Equal(1, (int?)estimate["existing"]);
        Assert.Equal(42 * 0.0336m, (decimal?)estimate["costUsd"]);

        // Two keys with ten requests a minute each: 20 at once, 20 after a minute, 2 after two, and a call of 8 s.
        Assert.Equal(128, (double?)estimate["seconds"]);
        Assert.Empty(await server.Runs.ListAsync(null, CancellationToken.None));
    }

    private static async Task<bool> IsGeneratingAsync(TestHost server, string encoded)
    {
        using var response = await server.Client.GetAsync($"/api/generation-status/{encoded}");
        JsonNode status = await TestHost.ReadAsync(response);
        Assert.True((bool)status["success"]!);
        return (bool)status["isGenerating"]!;
    }
}
