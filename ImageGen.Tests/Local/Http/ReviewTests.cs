using System.Text.RegularExpressions;
using ImageGen.Tests.Local.Http.Support;

namespace ImageGen.Tests.Local.Http;

/// <summary>Reviewing images and restoring older ones over HTTP.</summary>
public sealed class ReviewTests
{
    private static readonly ImageName First = new(Project(), ImageStyle.Clear, 1, BeatId.Parse("1.1"));

    [Fact]
    public async Task Review_Approved_IsInEveryViewUntilItIsTakenBack()
    {
        await using var host = await TestHost.StartAsync();
        var id = await host.PutCandidatesAsync();

        var detail = await SendAsync(host, HttpMethod.Put, id, "review", "{\"approved\": true, \"note\": \" Good.\\r\\nReally. \"}");

        Assert.Equal("{\"approved\":true,\"note\":\"Good.\\nReally.\"}", detail["review"]!.ToJsonString());
        var style = await StyleAsync(host, id);
        Assert.Equal(1, (int)style["approved"]!);
        Assert.Equal(detail["review"]!.ToJsonString(), style["beats"]![0]!["review"]!.ToJsonString());
        Assert.Contains("\"type\":\"reviewed\"", await host.Client.GetStringAsync($"/api/runs/{id}/events"), StringComparison.Ordinal);

        Assert.Null((await SendAsync(host, HttpMethod.Put, id, "review", "{}"))["review"]);
        Assert.Null((await StyleAsync(host, id))["approved"]);
    }

    [Fact]
    public async Task Review_Twice_IsOneEvent()
    {
        await using var host = await TestHost.StartAsync();
        var id = await host.PutCandidatesAsync();

        await SendAsync(host, HttpMethod.Put, id, "review", "{\"approved\": true}");
        await SendAsync(host, HttpMethod.Put, id, "review", "{\"approved\": true}");

        Assert.Single((await host.LogAsync(id)).Select(e => e.Event).OfType<BeatReviewed>());
    }

    [Theory]
    [InlineData("{\"approved\": 1}", HttpStatusCode.BadRequest)]
    [InlineData("{\"note\": \"a\\u0007b\"}", HttpStatusCode.BadRequest)]
    [InlineData("{\"nota\": \"a\"}", HttpStatusCode.BadRequest)]
    [InlineData("", HttpStatusCode.BadRequest)]
    [InlineData("{\"approved\": true, \"etag\": \"old\"}", HttpStatusCode.Conflict)]
    public async Task Review_ThatCannotBeTaken_ChangesNothing(string body, HttpStatusCode status)
    {
        await using var host = await TestHost.StartAsync();
        var id = await host.PutCandidatesAsync();

        using var answer = await host.Client.PutAsync($"/api/runs/{id}/beats/clear/1.1/review", TestHost.Json(body));

        Assert.Equal(status, answer.StatusCode);
        Assert.DoesNotContain((await host.LogAsync(id)).Select(e => e.Event), e => e is BeatReviewed);
    }

    [Fact]
    public async Task Restore_AnotherImage_ApprovalLapsesAndHoldsAgainWhenItComesBack()
    {
        await using var host = await TestHost.StartAsync();
        var id = await host.PutCandidatesAsync();
        await SendAsync(host, HttpMethod.Put, id, "review", "{\"approved\": true}");
        var older = await OlderAsync(host);

        var restored = await SendAsync(host, HttpMethod.Post, id, "restore", $"{{\"version\": \"{older}\"}}");

        Assert.Equal("{\"approved\":false,\"lapsed\":true}", restored["review"]!.ToJsonString());
        Assert.Equal(TestImage.Png(2), await host.Client.GetByteArrayAsync("/api/projects/tale/images/clear/1.1"));
        Assert.True((bool)(await StyleAsync(host, id))["beats"]![1]!["changed"]!);

        var back = await SendAsync(host, HttpMethod.Post, id, "restore", $"{{\"version\": \"{await OlderAsync(host)}\"}}");

        Assert.Equal("{\"approved\":true}", back["review"]!.ToJsonString());
        Assert.Null((await StyleAsync(host, id))["beats"]![1]!["changed"]);
        Assert.Equal(2, (await host.LogAsync(id)).Select(e => e.Event).OfType<VersionPlaced>().Count());
    }

    [Fact]
    public async Task Restore_SentTwice_IsOneEventAndUnknownVersionIsNotFound()
    {
        await using var host = await TestHost.StartAsync();
        var id = await host.PutCandidatesAsync();
        var body = $"{{\"version\": \"{await OlderAsync(host)}\"}}";

        await SendAsync(host, HttpMethod.Post, id, "restore", body);
        await SendAsync(host, HttpMethod.Post, id, "restore", body);
        using var unknown = await host.Client.PostAsync(
            $"/api/runs/{id}/beats/clear/1.1/restore", TestHost.Json("{\"version\": \"none\"}"));

        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        Assert.Single((await host.LogAsync(id)).Select(e => e.Event).OfType<VersionChosen>());
    }

    [Fact]
    public async Task Restore_OfABeatThatFailed_MakesItExist()
    {
        await using var host = await TestHost.StartAsync();
        var id = await host.PutCandidatesAsync();
        await host.AppendAsync(
            id,
            new BeatsRequested(StoryboardBuilder.At(9), BeatRequestKind.Regenerate, [new BeatRef(ImageStyle.Clear, First.Beat)]),
            new BeatFailed(
                StoryboardBuilder.At(9), ImageStyle.Clear, First.Beat, null,
                new(ImageGen.Core.Models.FailureKind.ContentBlocked, "Blocked."), 0));

        var detail = await SendAsync(host, HttpMethod.Post, id, "restore", $"{{\"version\": \"{await OlderAsync(host)}\"}}");

        Assert.Equal(("exists", null), ((string)detail["state"]!, detail["error"]));
    }

    [Fact]
    public async Task Regenerate_WithApprovedImages_LeavesThemAloneUnlessItIsConfirmed()
    {
        await using var host = await TestHost.StartAsync();
        var id = await host.PutCandidatesAsync();
        await SendAsync(host, HttpMethod.Put, id, "review", "{\"approved\": true}");
        const string Named = "\"beats\": [{\"style\": \"clear\", \"beat_number\": \"1.1\"}]";

        using var named = await host.Client.PostAsync($"/api/runs/{id}/regenerate", TestHost.Json($"{{{Named}}}"));
        using var all = await host.Client.PostAsync($"/api/runs/{id}/regenerate", null);

        Assert.Equal((HttpStatusCode.Conflict, HttpStatusCode.Accepted), (named.StatusCode, all.StatusCode));
        Assert.Contains("clear 1.1", await named.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(["complete", "pending"], (await StyleAsync(host, id))["beats"]!.AsArray().Select(b => (string)b!["state"]!));
        using var confirmed = await host.Client.PostAsync(
            $"/api/runs/{id}/regenerate", TestHost.Json($"{{{Named}, \"includeApproved\": true}}"));
        Assert.Equal(HttpStatusCode.Accepted, confirmed.StatusCode);
        Assert.Equal("pending", (string)(await StyleAsync(host, id))["beats"]![0]!["state"]!);
    }

    [Fact]
    public async Task Regenerate_EverythingIsApproved_IsRefused()
    {
        await using var host = await TestHost.StartAsync();
        var id = await host.PutCandidatesAsync();
        foreach (var beat in (string[])["1.1", "1.2"])
        {
            await SendAsync(host, HttpMethod.Put, id, "review", "{\"approved\": true}", beat);
        }

        using var all = await host.Client.PostAsync($"/api/runs/{id}/regenerate", null);

        Assert.Equal(HttpStatusCode.Conflict, all.StatusCode);
        Assert.Contains("includeApproved", await all.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_OfAProjectWithApprovedImages_TakesTheReviewsOverAndKeepsThem()
    {
        await using var host = await TestHost.StartAsync();
        var id = await host.PutCandidatesAsync();
        await SendAsync(host, HttpMethod.Put, id, "review", "{\"approved\": true, \"note\": \"Good.\"}");
        const string Only = "\"only\": [{\"style\": \"clear\", \"beat_number\": \"1.1\"}]";

        using var estimated = await host.Client.PostAsync("/api/estimate", Options("{\"overwrite\": true}"));
        var estimate = await TestHost.ReadAsync(estimated);
        using var refused = await host.Client.PostAsync("/api/runs", Options($"{{{Only}}}"));
        using var started = await host.Client.PostAsync("/api/runs", Options("{\"overwrite\": true}"));

        Assert.Equal((1, 1, 1), ((int)estimate["images"]!, (int)estimate["existing"]!, (int)estimate["approvedKept"]!));
        Assert.Contains(
            estimate["warnings"]!.AsArray(),
            w => Regex.IsMatch(
                (string)w!,
                @"^1 approved image is kept \(clear 1\.1\)\. "
                + @"Regenerating it, too, costs \$0\.\d+ and has to be confirmed \(options\.includeApproved\)\.$"));
        Assert.Equal((HttpStatusCode.Conflict, HttpStatusCode.Accepted), (refused.StatusCode, started.StatusCode));
        var run = await host.Runs.FindAsync("tale-2", default);
        Assert.Equal(("Good.", true), (Assert.Single(run!.Reviews!.Value).Note, run.Reviews.Value[0].Approved));
        using var late = await host.Client.PutAsync($"/api/runs/{id}/beats/clear/1.1/review", TestHost.Json("{}"));
        Assert.Equal(HttpStatusCode.Conflict, late.StatusCode);
        await host.AppendAsync("tale-2", new BeatExisting(
            StoryboardBuilder.At(10), ImageStyle.Clear, First.Beat, "p", (await host.Images.FindAsync(First, default))!.ETag));
        using var older = await host.Client.PostAsync($"/api/runs/{id}/regenerate", null);
        Assert.Equal(HttpStatusCode.Conflict, older.StatusCode);
        Assert.Contains("tale-2", await older.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        static StringContent Options(string options) => TestHost.Storyboard(options: JsonNode.Parse(options)!.AsObject());
    }

    private static ProjectName Project() =>
        ProjectName.TryParse("tale", out var project) ? project : throw new InvalidOperationException("No name.");

    private static async Task<string> OlderAsync(TestHost host) => (await host.Images.VersionsAsync(First, default)).Single().Version!;

    private static async Task<JsonNode> StyleAsync(TestHost host, string id)
    {
        using var run = await host.Client.GetAsync($"/api/runs/{id}");
        return (await TestHost.ReadAsync(run))["styles"]![0]!;
    }

    private static async Task<JsonNode> SendAsync(TestHost host, HttpMethod verb, string id, string what, string body, string beat = "1.1")
    {
        using var request = new HttpRequestMessage(verb, $"/api/runs/{id}/beats/clear/{beat}/{what}") { Content = TestHost.Json(body) };
        using var answer = await host.Client.SendAsync(request);
        Assert.True(answer.StatusCode is HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return await TestHost.ReadAsync(answer);
    }
}
