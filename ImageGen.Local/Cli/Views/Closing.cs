using ImageGen.Core.Api;
using ImageGen.Core.Runs;

namespace ImageGen.Local.Cli.Views;

/// <summary>What is said of a run at its end, and by <c>status</c>: a table, every failure with its reason, and what to do next.</summary>
internal static class Closing
{
    private const int FailuresShown = 20;

    public static IEnumerable<string> Table(RunView view)
    {
        var table = new TextTable(string.Empty, ">drawn", ">were there", ">failed", ">skipped", ">to come", ">cost");
        foreach (var style in view.Styles)
        {
            Add(table, style.Style, [style]);
        }

        if (view.Styles.Length > 1)
        {
            Add(table, "all", view.Styles);
        }

        return table.Lines();
    }

    /// <summary>Every failed beat with its reason; at most 20 unless <paramref name="all"/>.</summary>
    public static IEnumerable<string> Failures(RunView view, bool all = false)
    {
        var failed = view.Styles
            .SelectMany(style => (style.Beats ?? []).Where(b => b.State is BeatState.Error).Select(beat => (style.Style, beat.Beat, Reason: beat.Error?.Reason ?? "no reason is known")))
            .ToList();
        if (failed.Count == 0)
        {
            yield break;
        }

        yield return $"{Words.Beats(failed.Count)} failed:";
        foreach (var (style, beat, reason) in all ? failed : failed.Take(FailuresShown))
        {
            yield return $"  {style} {beat}: {reason}";
        }

        if (failed.Count > FailuresShown && !all)
        {
            yield return $"  and {failed.Count - FailuresShown} more; 'status {view.Id} --all' lists them";
        }
    }

    /// <summary>What the run cost that nobody can be sure of.</summary>
    public static IEnumerable<string> Unconfirmed(RunView view)
    {
        if (view.UnconfirmedCalls > 0)
        {
            yield return $"{(view.UnconfirmedCalls == 1 ? "1 call was" : $"{view.UnconfirmedCalls} calls were")} under way when the program was stopped; "
                + $"they may have been billed, about {Words.Usd(view.UnconfirmedUsd)}.";
        }
    }

    /// <summary>What a person may want to do next.</summary>
    public static IEnumerable<string> Next(RunView view, Suggest suggest) => view.Status switch
    {
        RunStatus.CompletedWithErrors => ["To try the failed ones again:", $"  {suggest.Command("retry", view.Id)}"],
        RunStatus.Paused => [$"Paused: {view.Reason}", "To go on:", $"  {suggest.Command("resume", view.Id, view.PausedBy is PausedBy.CostLimit ? "--max-cost USD" : null)}"],
        RunStatus.Failed => [$"Stopped: {view.Reason}"],
        RunStatus.Cancelled => ["It was cancelled. 'generate' draws what is missing, in a new run."],
        _ => [],
    };

    private static void Add(TextTable table, string name, IReadOnlyList<StyleView> styles) => table.Add(
        name,
        $"{styles.Sum(s => s.Completed - s.Existing)}",
        $"{styles.Sum(s => s.Existing)}",
        $"{styles.Sum(s => s.Failed)}",
        $"{styles.Sum(s => s.Skipped)}",
        $"{styles.Sum(s => s.Pending + s.Generating)}",
        Words.Usd(styles.Sum(s => s.CostUsd)));
}
