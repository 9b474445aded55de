using ImageGen.Core.Models.Catalogue;
using ImageGen.Core.Storyboards;

namespace ImageGen.Bench.Worlds;

/// <summary>Storyboards to measure with.</summary>
internal static class Boards
{
    private const int BeatsPerShot = 10;

    /// <summary>
    /// The same beats in each of the three styles. The first <paramref name="chain"/> beats are one shot in which each continues the one
    /// before it; all others are hard cuts, ten to a shot.
    /// </summary>
    public static Storyboard Of(int beatsPerStyle, int chain = 1, string path = "bench")
    {
        ProjectName.TryFromPath(path, out var project);
        return new Storyboard(
            path,
            project,
            [.. ImageStyles.All.Select(s => StyleOf(s, beatsPerStyle, chain))],
            new RunOptions { Model = ModelCatalogue.DefaultModel });
    }

    /// <summary>The same as a request, with so many images of a style at a time.</summary>
    public static byte[] ToJson(Storyboard storyboard, int maxParallel) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        projectPath = storyboard.ProjectPath,
        promptsByStyle = storyboard.Styles.ToDictionary(
            s => s.Style.Name(),
            s =>
                s.Beats.Select(b => new
                {
                    shot_number = b.Shot,
                    beat_number = b.Id.Value,
                    script_phrase = b.ScriptPhrase,
                    transition_type = b.Transition,
                    ai_prompt = b.Prompt,
                })),
        options = new { maxParallel },
    });

    private static StyleBeats StyleOf(ImageStyle style, int beats, int chain) =>
        new(style, [.. Enumerable.Range(0, beats).Select(i => BeatOf(style, i, chain))]);

    private static Beat BeatOf(ImageStyle style, int index, int chain)
    {
        var isChained = index > 0 && index < chain;
        var shot = index < chain ? 1 : 2 + (index / BeatsPerShot);
        return new Beat(
            shot,
            BeatId.Parse(string.Create(CultureInfo.InvariantCulture, $"{shot}.{index + 1}")),
            isChained ? TransitionKind.Continuous : TransitionKind.HardCut,
            isChained ? "C" : "H",
            $"And then the tortoise took step number {index + 1}.",
            $"In the {style.Name()} style: a tortoise on a dusty road at dawn, a hare asleep under a tree far behind, low camera, warm "
                + $"light, step {index + 1}.");
    }
}
