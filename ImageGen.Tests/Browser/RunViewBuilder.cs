using ImageGen.Core.Api.Views;

namespace ImageGen.Tests.Browser;

/// <summary>Views of runs for <see cref="ScriptedHost"/>: shots of ten beats, in every style the same.</summary>
internal static class RunViewBuilder
{
    public static readonly DateTimeOffset Start = new(2026, 11, 21, 9, 30, 0, TimeSpan.Zero);

    public static RunView Running(int beats, int complete = 0, string project = "lighthouse", params string[] styles)
    {
        string[] names = styles.Length > 0 ? styles : ["illustration", "clear", "consistent"];
        return new RunView
        {
            Id = "run-1",
            Project = project,
            ProjectPath = project,
            Status = RunStatus.Running,
            CreatedAt = Start,
            UpdatedAt = Start,
            Completed = complete * names.Length,
            Failed = 0,
            Total = beats * names.Length,
            CostUsd = complete * names.Length * 0.25m,
            UnconfirmedUsd = 0,
            UnconfirmedCalls = 0,
            LastEventId = 100,
            Styles = [.. names.Select(name => Style(name, beats, complete))],
        };
    }

    public static string BeatNumber(int index) => string.Create(CultureInfo.InvariantCulture, $"{1 + (index / 10)}.{1 + (index % 10)}");

    private static StyleView Style(string name, int beats, int complete) => new()
    {
        Style = name,
        Completed = complete,
        Existing = 0,
        Failed = 0,
        Skipped = 0,
        Generating = 0,
        Pending = beats - complete,
        Total = beats,
        CostUsd = complete * 0.25m,
        Beats = [.. Enumerable.Range(0, beats).Select(i => Beat(name, i, i < complete))],
    };

    private static BeatView Beat(string style, int index, bool isComplete) => new()
    {
        Beat = BeatNumber(index),
        Shot = 1 + (index / 10),
        State = isComplete ? BeatState.Complete : BeatState.Pending,
        Attempts = isComplete ? 1 : 0,
        CostUsd = isComplete ? 0.25m : 0,
        ImagePath = isComplete ? $"generated_images/{style}/{BeatNumber(index)}.png" : null,
        ImageUri = isComplete ? $"/api/projects/lighthouse/images/{style}/{BeatNumber(index)}" : null,
    };
}
