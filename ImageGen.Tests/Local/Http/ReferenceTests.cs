using ImageGen.Tests.Local.Http.Scenes;
using ImageGen.Tests.Local.Http.Support;

namespace ImageGen.Tests.Local.Http;

public sealed class ReferenceTests
{
    private const string Tale = "/api/projects/tale/references";

    [Fact]
    public async Task Put_Image_IsListedServedAndTakenByAStoryboard()
    {
        using var folder = new TempFolder();
        await using var host = await TestHost.StartAsync(folder);
        using (var refused = await host.Client.PostAsync("/api/estimate", Storyboard("""[{"id": "hare", "kind": "character"}]""")))
        {
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
            Assert.Equal("$.references[0].image", (string?)(await TestHost.ReadAsync(refused))["faults"]![0]!["path"]);
        }

        using var put = await host.Client.PutAsync($"{Tale}/Hare?kind=character", ReferenceScenes.Image(1, "A hare"));

        Assert.Equal(HttpStatusCode.OK, put.StatusCode);
        Assert.True(File.Exists(folder["tale/references/hare.png"]));
        var listed = Assert.Single(
            (await TestHost.ReadAsync(await host.Client.GetAsync("/api/projects/projects%2Ftale/references")))["references"]!.AsArray())!;
        Assert.Equal(
            ("Hare", "character", "A hare", false),
            ((string)listed["id"]!, (string)listed["kind"]!, (string)listed["description"]!, (bool)listed["isApprovedSheet"]!));
        Assert.Equal(TestImage.Png(1), await host.Client.GetByteArrayAsync((string)listed["uri"]!));
        using var estimate = await host.Client.PostAsync("/api/estimate", Storyboard("""[{"id": "hare", "kind": "character"}]"""));
        Assert.Equal(HttpStatusCode.OK, estimate.StatusCode);
        using var start = await host.Client.PostAsync("/api/runs", Storyboard("""[{"id": "hare", "kind": "character"}]"""));
        Assert.Equal(HttpStatusCode.Accepted, start.StatusCode);
    }

    [Fact]
    public async Task Put_OtherTypeInstead_OneImageIsThere()
    {
        using var folder = new TempFolder();
        await using var host = await TestHost.StartAsync(folder);
        using var first = await host.Client.PutAsync($"{Tale}/hare?kind=object", ReferenceScenes.Image(1));
        File.Move(folder["tale/references/hare.png"], folder["tale/references/HARE.webp"]);

        using var second = await host.Client.PutAsync($"{Tale}/hare", ReferenceScenes.Image(2));

        Assert.Equal(["hare.json", "hare.png"], Directory.GetFiles(folder["tale/references"]).Select(Path.GetFileName).Order());
        Assert.Equal("object", (string?)(await TestHost.ReadAsync(second))["kind"]);
        Assert.Equal(TestImage.Png(2), await host.Client.GetByteArrayAsync($"{Tale}/hare"));
    }

    [Theory]
    [InlineData("no.hare", "")]
    [InlineData("-hare", "")]
    [InlineData("..%2Fhare", "")]
    [InlineData("con", "")]
    [InlineData("hare", "?kind=Prop")]
    [InlineData("hare", "?kind=")]
    public async Task Put_FaultyAddress_IsRefusedAndNothingIsStored(string id, string query)
    {
        using var folder = new TempFolder();
        await using var host = await TestHost.StartAsync(folder);

        using var answer = await host.Client.PutAsync(
            $"{Tale}/{id}{query}", ReferenceScenes.Image(1, query == "?kind=" ? new string('x', 2001) : null));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.False(Directory.Exists(folder["tale/references"]));
    }

    [Fact]
    public async Task Put_WhatIsNoImage_IsRefusedAndTheOldOneStays()
    {
        await using var host = await TestHost.StartAsync();
        using var put = await host.Client.PutAsync($"{Tale}/hare", ReferenceScenes.Image(1));
        foreach (var bytes in (byte[][])[[], "<svg/>"u8.ToArray(), TestImage.Png(2)[..^20]])
        {
            using var answer = await host.Client.PutAsync($"{Tale}/hare", new ByteArrayContent(bytes));
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            Assert.Equal("body", (string?)(await TestHost.ReadAsync(answer))["faults"]![0]!["path"]);
        }

        Assert.Equal(TestImage.Png(1), await host.Client.GetByteArrayAsync($"{Tale}/hare"));
    }

    [Fact]
    public async Task Sheet_BeforeApproval_IsNotTheImageAndAfterItIs()
    {
        await using var host = await TestHost.StartAsync();
        using var started = await host.Client.PostAsync($"{Tale}/hare/sheet", ReferenceScenes.Sheet());
        var run = (string)(await TestHost.ReadAsync(started))["id"]!;
        Assert.Equal("tale.cast-1", run);
        var sheet = await ReferenceScenes.StoreSheetAsync(host);
        using (var refused = await host.Client.PostAsync("/api/estimate", Storyboard("""[{"id": "hare", "kind": "character"}]""")))
        {
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        }

        var listed = await OnlyAsync(host);
        Assert.Null(listed["uri"]);
        Assert.Equal(sheet.ETag, (string?)listed["sheet"]!["etag"]);
        Assert.Equal(TestImage.Png(7), await host.Client.GetByteArrayAsync((string)listed["sheet"]!["uri"]!));
        using (var other = await host.Client.PostAsync($"{Tale}/hare/approve?sheet=another", null))
        {
            Assert.Equal(HttpStatusCode.Conflict, other.StatusCode);
        }

        using var approved = await host.Client.PostAsync($"{Tale}/hare/approve?sheet={sheet.ETag}", null);

        Assert.Equal(HttpStatusCode.OK, approved.StatusCode);
        listed = await OnlyAsync(host);
        Assert.Equal((true, "A small brown hare."), ((bool)listed["isApprovedSheet"]!, (string)listed["description"]!));
        Assert.Null(listed["sheet"]);
        Assert.Equal(TestImage.Png(7), await host.Client.GetByteArrayAsync((string)listed["uri"]!));
        using var estimate = await host.Client.PostAsync("/api/estimate", Storyboard("""[{"id": "hare", "kind": "character"}]"""));
        Assert.Equal(HttpStatusCode.OK, estimate.StatusCode);

        // A new sheet does not take the place of the approved one by itself.
        await ReferenceScenes.StoreSheetAsync(host, 8);
        listed = await OnlyAsync(host);
        Assert.Equal(TestImage.Png(7), await host.Client.GetByteArrayAsync((string)listed["uri"]!));
        Assert.NotNull(listed["sheet"]);
    }

    [Fact]
    public async Task Sheet_Options_AreThoseOfItsRun()
    {
        await using var host = await TestHost.StartAsync();
        using var started = await host.Client.PostAsync($"{Tale}/hare/sheet", TestHost.Json(
            """{"description": "Brown.", "kind": "object", "style": "clear", "options": {"maxCostUsd": 0.5, "model": "gemini-3-pro-image"}}"""));

        var run = (await host.RunLogs.FindAsync((string)(await TestHost.ReadAsync(started))["id"]!, default))!.Document.Storyboard;
        Assert.Equal((0.5m, "gemini-3-pro-image"), (run.Options.MaxCostUsd, run.Options.Model));
        var beat = Assert.Single(Assert.Single(run.Styles).Beats);
        Assert.Equal((ImageStyle.Clear, TransitionKind.Other, "r-hare"), (run.Styles[0].Style, beat.Kind, beat.Id.Value));
        Assert.Contains("Brown.", beat.Prompt, StringComparison.Ordinal);
        Assert.StartsWith("Object sheet", beat.Prompt, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sheet_MoreExpensiveThanItsLimit_IsNotStarted()
    {
        await using var host = await TestHost.StartAsync();

        using var answer = await host.Client.PostAsync(
            $"{Tale}/hare/sheet", TestHost.Json("""{"description": "Brown.", "options": {"maxCostUsd": 0.01}}"""));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("$.options.maxCostUsd", (string?)(await TestHost.ReadAsync(answer))["faults"]![0]!["path"]);
        Assert.Empty((await TestHost.ReadAsync(await host.Client.GetAsync("/api/runs")))["runs"]!.AsArray());
    }

    [Theory]
    [InlineData("""{"description": ""}""", "$.description")]
    [InlineData("""{"description": 5}""", "$.description")]
    [InlineData("""{"description": "x", "kind": "hero"}""", "$.kind")]
    [InlineData("""{"description": "x", "style": "sketch"}""", "$.style")]
    [InlineData("""{"description": "x", "options": {"maxCostUsd": "1"}}""", "$.options.maxCostUsd")]
    [InlineData("""{"description": "x", "prompt": "y"}""", "$.prompt")]
    [InlineData("{}", "$")]
    public async Task Sheet_FaultyRequest_IsAFaultAtItsPlace(string json, string path)
    {
        await using var host = await TestHost.StartAsync();
        foreach (var address in (string[])["sheet", "sheet/estimate"])
        {
            using var answer = await host.Client.PostAsync($"{Tale}/hare/{address}", TestHost.Json(json));
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            Assert.Equal(path, (string?)(await TestHost.ReadAsync(answer))["faults"]![0]!["path"]);
        }
    }

    [Fact]
    public async Task Start_SameKeyAfterTheReferenceIsGone_IsAnsweredTheSame()
    {
        await using var host = await TestHost.StartAsync();
        using var put = await host.Client.PutAsync($"{Tale}/hare", ReferenceScenes.Image(1));
        using var started = await StartAsync();
        using var deleted = await host.Client.DeleteAsync($"{Tale}/hare");

        using var again = await StartAsync();

        Assert.Equal(HttpStatusCode.Accepted, again.StatusCode);
        Assert.Equal(await started.Content.ReadAsStringAsync(), await again.Content.ReadAsStringAsync());

        async Task<HttpResponseMessage> StartAsync()
        {
            var body = Storyboard("""[{"id": "hare", "kind": "character"}]""");
            body.Headers.Add("Idempotency-Key", "one");
            return await host.Client.PostAsync("/api/runs", body);
        }
    }

    [Fact]
    public async Task Delete_Reference_NothingOfItIsLeft()
    {
        using var folder = new TempFolder();
        await using var host = await TestHost.StartAsync(folder);
        using var put = await host.Client.PutAsync($"{Tale}/hare?kind=object", ReferenceScenes.Image(1));

        using var deleted = await host.Client.DeleteAsync($"{Tale}/HARE");

        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        Assert.Empty(Directory.GetFiles(folder["tale/references"]));
        Assert.Empty((await TestHost.ReadAsync(await host.Client.GetAsync(Tale)))["references"]!.AsArray());
    }

    [Fact]
    public async Task Beat_InFullAndInTheListOfImages_SaysWhichReferencesChanged()
    {
        await using var host = await TestHost.StartAsync();
        using var put = await host.Client.PutAsync($"{Tale}/hare", ReferenceScenes.Image(1));
        using var started = await host.Client.PostAsync("/api/runs", Storyboard("""[{"id": "hare", "kind": "character"}]"""));
        var id = (string)(await TestHost.ReadAsync(started))["id"]!;
        await ReferenceScenes.StoreOutdatedAsync(host, id);

        var detail = await TestHost.ReadAsync(await host.Client.GetAsync($"/api/runs/{id}/beats/clear/1.1"));

        Assert.Equal(["hare"], detail["references"]!.AsArray().Select(r => (string)r!));
        Assert.Equal(["hare"], detail["changedReferences"]!.AsArray().Select(r => (string)r!));
        var image = Assert.Single((await TestHost.ReadAsync(await host.Client.GetAsync($"/api/runs/{id}/images")))["images"]!.AsArray())!;
        Assert.Equal(["hare"], image["changedReferences"]!.AsArray().Select(r => (string)r!));
        var view = await TestHost.ReadAsync(await host.Client.GetAsync($"/api/runs/{id}?beats=false"));
        Assert.True((bool?)view["hasReferences"]);
        Assert.Contains(
            view["warnings"]!.AsArray(), w => ((string)w!).Contains("made before the reference 'hare' changed", StringComparison.Ordinal));
    }

    private static async Task<JsonNode> OnlyAsync(TestHost host) =>
        Assert.Single((await TestHost.ReadAsync(await host.Client.GetAsync(Tale)))["references"]!.AsArray())!;

    private static StringContent Storyboard(string references) => TestHost.Json($$"""
        {
          "projectPath": "projects/tale",
          "references": {{references}},
          "promptsByStyle": {"clear": [{"shot_number": 1, "beat_number": "1.1", "transition_type": "Cut", "ai_prompt": "The hare runs."}]}
        }
        """);
}
