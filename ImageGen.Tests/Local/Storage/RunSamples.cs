namespace ImageGen.Tests.Local.Storage;

internal static class RunSamples
{
    public static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    public static RunDocument Run(
        string id = "fable-1", string project = "fable", DateTimeOffset? at = null, string prompt = "A hare, \"asleep\"\nunder a tree.")
    {
        Assert.True(ProjectName.TryParse(project, out var name));
        Beat Beat(string beat) => new(1, BeatId.Parse(beat), TransitionKind.HardCut, "H", null, prompt);
        return new RunDocument(id, at ?? Noon, new Storyboard(
            $"projects/{project}",
            name,
            [new StyleBeats(ImageStyle.Illustration, [Beat("1.1"), Beat("1.2")]), new StyleBeats(ImageStyle.Clear, [Beat("1.1")])],
            new RunOptions { Model = "gemini-3.1-flash-image", MaxCostUsd = 1.5m, First = [BeatId.Parse("1.2")] }));
    }

    public static RunEvent Attempt(int number, string tail = "") =>
        new AttemptStarted(Noon.AddSeconds(number), ImageStyle.Clear, BeatId.Parse("1.1"), $"a{number}{tail}", "clear-1", 0.067m);
}
