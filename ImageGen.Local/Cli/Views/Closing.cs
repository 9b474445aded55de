using ImageGen.Core.Api;
using ImageGen.Core.Runs;
using Spectre.Console;

namespace ImageGen.Local.Cli.Views;

/// <summary>What is said of a run at its end, and by <c>status</c>: a table, every failure with its reason, and what to do next.</summary>
internal static class Closing
{
    private const int FailuresShown = 20;

    public static Table Table(RunView view)
    {
        var table = new Table { Border = TableBorder.None, ShowHeaders = true, Expand = false };
        table.AddColumn(new TableColumn(string.Empty) { Padding = new Padding(0, 0, 2, 0) });
        foreach (var name in (string[])["drawn", "there before", "failed", "skipped", "to come", "cost"])
        {
            table.AddColumn(new TableColumn(name) { Alignment = Justify.Right, NoWrap = true });
        }

        foreach (var style in view.Styles)
        {
            Add(table, style.Style, [style]);
        }

        if (view.Styles.Length > 1)
        {
            Add(table, "all", view.Styles);
        }

        return table;
    }

    /// <summary>Every failed beat with its reason; at most 20 unless <paramref name="all"/>.</summary>
    public static IEnumerable<string> Failures(RunView view, Suggest suggest, bool all = false)
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
            yield return $"  and {failed.Count - FailuresShown} more: {suggest.Command("status", view.Id, "--all")}";
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
        RunStatus.CompletedWithErrors => [$"To try the failed ones again: {suggest.Command("retry", view.Id)}"],
        RunStatus.Paused => [$"Paused: {view.Reason}", $"To go on: {suggest.Command("resume", view.Id, view.PausedBy is PausedBy.CostLimit ? "--max-cost USD" : null)}"],
        RunStatus.Failed => [$"Stopped: {view.Reason}"],
        RunStatus.Cancelled => ["It was cancelled. 'generate' draws what is missing, in a new run."],
        _ => [],
    };

    private static void Add(Table table, string name, IReadOnlyList<StyleView> styles)
    {
        var failed = styles.Sum(s => s.Failed);
        table.AddRow(
            name,
            $"{styles.Sum(s => s.Completed - s.Existing)}",
            $"{styles.Sum(s => s.Existing)}",
            failed == 0 ? "0" : $"[red]{failed}[/]",
            $"{styles.Sum(s => s.Skipped)}",
            $"{styles.Sum(s => s.Pending + s.Generating)}",
            Words.Usd(styles.Sum(s => s.CostUsd)));
    }
}
