using ImageGen.Core.Base;
using ImageGen.Core.Runs;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Workflows.Status;

/// <summary>Reads a style's status off a run's state.</summary>
internal static class StyleStatuses
{
    private const int Escaped = 6;

    public static StyleStatus Of(RunState state, StyleState style, DateTimeOffset now) => new(
        style.Style,
        style.Beats.Length,
        StyleCounts.Of(state, style, now),
        [.. style.Beats.Where(b => b is { State: BeatState.Error, Error: not null }).Take(StyleStatus.MostFailures).Select(
            b => Note(b.Beat.Id, b.Error!.Reason))],
        [],
        style.Waiting?.Reason is { } waiting ? Cut(waiting) : null,
        style.Waiting?.Until,
        state.PausedBy is null || state.Reason is null ? null : Cut(state.Reason));

    public static BeatNote Note(BeatId beat, string text) => new(beat, Cut(text));

    /// <summary>Short enough as JSON writes it: there a character that has to be escaped takes six.</summary>
    public static string Cut(string text)
    {
        var (length, end) = (0, 0);
        foreach (var rune in text.EnumerateRunes())
        {
            var width = rune.Utf16SequenceLength * (ImageGenJson.Options.Encoder!.WillEncode(rune.Value) ? Escaped : 1);
            if (length + width > StyleStatus.LongestNote)
            {
                return string.Concat(text.AsSpan(0, end), "…");
            }

            // What leaves room for the mark that something was cut off.
            length += width;
            end = length < StyleStatus.LongestNote ? end + rune.Utf16SequenceLength : end;
        }

        return text;
    }
}
