using ImageGen.Core.Generation;
using ImageGen.Core.Models;
using ImageGen.Core.Workflows.Activities;
using ImageGen.Core.Workflows.Contract;
using ImageGen.Core.Workflows.Status;

namespace ImageGen.Core.Workflows.Styles;

/// <summary>
/// What a style workflow shows of itself: its custom status, signals to its root, waits in the run's log. Belongs to one workflow.
/// </summary>
/// <remarks>
/// A root hears of a style at most <see cref="Steps"/> times for its beats and <see cref="MostNotes"/> times for everything else, however
/// long the run is and however often it continues as new, so that the root's history stays short.
/// </remarks>
internal sealed class StyleReporter(IWorkflowContext context, StyleInput input)
{
    private const int Steps = 50;
    private const int MostNotes = 64;

    private static readonly TimeSpan BetweenSteps = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan BetweenSignals = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ShortWait = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan LongWait = TimeSpan.FromMinutes(10);

    private StyleStatus? _status;
    private StyleStatus? _shown;
    private StyleStatus? _told;
    private DateTimeOffset _toldAt;
    private string? _recorded;
    private ImmutableArray<ProjectLimit> _limits = [];

    /// <summary>How many notes were sent to the root, in all generations.</summary>
    public int Notes { get; private set; } = input.Signals;

    /// <summary>Begins with what the log says.</summary>
    public void Begin(StyleStatus status)
    {
        _status = status with { Recent = _status?.Recent ?? [], WaitingFor = null, WaitingUntil = null };

        // The execution before told the root all that there was to tell.
        _told ??= input.Generation > 0 ? _status : null;
    }

    /// <summary>Takes in what came of a beat.</summary>
    public void Settled(BeatOutcome outcome)
    {
        if (_status is null || outcome.Kind is BeatOutcomeKind.Held or BeatOutcomeKind.Expired)
        {
            return;
        }

        var note = StyleStatuses.Note(
            outcome.Beat, outcome.Why?.Reason ?? (outcome.Kind is BeatOutcomeKind.Skipped ? "Skipped." : "Done."));
        var counts = outcome.Counts is { } news && news.Position > _status.Counts.Position ? news : _status.Counts;
        var isFirst = outcome.Kind is BeatOutcomeKind.Failed && _status.Failures.Length < StyleStatus.MostFailures;
        _status = _status with
        {
            Counts = counts,
            Recent = [note, .. _status.Recent.Take(StyleStatus.MostRecent - 1)],
            Failures = isFirst ? _status.Failures.Add(note) : _status.Failures,
        };
    }

    /// <summary>Shows where the style stands.</summary>
    /// <param name="wait">What it waits for with nothing in flight; null: it does not wait.</param>
    /// <param name="paused">Why no call begins; null: calls begin.</param>
    public async Task ShowAsync(StyleWait? wait, string? paused)
    {
        if (_status is null)
        {
            return;
        }

        var isShort = wait?.Until - context.UtcNow < ShortWait;
        var shown = paused is null && !isShort ? wait : null;
        _status = _status with
        {
            Counts = paused is null ? _status.Counts : _status.Counts with { SecondsLeft = null },
            WaitingFor = shown is null ? null : StyleStatuses.Cut(shown.Text),
            WaitingUntil = shown?.Until,
            Paused = paused is null ? null : StyleStatuses.Cut(paused),
        };
        if (_status != _shown)
        {
            _shown = _status;
            context.SetStatus(_status);
        }

        SignalRoot();
        if (shown?.Text is { } text && text != _recorded && !LostWork.IsNote(text))
        {
            _recorded = text;
            await context.CallActivityAsync<bool>(WorkflowNames.RecordWait, new WaitNote(input.RunId, input.Style, shown));
        }
    }

    /// <summary>Logs what was learned of request limits, when that has changed.</summary>
    public async Task LogLimitsAsync(ImmutableArray<ProjectLimit> limits)
    {
        if (!limits.SequenceEqual(_limits))
        {
            _limits = limits;
            await context.CallActivityAsync<bool>(WorkflowNames.RecordLimits, new LimitsNote(input.RunId, input.Style, limits));
        }
    }

    private void SignalRoot()
    {
        var (status, told) = (_status!, _told);
        var isStep = told is null || (StepOf(status) != StepOf(told) && !IsTooSoon());
        var isNote = told is not null && (status.Paused != told.Paused || status.WaitingFor != told.WaitingFor);
        var isLong = status.WaitingUntil - context.UtcNow > LongWait || status.Paused != told?.Paused;
        var isHeardLater = input.Revision >= WorkflowRevisions.Third
            && IsTooSoon()
            && !IsOfLostWork(status)
            && !IsOfLostWork(told);
        if (isStep || (isNote && (isLong || (Notes < MostNotes && !isHeardLater))))
        {
            Notes += isStep ? 0 : 1;
            (_told, _toldAt) = (status, context.UtcNow);
            context.SendSignal(input.RunId, WorkflowNames.Progress, status);
        }
    }

    private static bool IsOfLostWork(StyleStatus? status) => status?.WaitingFor is { } text && LostWork.IsNote(text);

    /// <summary>
    /// The style's end informs the root of the last steps; a wait is in the log and in the style's own status at once. A signal is four
    /// rows of history.
    /// </summary>
    private bool IsTooSoon() =>
        input.Revision >= WorkflowRevisions.Second
            && context.UtcNow - _toldAt < (input.Revision >= WorkflowRevisions.Third ? BetweenSignals : BetweenSteps);

    /// <summary>How many of the steps it has made; the same in every execution.</summary>
    private static int StepOf(StyleStatus status) =>
        (status.Counts.Completed + status.Counts.Failed + status.Counts.Skipped) / Math.Max(1, (status.Total + Steps - 1) / Steps);
}
