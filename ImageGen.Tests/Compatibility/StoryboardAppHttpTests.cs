using ImageGen.Tests.Local;
using ImageGen.Tests.Local.Http.Support;

namespace ImageGen.Tests.Compatibility;

/// <summary>What the storyboard app's page reads of runs and projects.</summary>
public sealed class StoryboardAppHttpTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Spelling_OfTheRequest_StandsBesideTheNormalFormInViewsAndEvents()
    {
        await using var server = await TestHost.StartAsync(_folder.Data());
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
        await using var server = await TestHost.StartAsync(_folder.Data(), storyboardApp: true);
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
        await using var server = await TestHost.StartAsync(_folder.Data(), storyboardApp: true);
        await server.StartRunAsync(shots: 3, address: "/api/runs");

        using var other = await server.Client.PostAsync("/api/generate-images", TestHost.Storyboard(shots: 2));

        Assert.Equal(HttpStatusCode.Conflict, other.StatusCode);
        Assert.Contains("Stop it first", (string?)(await TestHost.ReadAsync(other))["error"], StringComparison.Ordinal);
        Assert.True(await IsGeneratingAsync(server, "projects/tale"));
    }

    [Fact]
    public async Task Estimate_UnderARoot_NamesTheFolderAndCountsItsImages()
    {
        await using var server = await TestHost.StartAsync(_folder.Data());
        _folder.Write("Videos/My Video/generated_images/clear/Shot_1/Beat_Beat 1.1.png", TestImage.Png(1));

        using var response = await server.Client.PostAsync("/api/estimate", TestHost.Storyboard(_folder["Videos/My Video"]));

        var estimate = await TestHost.ReadAsync(response);
        Assert.Equal(_folder["Videos/My Video"], (string?)estimate["projectFolder"]);
        Assert.Equal((1, 1), ((int)estimate["existing"]!, (int)estimate["images"]!));
    }

    private static async Task<bool> IsGeneratingAsync(TestHost server, string project)
    {
        using var response = await server.Client.GetAsync($"/api/generation-status/{Uri.EscapeDataString(project)}");
        return (bool)(await TestHost.ReadAsync(response))["isGenerating"]!;
    }
}
