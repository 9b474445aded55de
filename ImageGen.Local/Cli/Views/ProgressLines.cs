using ImageGen.Core.Api.Views;
using ImageGen.Local.Host;
using Spectre.Console;

namespace ImageGen.Local.Cli.Views;

/// <summary>A run as it goes, in a few lines that fit the terminal: two for each style, then the whole.</summary>
/// <param name="width">Columns of the terminal.</param>
/// <param name="unicode">False for a terminal that has letters of its code page only.</param>
internal sealed class ProgressLines(int width, bool unicode)
{
    private const int NameWidth = 13;

    /// <summary>Per cent and cost, behind the numbers of images.</summary>
    private const int FiguresWidth = 15;

    private readonly string _dot = unicode ? "·" : "|";

    /// <summary>The lines, as markup.</summary>
    public IReadOnlyList<string> Of(RunView view, DateTimeOffset now)
    {
        var lines = new List<string> { Head(view), string.Empty };
        var countWidth = view.Styles.Max(s => $"  {s.Total}/{s.Total}".Length);
        var failuresWidth = view.Failed == 0 ? 0 : view.Styles.Max(s => $"  {s.Failed} failed".Length);
        var room = Math.Clamp(width - NameWidth - countWidth - FiguresWidth - failuresWidth, 5, 60);
        foreach (var style in view.Styles)
        {
            lines.Add(Bar(style, room, countWidth));
            lines.Add(new string(' ', NameWidth) + Dim(Doing(view, style, now, width - NameWidth)));
        }

        lines.Add(string.Empty);
        lines.Add(Total(view, now));
        if (view.Reason is { } reason)
        {
            lines.Add($"[yellow]{Markup.Escape(Fit(reason, width))}[/]");
        }
        else if (view.EndedAt is null)
        {
            lines.Add(Dim("Ctrl-C stops; the same command continues where it was."));
        }

        return lines;
    }

    private string Head(RunView view)
    {
        var colour = view.Status switch
        {
            RunStatus.Completed => "green",
            RunStatus.Paused or RunStatus.CompletedWithErrors => "yellow",
            RunStatus.Failed or RunStatus.Cancelled => "red",
            _ => "blue",
        };
        return $"[bold]{Markup.Escape(Fit(view.Id, width - 24))}[/]  [{colour}]{Words.Status(view.Status)}[/]";
    }

    private string Bar(StyleView style, int room, int countWidth)
    {
        var share = style.Total == 0 ? 1 : (double)style.Completed / style.Total;
        var done = style.Completed == style.Total ? room : (int)(share * room);
        var failed = style.Failed == 0 ? 0 : Math.Clamp((int)Math.Ceiling((double)style.Failed / style.Total * room), 1, room - done);
        var full = unicode ? '━' : '#';
        var rest = new string(unicode ? '─' : '.', room - done - failed);
        var bar = $"[green]{new string(full, done)}[/][red]{new string(full, failed)}[/][grey]{rest}[/]";
        var figures = $"{$"{style.Completed}/{style.Total}".PadLeft(countWidth)} {Math.Floor(share * 100),4:0}% "
            + $"{Words.Usd(style.CostUsd),8}";
        var failures = style.Failed == 0 ? string.Empty : $"  [red]{style.Failed} failed[/]";
        return $"{style.Style,-NameWidth}{bar}{figures}{failures}";
    }

    private string Doing(RunView view, StyleView style, DateTimeOffset now, int room)
    {
        if (style.WaitingFor is not { } reason || view.Status is RunStatus.Paused)
        {
            return Fit(Doing(view, style), room);
        }

        // How long is worth more than the end of the reason, which is the same moment by the clock.
        var howLong = style.WaitingUntil > now ? $" (in {Words.Time(style.WaitingUntil.Value - now)})" : string.Empty;
        return Fit($"waits: {reason}", room - howLong.Length) + howLong;
    }

    private static string Doing(RunView view, StyleView style)
    {
        var generating = style.Beats?.Where(b => b.State is BeatState.Generating).Select(b => b.Beat).ToList() ?? [];
        return generating.Count > 0 ? $"generating {string.Join(", ", generating)}"
            : style.Generating > 0 ? $"generating {Words.Images(style.Generating)}"
            : style.Pending == 0 ? Settled(style)
            : view.Status is RunStatus.Running ? "next in line"
            : "waits for the run";
    }

    private static string Settled(StyleView style) =>
        style.Beats?.LastOrDefault(b => b.State is BeatState.Error) is { } failed ? $"{failed.Beat} failed: {failed.Error?.Reason}"
        : style.Existing == style.Total ? "all there already"
        : style.Existing > 0 ? $"ready, {style.Existing} existing"
        : "ready";

    private string Total(RunView view, DateTimeOffset now)
    {
        // In a narrow terminal the last ones by rank are left out.
        var parts = new List<(int Rank, string Markup)> { (0, $"[bold]{view.Completed} of {view.Total}[/] images") };
        if (view.Failed > 0)
        {
            parts.Add((0, $"[red]{view.Failed} failed[/]"));
        }

        parts.Add((2, view.MaxCostUsd is { } most ? $"{Words.Usd(view.CostUsd)} of {Words.Usd(most)}" : Words.Usd(view.CostUsd)));
        if (view.UnconfirmedCalls > 0)
        {
            parts.Add((3, $"{Words.Usd(view.UnconfirmedUsd)} unconfirmed"));
        }

        parts.Add((4, Words.Time((view.EndedAt ?? now) - view.CreatedAt)));
        if (view.SecondsLeft is { } left)
        {
            parts.Add((1, $"about {Words.Time(TimeSpan.FromSeconds(left))} left"));
        }

        while (true)
        {
            var line = Join(parts);
            if (parts.Count == 1 || Markup.Remove(line).Length <= width)
            {
                return line;
            }

            parts.Remove(parts.MaxBy(part => part.Rank));
        }
    }

    private string Join(IEnumerable<(int Rank, string Markup)> parts) =>
        string.Join($"  [grey]{_dot}[/]  ", parts.Select(part => part.Markup));

    private string Fit(string text, int room) =>
        text.Length <= room ? text : text[..Math.Max(0, room - (unicode ? 1 : 3))] + (unicode ? "…" : "...");

    private static string Dim(string text) => $"[grey]{Markup.Escape(text)}[/]";
}
