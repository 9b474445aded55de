using ImageGen.Core.Generation;
using ImageGen.Core.Runs;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Api.Exports;

/// <summary>Gathers what is exported of a run or a project.</summary>
/// <remarks>Thread-safe. Reads stores only; another process may work on the runs.</remarks>
public sealed class ExportSheets(IRunStore store, RunLogs runLogs, IImageStore images)
{
    /// <summary>A run by its id, or a project by its name; null when there is neither.</summary>
    public async Task<ExportSheet?> FindAsync(
        string runOrProject, ImmutableArray<ImageStyle> styles, CancellationToken cancellationToken) =>
        await OfRunAsync(runOrProject, styles, cancellationToken)
            ?? (ProjectName.TryParse(runOrProject, out var project) ? await OfProjectAsync(project, styles, cancellationToken) : null);

    /// <summary>What a run has; null when there is no such run.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="styles">The styles wanted; empty: all of the run.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<ExportSheet?> OfRunAsync(string runId, ImmutableArray<ImageStyle> styles, CancellationToken cancellationToken) =>
        RunIds.TryParse(runId, out _, out _) && await runLogs.FindAsync(runId, cancellationToken) is { } runLog
            ? await SheetAsync([runLog], styles, cancellationToken)
            : null;

    /// <summary>
    /// What a project has: each style as its newest run has it, with the costs of all runs; null when the project has no run.
    /// </summary>
    public async Task<ExportSheet?> OfProjectAsync(
        ProjectName project, ImmutableArray<ImageStyle> styles, CancellationToken cancellationToken)
    {
        var runs = ImmutableArray.CreateBuilder<RunLog>();
        foreach (var header in await store.ListAsync(project, cancellationToken))
        {
            if (await runLogs.FindAsync(header.Id, cancellationToken) is { } runLog)
            {
                runs.Add(runLog);
            }
        }

        return runs.Count == 0 ? null : await SheetAsync(runs.ToImmutable(), styles, cancellationToken);
    }

    private async Task<ExportSheet> SheetAsync(
        ImmutableArray<RunLog> runs, ImmutableArray<ImageStyle> wanted, CancellationToken cancellationToken)
    {
        var storyboard = runs[0].Document.Storyboard;
        var styles = new List<StyleBeats>();
        var records = new Dictionary<(ImageStyle, BeatId), ExportCell>();
        foreach (var run in runs)
        {
            styles.AddRange(run.Document.Storyboard.Styles.Where(s => styles.All(known => known.Style != s.Style)));
            await run.ReadAsync(state => Add(records, state), cancellationToken);
        }

        styles = [.. styles.Where(s => wanted.IsEmpty || wanted.Contains(s.Style)).OrderBy(s => s.Style)];
        var cells = new List<Dictionary<BeatId, ExportCell>>();
        foreach (var style in styles)
        {
            var stored = await images.ListAsync(storyboard.Project, style.Style, cancellationToken);
            cells.Add(style.Beats.ToDictionary(
                b => b.Id,
                b => (records.GetValueOrDefault((style.Style, b.Id)) ?? new ExportCell(default, BeatState.Pending, null)) with
                {
                    Name = new ImageName(storyboard.Project, style.Style, b.Shot, b.Id),
                    Image = BeatImages.Choose(stored, b.Id),
                }));
        }

        var beats = BeatOrder.Merge(styles).Select(same => new ExportBeat(
            same[0].Shot,
            same[0].Id,
            same[0].Transition,
            same.Select(b => b.ScriptPhrase).FirstOrDefault(p => p is not null),
            same.Select(b => b.Seconds).FirstOrDefault(s => s is not null)
                ?? ReadingTime.Of(same.Select(b => b.ScriptPhrase).FirstOrDefault(p => p is not null)),
            [
                .. styles.Select((s, i) => cells[i].GetValueOrDefault(same[0].Id)
                    ?? new ExportCell(new ImageName(storyboard.Project, s.Style, same[0].Shot, same[0].Id), State: null, Image: null)),
            ]));
        return new ExportSheet(storyboard.Project, Title(storyboard), [.. styles.Select(s => s.Style)], [.. beats]);
    }

    /// <summary>The newest run comes first: its state holds, and the costs of older ones are added.</summary>
    private static int Add(Dictionary<(ImageStyle, BeatId), ExportCell> records, RunState state)
    {
        foreach (var record in state.Styles.SelectMany(s => s.Beats))
        {
            var key = (record.Style, record.Beat.Id);
            var cell = records.GetValueOrDefault(key) ?? new ExportCell(default, record.State, null) { Problem = record.Error?.Reason };
            records[key] = cell with
            {
                Attempts = cell.Attempts + record.Attempts,
                CostUsd = cell.CostUsd + record.CostUsd,
                UnconfirmedUsd = cell.UnconfirmedUsd + record.UnconfirmedUsd,
            };
        }

        return records.Count;
    }

    private static string Title(Storyboard storyboard) =>
        storyboard.ProjectPath.Split(['/', '\\'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault()
            ?? storyboard.Project.Value;
}
