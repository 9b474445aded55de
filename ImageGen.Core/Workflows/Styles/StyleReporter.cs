using ImageGen.Core.Generation;
using ImageGen.Core.Models;
using ImageGen.Core.Workflows.Activities;
using ImageGen.Core.Workflows.Contract;
using ImageGen.Core.Workflows.Status;

namespace ImageGen.Core.Workflows.Styles;

/// <summary>
/// Reports the state of a style workflow: in its custom status, in signals to its root, and its waits in the run's log. Belongs to one
/// workflow.
/// </summary>
/// <remarks>
/// A root gets at most <see cref="Steps"/> signals of a style for its beats and <see cref="MostNotes"/> for everything else, however long
/// the run is and however often it continues as new, so that the root's history stays short.
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
    private StyleStatus? _reported;
    private DateTimeOffset _reportedAt;
    private string? _loggedWait;
    private ImmutableArray<ProjectLimit> _limits = [];

    /// <summary>How many notes were sent to the root, in all executions.</summary>
    public int Notes { get; private set; } = input.Signals;

    /// <summary>Takes the status of the run log, which a plan brings.</summary>
    public void ApplyStatus(StyleStatus status)
    {
        _status = status with { Recent = _status?.Recent ?? [], WaitingFor = null, WaitingUntil = null };

        // The execution before this one has reported everything to the root.
        _reported ??= input.Generation > 0 ? _status : null;
    }

    /// <summary>Applies the outcome of an attempt to the status.</summary>
    public void ApplyOutcome(BeatOutcome outcome)
    {
        if (_status is null || outcome.Kind is BeatOutcomeKind.Held or BeatOutcomeKind.Expired)
        {
            return;
        }

        var note = StyleStatuses.Note(
            outcome.Beat, outcome.Why?.Reason ?? (outcome.Kind is BeatOutcomeKind.Skipped ? "Skipped." : "Done."));
        var counts = outcome.Counts is { } newer && newer.Position > _status.Counts.Position ? newer : _status.Counts;
        var isFirst = outcome.Kind is BeatOutcomeKind.Failed && _status.Failures.Length < StyleStatus.MostFailures;
        _status = _status with
        {
            Counts = counts,
            Recent = [note, .. _status.Recent.Take(StyleStatus.MostRecent - 1)],
            Failures = isFirst ? _status.Failures.Add(note) : _status.Failures,
        };
    }

    /// <summary>Publishes the status where it has changed.</summary>
    /// <param name="wait">What the style waits for with nothing in flight; null: it does not wait.</param>
    /// <param name="paused">Why no attempt begins; null: attempts begin.</param>
    public async Task PublishStatusAsync(StyleWait? wait, string? paused)
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
        if (shown?.Text is { } text && text != _loggedWait && !LostWork.IsNote(text))
        {
            _loggedWait = text;
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
        var (status, reported) = (_status!, _reported);
        var isStep = reported is null || (StepOf(status) != StepOf(reported) && !IsTooSoon());
        var isNote = reported is not null && (status.Paused != reported.Paused || status.WaitingFor != reported.WaitingFor);
        var isLong = status.WaitingUntil - context.UtcNow > LongWait || status.Paused != reported?.Paused;
        var isReportedLater = input.Revision >= WorkflowRevisions.Third
            && IsTooSoon()
            && !IsOfLostWork(status)
            && !IsOfLostWork(reported);
        if (isStep || (isNote && (isLong || (Notes < MostNotes && !isReportedLater))))
        {
            Notes += isStep ? 0 : 1;
            (_reported, _reportedAt) = (status, context.UtcNow);
            context.SendSignal(input.RunId, WorkflowNames.Progress, status);
        }
    }

    private static bool IsOfLostWork(StyleStatus? status) => status?.WaitingFor is { } text && LostWork.IsNote(text);

    /// <summary>
    /// True while the last signal is recent. A signal is four rows of history, and nothing is lost: the style's end reports the last steps
    /// to the root, and a wait is in the log and in the style's own status at once.
    /// </summary>
    private bool IsTooSoon() =>
        input.Revision >= WorkflowRevisions.Second
            && context.UtcNow - _reportedAt < (input.Revision >= WorkflowRevisions.Third ? BetweenSignals : BetweenSteps);

    /// <summary>How many of the steps it has made; the same in every execution.</summary>
    private static int StepOf(StyleStatus status) =>
        (status.Counts.Completed + status.Counts.Failed + status.Counts.Skipped) / Math.Max(1, (status.Total + Steps - 1) / Steps);
}
