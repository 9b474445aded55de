using ImageGen.Core.Api.Views;

namespace ImageGen.Tests.Core.Api.Views;

public sealed class StoryboardJsonTests
{
    private const string Full = """
        {
          "projectPath": "projects/tale",
          "references": [
            {"id": "hare", "kind": "character", "image": "cast/hare.png", "description": "A lean hare.", "styles": ["clear"]},
            {"id": "mill", "kind": "location"}
          ],
          "promptsByStyle": {
            "clear": [
              {"shot_number": "Shot 1", "beat_number": "Beat 1.1", "script_phrase": "Once.", "transition_type": "H", "ai_prompt": "A \"hare\".", "seconds": 2.5},
              {"shot_number": "1A", "beat_number": "1.10", "transition_type": "Dissolve", "ai_prompt": "日本 mill", "references": ["mill"]}
            ],
            "consistent": [{"shot_number": 2, "beat_number": 2.1, "transition_type": "C", "ai_prompt": "A mill.", "references": [], "candidates": 4}]
          },
          "options": {
            "model": "gemini-3-pro-image", "aspectRatio": "16:9", "imageSize": "2K", "retryBlocked": true, "onChanged": "keep",
            "onQuotaExhausted": "fail", "maxCostUsd": 1.5, "maxParallel": 3, "first": ["2.1"],
            "candidates": 2, "candidatesByStyle": {"clear": 3}
          }
        }
        """;

    [Fact]
    public void Of_WhatWasRead_IsReadAsTheSame()
    {
        var storyboard = Read(Full);

        Assert.Equal(Json(storyboard), Json(Read(StoryboardJson.Of(storyboard).ToJsonString())));
    }

    [Fact]
    public void Of_WhatWasMeantForOneRun_IsLeftOut()
    {
        var storyboard = new StoryboardBuilder().Shots(1, 2).Build();
        var once = storyboard with
        {
            Styles = [.. storyboard.Styles.Select(
                s => s with { Beats = [.. s.Beats.Select(b => b with { Instruction = "Make it night." })] })],
            Options = storyboard.Options
                with
            { Overwrite = true, IncludeApproved = true, Only = [new BeatRef(ImageStyle.Clear, BeatId.Parse("1.1"))] },
        };

        Assert.Equal(Json(storyboard), Json(Read(StoryboardJson.Of(once).ToJsonString())));
    }

    private static string Json(Storyboard storyboard) => Encoding.UTF8.GetString(ImageGenJson.Write(storyboard));

    private static Storyboard Read(string json) =>
        Assert.IsType<StoryboardReadResult.Accepted>(StoryboardReader.Read(Encoding.UTF8.GetBytes(json))).Storyboard;
}
