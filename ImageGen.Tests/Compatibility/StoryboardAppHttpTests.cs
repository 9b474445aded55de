using System.Net;
using System.Text.Json.Nodes;
using ImageGen.Core.Api.Projects;
using ImageGen.Core.Base;
using ImageGen.Core.Runs;
using ImageGen.Core.Storyboards;
using ImageGen.Local.Configuration;
using ImageGen.Local.Storage;
using ImageGen.Local.Storage.Projects;
using ImageGen.Tests.Builders;
using ImageGen.Tests.Local;
using ImageGen.Tests.Local.Http.Support;

namespace ImageGen.Tests.Compatibility;

/// <summary>The switch of the storyboard app's calls, who is unaffected by it, and what its addresses refuse.</summary>
public sealed class StoryboardAppHttpTests : IDisposable
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
        await using var server = await TestHost.StartAsync(Data());

        using var response = await SendAsync(server, method, address);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task Off_APageThatWaitsForAStream_IsStillAnswered202()
    {
        await using var server = await TestHost.StartAsync(Data());

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
        await using var server = await TestHost.StartAsync(Data(), storyboardApp: true);
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
        await using var server = await TestHost.StartAsync(Data(), storyboardApp: true);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/generate-images") { Content = TestHost.Storyboard() };
        if (accept is not null)
        {
            request.Headers.Accept.ParseAdd(accept);
        }

        using var response = await server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);

        Assert.Equal((HttpStatusCode.OK, "text/event-stream"), (response.StatusCode, response.Content.Headers.ContentType!.MediaType));
    }

    [Fact]
    public async Task Spelling_OfTheRequest_StandsBesideTheNormalFormInViewsAndEvents()
    {
        await using var server = await TestHost.StartAsync(Data());
        const string Request = """
            {"projectPath": "tale", "promptsByStyle": {"clear": [
              {"shot_number": "Shot 3", "beat_number": "Beat 1", "transition_type": "Cut", "ai_prompt": "A hare."},
              {"shot_number": "S01_SH010", "beat_number": "2", "transition_type": "Cut", "ai_prompt": "A hare."}]}}
            """;
        using var started = await server.Client.PostAsync("/api/runs", TestHost.Json(Request));
        _folder.Write("data/tale/generated_images/clear/Shot_3/Beat_1.png", TestImage.Png(1));
        await server.AppendAsync(
            "tale-1",
            new RunStarted(StoryboardBuilder.At(0), 1),
            new BeatExisting(StoryboardBuilder.At(1), ImageStyle.Clear, BeatId.Parse("1"), "generated_images/clear/Shot_3/Beat_1.png", "e"),
            new RunEnded(StoryboardBuilder.At(2), RunStatus.CompletedWithErrors));

        using var view = await server.Client.GetAsync("/api/runs/tale-1");
        using var images = await server.Client.GetAsync("/api/runs/tale-1/images");
        using var beat = await server.Client.GetAsync("/api/runs/tale-1/beats/clear/1");
        var progress = (await EventClient.ReadToEndAsync(server.Client, "tale-1")).Single(m => m.Type == "progress").Data;

        var beats = (await TestHost.ReadAsync(view))["styles"]![0]!["beats"]!;
        foreach (var shown in new[] { beats[0]!, (
            await TestHost.ReadAsync(images))["images"]![0]!, await TestHost.ReadAsync(beat), progress })
        {
            Assert.Equal(("1", "Beat 1"), ((string)shown["beat_number"]!, (string?)shown["beat_label"]));
            Assert.Equal((3, "Shot 3"), ((int)shown["shot_number"]!, (string?)shown["shot_label"]));
        }

        Assert.Equal("S01_SH010", (string?)beats[1]!["shot_number"]);
        Assert.Null(beats[1]!["beat_label"]);
    }

    [Fact]
    public async Task On_APausedRunByItsCostLimit_TheStartSaysWhyItDoesNotContinue()
    {
        await using var server = await TestHost.StartAsync(Data(), storyboardApp: true);
        using var first = await server.Client.PostAsync(
            "/api/runs", TestHost.Storyboard(options: new JsonObject { ["maxCostUsd"] = 0.01 }));
        await server.AppendAsync(
            "tale-1",
            new RunStarted(StoryboardBuilder.At(0), 1),
            new BeatCompleted(
                StoryboardBuilder.At(1),
                ImageStyle.Clear,
                BeatId.Parse("1.1"),
                "a",
                "generated_images/clear/Shot_1/Beat_1.1.png",
                "e",
                0.02m,
                TimeSpan.FromSeconds(1),
                null),
            new RunPaused(StoryboardBuilder.At(1), PausedBy.CostLimit, "The cost limit of $0.01 is reached."));

        using var again = await server.Client.PostAsync("/api/generate-images", TestHost.Storyboard());

        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
        Assert.False((bool)(await TestHost.ReadAsync(again))["success"]!);
        Assert.False(await IsGeneratingAsync(server, "projects/tale"));
    }

    [Fact]
    public async Task On_ARunAtWorkWithOtherPrompts_IsRefusedInWords()
    {
        await using var server = await TestHost.StartAsync(Data(), storyboardApp: true);
        await server.StartRunAsync(shots: 3, address: "/api/runs");

        using var other = await server.Client.PostAsync("/api/generate-images", TestHost.Storyboard(shots: 2));

        Assert.Equal(HttpStatusCode.Conflict, other.StatusCode);
        Assert.Contains("Stop it first", (string?)(await TestHost.ReadAsync(other))["error"], StringComparison.Ordinal);
        Assert.True(await IsGeneratingAsync(server, "projects/tale"));
    }

    [Fact]
    public async Task Image_OfAKnownProject_IsServedByThePathThatThePageMakes()
    {
        await using var server = await TestHost.StartAsync(Data(), storyboardApp: true);
        var png = TestImage.Png(1);
        _folder.Write("Videos/My Video/generated_images/clear/Shot_1/Beat_Beat 1.png", png);

        foreach (var path in (string[])["generated_images/clear/Shot_1/Beat_Beat 1.png", "generated_images/clear/Shot_1/Beat_1.png",
            "generated_images\\clear\\Shot_1\\Beat_1.png"])
        {
            using var response = await server.Client.GetAsync(
                $"/api/serve-image?path={Uri.EscapeDataString($"{_folder["Videos/My Video"]}/{path}")}");
            Assert.Equal(png, await response.Content.ReadAsByteArrayAsync());
            Assert.Equal("image/png", response.Content.Headers.ContentType!.MediaType);
        }
    }

    [Theory]
    [InlineData("{videos}/My Video/secret.png")]
    [InlineData("{videos}/My Video/generated_images/../secret.png")]
    [InlineData("{videos}/My Video/generated_images/clear/../../secret.png")]
    [InlineData("{videos}/My Video/generated_images/clear/Shot_1/../../../secret.png")]
    [InlineData("{videos}/My Video/generated_images/clear/Shot_1/Beat_1.txt")]
    [InlineData("{videos}/My Video/generated_images/clear/Shot_../Beat_1.png")]
    [InlineData("{videos}/../outside/generated_images/clear/Shot_1/Beat_1.png")]
    [InlineData("{videos}/link/generated_images/clear/Shot_1/Beat_1.png")]
    [InlineData("{videos}/My Video/linked/generated_images/clear/Shot_1/Beat_1.png")]
    [InlineData("{outside}/generated_images/clear/Shot_1/Beat_1.png")]
    [InlineData("{videos}/My Video/generated_images/consistent/Shot_1/Beat_1.png")]
    [InlineData("file://{outside}/generated_images/clear/Shot_1/Beat_1.png")]
    [InlineData("/etc/passwd")]
    [InlineData("C:\\Windows\\win.ini")]
    [InlineData("..")]
    [InlineData("\u0000")]
    public async Task Image_AnythingElse_IsNotFound(string path)
    {
        var png = TestImage.Png(1);
        _folder.Write("Videos/My Video/generated_images/clear/Shot_1/Beat_1.png", png);
        _folder.Write("Videos/My Video/secret.png", png);
        _folder.Write("Videos/My Video/generated_images/clear/Shot_1/Beat_1.txt", png);
        _folder.Write("outside/generated_images/clear/Shot_1/Beat_1.png", png);
        Directory.CreateSymbolicLink(_folder["Videos/link"], _folder["outside"]);
        Directory.CreateSymbolicLink(_folder["Videos/My Video/linked"], _folder["outside"]);
        Directory.CreateSymbolicLink(_folder["Videos/My Video/generated_images/consistent"], _folder["outside/generated_images/clear"]);
        await using var server = await TestHost.StartAsync(Data(), storyboardApp: true);
        var full = path.Replace("{videos}", _folder["Videos"], StringComparison.Ordinal).Replace(
            "{outside}", _folder["outside"], StringComparison.Ordinal);

        using var response = await server.Client.GetAsync($"/api/serve-image?path={Uri.EscapeDataString(full)}");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.False((bool)(await TestHost.ReadAsync(response))["success"]!);
    }

    [Theory]
    [InlineData("Videos/../outside")]
    [InlineData("Videos/link")]
    [InlineData("Videos/My Video/linked/deeper")]
    [InlineData("Videos2")]
    [InlineData("Videos/My Video/.imagegen")]
    public void Roots_WhatIsOutside_GoesToTheDataFolder(string path)
    {
        Directory.CreateDirectory(_folder["Videos/My Video"]);
        Directory.CreateDirectory(_folder["Videos2"]);
        Directory.CreateDirectory(_folder["outside"]);
        Directory.CreateSymbolicLink(_folder["Videos/link"], _folder["outside"]);
        Directory.CreateSymbolicLink(_folder["Videos/My Video/linked"], _folder["outside"]);

        var place = new FileProjects(Data()).Locate(_folder[path])!;

        Assert.StartsWith(_folder["data"], place.Folder, StringComparison.Ordinal);
        Assert.Contains("ImageGen:Projects:Roots", place.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void Roots_WhatIsInside_IsUsedAsItIsByEverySpellingOfItsPath()
    {
        Directory.CreateDirectory(_folder["Videos/My Video"]);
        Directory.CreateSymbolicLink(_folder["Videos/alias"], _folder["Videos/My Video"]);
        var projects = new FileProjects(Data());

        ProjectPlace[] places =
        [
            projects.Locate(_folder["Videos/My Video"])!,
            projects.Locate(_folder["Videos/My Video/"])!,
            projects.Locate(_folder["Videos/./My Video"])!,
            projects.Locate(_folder["Videos/x/../My Video"])!,
            projects.Locate(_folder["Videos/alias"])!,
        ];

        Assert.All(
            places, place => Assert.Equal((places[0].Name, _folder["Videos/My Video"], null), (place.Name, place.Folder, place.Note)));
        Assert.Equal(_folder["Videos/new"], projects.Locate(_folder["Videos/new"])!.Folder);
    }

    [Fact]
    public void Roots_ForgottenInTheSettings_TheProjectIsRefusedInsteadOfBegunAgainElsewhere()
    {
        Directory.CreateDirectory(_folder["Videos/My Video"]);
        var before = new FileProjects(Data());
        var place = before.Locate(_folder["Videos/My Video"])!;
        before.Keep(place);

        Assert.Equal(_folder["Videos/My Video"], Data().Project(place.Name));
        var message = Assert.Throws<UserException>(() => DataFolder.Open(_folder["data"]).Project(place.Name)).Message;
        Assert.Contains("ImageGen:Projects:Roots", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Roots_TheFolderBecomesALink_ItIsRefused()
    {
        Directory.CreateDirectory(_folder["Videos/My Video"]);
        Directory.CreateDirectory(_folder["outside"]);
        var data = Data();
        var place = new FileProjects(data).Locate(_folder["Videos/My Video"])!;
        Directory.Delete(_folder["Videos/My Video"]);
        Directory.CreateSymbolicLink(_folder["Videos/My Video"], _folder["outside"]);

        Assert.Throws<UserException>(() => data.Project(place.Name));
    }

    [Fact]
    public async Task Estimate_UnderARoot_NamesTheFolderAndCountsItsImages()
    {
        await using var server = await TestHost.StartAsync(Data());
        _folder.Write("Videos/My Video/generated_images/clear/Shot_1/Beat_Beat 1.1.png", TestImage.Png(1));

        using var response = await server.Client.PostAsync("/api/estimate", TestHost.Storyboard(_folder["Videos/My Video"]));

        var estimate = await TestHost.ReadAsync(response);
        Assert.Equal(_folder["Videos/My Video"], (string?)estimate["projectFolder"]);
        Assert.Equal((1, 1), ((int)estimate["existing"]!, (int)estimate["images"]!));
    }

    [Theory]
    [InlineData("POST", "/api/stop-generation")]
    [InlineData("POST", "/api/save-image-selection")]
    [InlineData("POST", "/api/get-generation-progress")]
    [InlineData("POST", "/api/generate-images")]
    public async Task Origin_AForeignPage_IsRefused(string method, string address)
    {
        await using var server = await TestHost.StartAsync(Data(), storyboardApp: true);
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
            Data(), new HttpOptions { ApiKey = "test-key-of-the-host" }, storyboardApp: true);

        using var response = await server.Client.GetAsync("/api/serve-image?path=x");

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Theory]
    [InlineData("""{}""", HttpStatusCode.BadRequest)]
    [InlineData("""[""", HttpStatusCode.BadRequest)]
    [InlineData("""{"projectPath": "tale", "beatNumber": "../x", "style": "clear"}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"projectPath": "tale", "beatNumber": "1", "style": "../clear"}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"projectPath": "tale", "beatNumber": "1", "style": "clear"}""", HttpStatusCode.NotFound)]
    [InlineData("""{"projectPath": "..", "beatNumber": "1", "style": "clear"}""", HttpStatusCode.NotFound)]
    public async Task Select_WhatIsNotThere_IsRefusedInThePagesWords(string body, HttpStatusCode expected)
    {
        await using var server = await TestHost.StartAsync(Data(), storyboardApp: true);

        using var response = await server.Client.PostAsync("/api/save-image-selection", TestHost.Json(body));

        Assert.Equal(expected, response.StatusCode);
        var answer = await TestHost.ReadAsync(response);
        Assert.False((bool)answer["success"]!);
        Assert.NotEmpty((string)answer["error"]!);
    }

    [Fact]
    public async Task Select_TheSelectionsAreALink_NothingIsWrittenThroughIt()
    {
        await using var server = await TestHost.StartAsync(Data(), storyboardApp: true);
        _folder.Write("Videos/My Video/generated_images/clear/Shot_1/Beat_1.png", TestImage.Png(1));
        _folder.Write("outside/selections.json", "{}");
        Directory.CreateSymbolicLink(_folder["Videos/My Video/selected_images"], _folder["outside"]);
        File.CreateSymbolicLink(_folder["Videos/My Video/image_selections.json"], _folder["outside/selections.json"]);
        var body = new JsonObject { ["projectPath"] = _folder["Videos/My Video"], ["beatNumber"] = "1", ["style"] = "clear" };

        using var response = await server.Client.PostAsync("/api/save-image-selection", TestHost.Json(body.ToJsonString()));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal(["selections.json"], Directory.GetFiles(_folder["outside"]).Select(Path.GetFileName));
        Assert.Equal("{}", File.ReadAllText(_folder["outside/selections.json"]));
    }

    private DataFolder Data()
    {
        Directory.CreateDirectory(_folder["Videos"]);
        return DataFolder.Open(_folder["data"], [_folder["Videos"]]);
    }

    private static async Task<bool> IsGeneratingAsync(TestHost server, string project)
    {
        using var response = await server.Client.GetAsync($"/api/generation-status/{Uri.EscapeDataString(project)}");
        return (bool)(await TestHost.ReadAsync(response))["isGenerating"]!;
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
