using System.Text.RegularExpressions;
using ImageGen.Core.Api.Views;
using ImageGen.Local.Host;

namespace ImageGen.Local.Cli.Views;

/// <summary>
/// For a pipe, a file or a build log: one line for each beat that ends; in large runs one line every few seconds, and one for each failure.
/// </summary>
internal sealed partial class PlainScreen(TextWriter output, TimeProvider time) : IRunScreen
{
    private const int SmallRun = 300;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly HashSet<BeatRef> _settled = [];
    private readonly Dictionary<ImageStyle, int> _found = [];
    private readonly Dictionary<ImageStyle, (BeatId Beat, string Reason)> _lastFailures = [];
    private readonly Dictionary<ImageStyle, string> _lastWaits = [];
    private readonly HashSet<string> _keyFaults = [];
    private DateTimeOffset _lastTotal = DateTimeOffset.MinValue;

    public RunUpdate? Last { get; private set; }

    public async Task ShowAsync(IAsyncEnumerable<RunUpdate> updates, CancellationToken cancellationToken)
    {
        await foreach (var update in updates.WithCancellation(cancellationToken))
        {
            if (Last is null)
            {
                Begin(update.View);
            }

            foreach (var e in update.Events)
            {
                Write(e, update.View);
            }

            foreach (var fault in Closing.KeyFaults(update.View).Where(_keyFaults.Add))
            {
                Line(update.View.UpdatedAt, string.Empty, fault);
            }

            WriteFound(update.View);
            WriteTotal(update.View);
            Last = update;
        }
    }

    private void Begin(RunView view)
    {
        foreach (var style in view.Styles)
        {
            var settled = (style.Beats ?? []).Where(b => b.State is not (BeatState.Pending or BeatState.Generating));
            _settled.UnionWith(
                ImageStyles.TryParse(style.Style, out var id) ? settled.Select(b => new BeatRef(id, BeatId.Parse(b.Beat))) : []);
        }

        var there = view.Completed == 0 ? string.Empty : $", {view.Completed} are there";
        Line(
            time.GetUtcNow(),
            $"{_settled.Count}/{view.Total}",
            $"{view.Id}: {Words.Images(view.Total)} in {string.Join(", ", view.Styles.Select(s => s.Style))}{there}");
    }

    private void Write(RunEvent e, RunView view)
    {
        var each = view.Total <= SmallRun;
        switch (e)
        {
            case AttemptStarted { Candidate: null } attempt:
                _settled.Remove(new BeatRef(attempt.Style, attempt.Beat));
                break;
            case BeatExisting found when _settled.Add(new BeatRef(found.Style, found.Beat)):
                _found[found.Style] = _found.GetValueOrDefault(found.Style) + 1;
                break;
            case BeatCompleted done:
                Settle(
                    e,
                    view,
                    new BeatRef(done.Style, done.Beat),
                    each ? $"generated in {Seconds(done.Duration)}, {Words.Usd(done.CostUsd)}{Note(done.Note)}" : null);
                break;
            case CandidateStored { Attempt: not null } further when each:
                Line(
                    e.At,
                    string.Empty,
                    $"{further.Style.Name()} {further.Beat.Value} candidate {further.Number} in {Seconds(further.Duration)}, "
                        + $"{Words.Usd(further.CostUsd)}{Note(further.Note)}");
                break;
            case CandidateFailed fewer:
                Line(e.At, string.Empty, $"{fewer.Style.Name()} {fewer.Beat.Value} has fewer candidates: {fewer.Why.Reason}");
                break;
            case BeatFailed failed:
                Settle(e, view, new BeatRef(failed.Style, failed.Beat), $"FAILED{Why(failed)}");
                break;
            case BeatSkipped skipped:
                Settle(e, view, new BeatRef(skipped.Style, skipped.Beat), each ? "skipped" : null);
                break;
            case StyleWaiting { Reason: { } reason } waiting when IsNews(waiting.Style, reason):
                Line(e.At, string.Empty, $"{waiting.Style.Name()} waits: {reason}");
                break;
            case RunPaused paused:
                Line(e.At, string.Empty, $"paused: {paused.Reason}");
                break;
            case RunResumed:
                Line(e.At, string.Empty, "resumed");
                break;
            case RunCancelled cancelled:
                Line(
                    e.At,
                    string.Empty,
                    cancelled.DropInFlight ? "cancelled; calls under way are dropped" : "cancelled; calls under way are finished");
                break;
        }
    }

    /// <summary>Without network a style tries again every minute, perhaps all night, and waits for the same each time.</summary>
    private bool IsNews(ImageStyle style, string reason)
    {
        var what = TimeOfDay().Replace(reason, string.Empty);
        var isNews = _lastWaits.GetValueOrDefault(style) != what;
        _lastWaits[style] = what;
        return isNews;
    }

    [GeneratedRegex(@"\d\d:\d\d(:\d\d)?")]
    private static partial Regex TimeOfDay();

    private void Settle(RunEvent e, RunView view, BeatRef beat, string? text)
    {
        _settled.Add(beat);
        _lastWaits.Remove(beat.Style);
        if (text is not null)
        {
            Line(e.At, $"{_settled.Count}/{view.Total}", $"{beat.Style.Name()} {beat.Beat.Value} {text}");
        }
    }

    /// <summary>Existing images are reported together.</summary>
    private void WriteFound(RunView view)
    {
        foreach (var (style, count) in _found.OrderBy(found => found.Key))
        {
            Line(view.UpdatedAt, $"{_settled.Count}/{view.Total}", $"{style.Name()}: {Words.Images(count)} there already");
        }

        _found.Clear();
    }

    private void WriteTotal(RunView view)
    {
        var now = time.GetUtcNow();
        if (view.Total > SmallRun && (now - _lastTotal >= Interval || view.EndedAt is not null))
        {
            _lastTotal = now;
            var left = view.SecondsLeft is { } seconds ? $", about {Words.Time(TimeSpan.FromSeconds(seconds))} left" : string.Empty;
            var failed = view.Failed > 0 ? $", {view.Failed} failed" : string.Empty;
            Line(now, $"{view.Completed}/{view.Total}", $"{Words.Usd(view.CostUsd)}{failed}{left}");
        }
    }

    private void Line(DateTimeOffset at, string count, string text) => output.WriteLine($"{Words.Clock(at)} {count,9}  {text}");

    /// <summary>One cause often fails many beats, and its text is long.</summary>
    private string Why(BeatFailed failed)
    {
        if (_lastFailures.TryGetValue(failed.Style, out var last) && last.Reason == failed.Why.Reason)
        {
            return $", as {last.Beat.Value}";
        }

        _lastFailures[failed.Style] = (failed.Beat, failed.Why.Reason);
        return $": {failed.Why.Reason}";
    }

    private static string Seconds(TimeSpan duration) => duration.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture) + " s";

    private static string Note(string? note) => note is null ? string.Empty : $" ({note})";
}
