using ImageGen.Core.Api.Views;
using ImageGen.Local.Host;

namespace ImageGen.Local.Cli.Views;

/// <summary>The output of a run at its end, and of <c>status</c>: a table, what failed and why, and what to do next.</summary>
internal static class Closing
{
    private const int ReasonsShown = 20;
    private const int BeatsShown = 6;

    public static IEnumerable<string> Table(RunView view)
    {
        var isUnconfirmed = view.UnconfirmedCalls > 0;
        string[] columns =
        [
            string.Empty, ">generated", ">existing", ">failed", ">skipped", view.EndedAt is null ? ">pending" : ">not generated", ">cost",
        ];
        var table = new TextTable([.. columns, .. isUnconfirmed ? (string[])[">unconfirmed"] : []]);
        foreach (var style in view.Styles)
        {
            Add(table, style.Style, [style], isUnconfirmed);
        }

        if (view.Styles.Length > 1)
        {
            Add(table, "all", view.Styles, isUnconfirmed);
        }

        return table.Lines();
    }

    /// <summary>The failed beats by style and reason; at most 20 reasons with 6 beats each unless <paramref name="all"/>.</summary>
    public static IEnumerable<string> Failures(RunView view, bool all = false)
    {
        var failed = view.Styles
            .SelectMany(style => (style.Beats ?? []).Where(b => b.State is BeatState.Error).Select(
                beat => (style.Style, beat.Beat, Reason: beat.Error?.Reason ?? "no reason is known")))
            .ToList();
        if (failed.Count == 0)
        {
            yield break;
        }

        yield return $"{Words.Beats(failed.Count)} failed:";
        var left = failed.Count;
        foreach (var reason in failed.GroupBy(f => (f.Style, f.Reason)).Take(all ? int.MaxValue : ReasonsShown))
        {
            var beats = reason.Select(f => f.Beat).ToList();
            var shown = all ? beats.Count : Math.Min(beats.Count, BeatsShown);
            var others = shown < beats.Count ? $" and {beats.Count - shown} more" : string.Empty;
            yield return $"  {reason.Key.Style} {string.Join(", ", beats.Take(shown))}{others}: {reason.Key.Reason}";
            left -= shown;
        }

        if (left > 0)
        {
            yield return $"  'status {view.Id} --all' lists every one";
        }
    }

    /// <summary>What is wrong with single keys: the run continues with the others, only slower, and no one would know why.</summary>
    public static IEnumerable<string> KeyFaults(RunView view) =>
        view.Styles.SelectMany(s => (s.KeyFaults ?? []).Concat((s.LearnedLimits ?? []).Select(Words.Of))).Distinct();

    /// <summary>What the run may have cost beyond its cost, if anything.</summary>
    public static IEnumerable<string> Unconfirmed(RunView view) =>
        view.UnconfirmedCalls > 0 ? [Words.Unconfirmed("Unconfirmed cost", view.UnconfirmedCalls, view.UnconfirmedUsd)] : [];

    /// <summary>What a person may want to do next.</summary>
    public static IEnumerable<string> Next(RunView view, Suggest suggest) => view.Status switch
    {
        RunStatus.CompletedWithErrors => ["To try the failed ones again:", $"  {suggest.Command("retry", view.Id)}"],
        RunStatus.Paused =>
            [$"Paused: {view.Reason}", "To continue:",
                $"  {suggest.Command("resume", view.Id, view.PausedBy is PausedBy.CostLimit ? "--max-cost USD" : null)}"],
        RunStatus.Failed => [$"Stopped: {view.Reason}"],
        RunStatus.Cancelled => ["It was cancelled. 'generate' generates what is missing, in a new run."],
        _ => [],
    };

    private static void Add(TextTable table, string name, IReadOnlyList<StyleView> styles, bool isUnconfirmed) => table.Add(
    [
        name,
        $"{styles.Sum(s => s.Completed - s.Existing)}",
        $"{styles.Sum(s => s.Existing)}",
        $"{styles.Sum(s => s.Failed)}",
        $"{styles.Sum(s => s.Skipped)}",
        $"{styles.Sum(s => s.Pending + s.Generating)}",
        Words.Usd(styles.Sum(s => s.CostUsd)),
        .. isUnconfirmed ? (string[])[Words.Usd(styles.Sum(s => s.UnconfirmedUsd))] : [],
    ]);
}
