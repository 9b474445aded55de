using ImageGen.Tests.Local.Http.Support;

namespace ImageGen.Tests.Local.Http;

/// <summary>Choosing among candidates over HTTP.</summary>
public sealed class ChoiceTests
{
    [Fact]
    public async Task Choose_TheOtherOneAfterTheRunIsOver_IsInThePlaceAndFollowersAreMarked()
    {
        await using var host = await TestHost.StartAsync();
        var id = await host.PutCandidatesAsync();
        Assert.Equal("1 of 2", Chosen(await BeatAsync(host, id, "1.1")));
        Assert.False(IsChanged(await BeatAsync(host, id, "1.2")));

        var detail = await ChooseAsync(host, id, 2);

        Assert.Equal("2 of 2", Chosen(detail));
        Assert.Equal(TestImage.Png(2), await host.Client.GetByteArrayAsync("/api/projects/tale/images/clear/1.1"));
        Assert.True(IsChanged(await BeatAsync(host, id, "1.2")));
        Assert.Equal(RunStatus.Completed, await (await host.RunLogs.OpenAsync(id, default)).ReadAsync(s => s.Status, default));

        Assert.Equal("1 of 2", Chosen(await ChooseAsync(host, id, 1)));
        Assert.Equal(TestImage.Png(1), await host.Client.GetByteArrayAsync("/api/projects/tale/images/clear/1.1"));
        Assert.False(IsChanged(await BeatAsync(host, id, "1.2")));
    }

    [Fact]
    public async Task Choose_Twice_IsOneEvent()
    {
        await using var host = await TestHost.StartAsync();
        var id = await host.PutCandidatesAsync();

        await ChooseAsync(host, id, 2);
        await ChooseAsync(host, id, 2);

        Assert.Single((await host.LogAsync(id)).Select(e => e.Event).OfType<CandidateChosen>());
    }

    [Fact]
    public async Task Candidates_TheirAddresses_GiveTheirBytesWhicheverIsChosen()
    {
        await using var host = await TestHost.StartAsync();
        var id = await host.PutCandidatesAsync();
        var before = Uris(await BeatAsync(host, id, "1.1"));

        var after = Uris(await ChooseAsync(host, id, 2));

        Assert.Equal(before, after);
        Assert.Equal(TestImage.Png(1), await host.Client.GetByteArrayAsync(after[0]));
        Assert.Equal(TestImage.Png(2), await host.Client.GetByteArrayAsync(after[1]));
    }

    [Fact]
    public async Task Choose_TheHostDiedBeforeItWasPlaced_TheNextReadPlacesIt()
    {
        await using var host = await TestHost.StartAsync();
        var id = await host.PutCandidatesAsync();
        await host.AppendAsync(id, new CandidateChosen(StoryboardBuilder.At(9), ImageStyle.Clear, BeatId.Parse("1.1"), 2));

        using var read = await host.Client.GetAsync($"/api/runs/{id}");

        Assert.Equal(HttpStatusCode.OK, read.StatusCode);
        Assert.Equal(TestImage.Png(2), await host.Client.GetByteArrayAsync("/api/projects/tale/images/clear/1.1"));
        Assert.IsType<CandidatePlaced>((await host.LogAsync(id))[^1].Event);
    }

    [Fact]
    public async Task Events_OfCandidates_AreTheirOwnMessagesAndLeaveTheBeatsAlone()
    {
        await using var host = await TestHost.StartAsync();
        var id = await host.PutCandidatesAsync();
        await ChooseAsync(host, id, 2);

        var stream = await host.Client.GetStringAsync($"/api/runs/{id}/events");

        var messages = stream.Split('\n').Where(
            l => l.StartsWith("data:", StringComparison.Ordinal)).Select(l => JsonNode.Parse(l[5..])!).ToList();
        Assert.Equal(
            ["generating 1.1", "complete 1.1", "generating 1.2", "complete 1.2"],
            messages.Where(m => (string?)m["type"] == "progress").Select(m => $"{m["status"]} {m["beat_number"]}"));
        Assert.Equal(
            ["generating 2", "complete 2", "generating 2", "error "],
            messages.Where(m => (string?)m["type"] == "candidate").Select(m => $"{m["status"]} {m["number"]}"));
        Assert.Equal(2, (int)Assert.Single(messages, m => (string?)m["type"] == "chosen")["number"]!);
    }

    [Fact]
    public async Task Choose_WhileItIsRegenerated_IsRefusedWithTheReason()
    {
        await using var host = await TestHost.StartAsync();
        var id = await host.PutCandidatesAsync();
        await host.AppendAsync(
            id,
            new BeatsRequested(
                StoryboardBuilder.At(9), BeatRequestKind.Regenerate, [new BeatRef(ImageStyle.Clear, BeatId.Parse("1.1"))]));

        using var answer = await host.Client.PostAsync($"/api/runs/{id}/beats/clear/1.1/choose", TestHost.Json("{\"candidate\": 2}"));

        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Contains("is being generated", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Choose_ItsImageIsGone_IsRefusedAndNothingIsLogged()
    {
        await using var host = await TestHost.StartAsync();
        var id = await host.PutCandidatesAsync();
        Assert.True(ProjectName.TryParse("tale", out var project));
        host.Images.Remove(new ImageName(project, ImageStyle.Clear, 1, BeatId.Parse("1.1")));

        using var answer = await host.Client.PostAsync($"/api/runs/{id}/beats/clear/1.1/choose", TestHost.Json("{\"candidate\": 2}"));

        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.DoesNotContain((await host.LogAsync(id)).Select(e => e.Event), e => e is CandidateChosen);
    }

    private static async Task<JsonNode> ChooseAsync(TestHost host, string id, int candidate)
    {
        using var answer = await host.Client.PostAsync(
            $"/api/runs/{id}/beats/clear/1.1/choose", TestHost.Json($"{{\"candidate\": {candidate}}}"));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await TestHost.ReadAsync(answer);
    }

    private static async Task<JsonNode> BeatAsync(TestHost host, string id, string beat)
    {
        using var run = await host.Client.GetAsync($"/api/runs/{id}");
        var view = (await TestHost.ReadAsync(run))["styles"]![0]!["beats"]!.AsArray().Single(b => (string)b!["beat_number"]! == beat)!;
        using var answer = await host.Client.GetAsync($"/api/runs/{id}/beats/clear/{beat}");
        var detail = await TestHost.ReadAsync(answer);
        Assert.Equal(IsChanged(view), IsChanged(detail));
        Assert.Equal(view["candidates"]!.ToJsonString(), detail["candidates"]!.ToJsonString());
        return detail;
    }

    private static bool IsChanged(JsonNode beat) => (bool?)beat["changed"] ?? false;

    private static string Chosen(JsonNode beat) =>
        $"{beat["candidates"]!.AsArray().Single(c => (bool)c!["chosen"]!)!["n"]} of {beat["candidates"]!.AsArray().Count}";

    private static string[] Uris(JsonNode beat) => [.. beat["candidates"]!.AsArray().Select(c => (string)c!["uri"]!)];
}
