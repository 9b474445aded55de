using ImageGen.Simulator.Requests;

namespace ImageGen.Tests.Simulator;

public sealed class SceneLabelsTests
{
    private const string Storyboard = """
        {"promptsByStyle": {
          "clear": [{"beat_number": "Beat 1.1", "ai_prompt": "a fox"}, {"beat_number": "Beat_1.2", "ai_prompt": "a fox runs"}, {"beat_number": 3}],
          "illustration": [{"beat_number": "1.1", "ai_prompt": "Painted: a fox"}]}}
        """;

    private readonly SceneLabels _labels = SceneLabels.FromStoryboard(Storyboard);

    [Theory]
    [InlineData("clear/1.1", "a fox")]
    [InlineData("clear/1.2", "Previous frame:", "a fox runs")]
    [InlineData("illustration/1.1", "Draw this.\nPainted: a fox\n")]
    [InlineData("clear/1.2", "Please draw: a fox runs, in one image")]
    [InlineData(null, "a badger")]
    public void Find_TextParts_GivesTheBeatOfTheClosestPrompt(string? expected, params string[] texts) =>
        Assert.Equal(expected, _labels.Find(new SimulatorRequest("m", [.. texts], [], null, null))?.ToString());

    [Theory]
    [InlineData("1.2", true)]
    [InlineData("clear/1.2", true)]
    [InlineData("Clear / 1.2", true)]
    [InlineData("illustration/1.2", false)]
    [InlineData("1.3", false)]
    [InlineData("a/b/c", false)]
    public void Matches_Target_MeansBeatInAnyOrThatStyle(string target, bool matches) =>
        Assert.Equal(matches, new SceneLabel("clear", "1.2").Matches(target));

    [Theory]
    [InlineData("Hand-painted storybook illustration, warm gouache textures, soft edges: a fox", "illustration")]
    [InlineData("Minimalist line drawing on a clean white background, thick black outlines: a fox", "clear")]
    [InlineData("Cinematic storyboard frame, 16:9, consistent character design: a fox", "consistent")]
    [InlineData("a fox", "illustration")]
    public void GuessStyle_Words_TellTheStyle(string prompt, string style) => Assert.Equal(style, SceneLabel.GuessStyle(prompt));
}
