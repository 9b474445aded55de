using ImageGen.Core.Storyboards;
using ImageGen.Core.Workflows.Contract;
using ImageGen.Core.Workflows.Status;
using ImageGen.Core.Workflows.Styles;

namespace ImageGen.Core.Workflows.Root;

/// <summary>One execution of <see cref="StoryboardWorkflow"/>.</summary>
internal sealed class StoryboardExecution(IWorkflowContext context, StoryboardInput input) : IDisposable
{
    /// <summary>After so many children a new execution begins, as soon as none is running.</summary>
    private const int LongestExecution = 60;

    /// <summary>After so many internal errors in a row the run is paused with the reason; before, the style is started again.</summary>
    private const int MaxFailuresInARow = 3;

    private readonly SignalInbox<object?> _control = new(context, WorkflowNames.Control);
    private readonly SignalInbox<StyleStatus> _progress = new(context, WorkflowNames.Progress);
    private readonly SortedDictionary<ImageStyle, Child> _children = [];
    private RunProgress _status = null!;
    private int _started;
    private int _failuresInARow;
    private int? _resumes;

    public async Task<RunProgress> RunAsync()
    {
        while (true)
        {
            var plan = await context.CallActivityAsync<RootPlan>(
                WorkflowNames.PlanRun, new RootRequest(input.RunId, MayEnd: _children.Count == 0));
            _resumes = plan.Resumes;
            PublishStatus(plan.Progress);
            if (plan.Ended is not null)
            {
                // A signal that came while the end was being written may have reopened the run, and nothing else checks that.
                if (_control.TryTakeAll())
                {
                    continue;
                }

                return plan.Progress;
            }

            if (_children.Count == 0 && _started >= LongestExecution)
            {
                Dispose();
                context.ContinueAsNew(input);
                return plan.Progress;
            }

            foreach (var style in plan.Styles.Where(s => !_children.ContainsKey(s)))
            {
                StartStyle(style, plan.Position);
            }

            while (!await AwaitNextEventAsync())
            {
            }
        }
    }

    public void Dispose()
    {
        _control.Dispose();
        _progress.Dispose();
    }

    private void StartStyle(ImageStyle style, long position)
    {
        var id = FormattableString.Invariant($"{input.RunId}:{style.Name()}:{position}-{++_started}");
        _children[style] = new Child(
            id, context.CallSubWorkflowAsync<StyleResult>(
                StyleWorkflow.Name, id, new StyleInput(input.RunId, style, Revision: input.Revision)));
    }

    /// <summary>
    /// Waits until a style ends, reports progress or a signal arrives, and handles that. True when the run has to be planned again.
    /// </summary>
    private async Task<bool> AwaitNextEventAsync()
    {
        await Task.WhenAny([.. _children.Values.Select(c => c.Task), _control.Next, _progress.Next]);
        while (_progress.TryTake(out var style))
        {
            PublishStatus(_status with { Styles = [.. _status.Styles.Select(s => s.Style == style.Style ? style : s)] });
        }

        var isSignalled = _control.TryTakeAll();
        if (isSignalled)
        {
            _failuresInARow = 0;
            foreach (var child in _children.Values)
            {
                context.SendSignal(child.Id, WorkflowNames.Control, true);
            }
        }

        var ended = _children.Where(c => c.Value.Task.IsCompleted).Select(c => c.Key).ToList();
        foreach (var style in ended)
        {
            var task = _children[style].Task;
            _children.Remove(style);
            await CompleteStyleAsync(task);
        }

        return isSignalled || ended.Count > 0;
    }

    private async Task CompleteStyleAsync(Task<StyleResult> style)
    {
        try
        {
            await style;
        }
        catch (WorkflowActivityException e)
        {
            if (++_failuresInARow >= MaxFailuresInARow)
            {
                _failuresInARow = 0;
                var isPaused = await context.CallActivityAsync<bool>(
                    WorkflowNames.RecordTrouble, new TroubleNote(input.RunId, e.Message, _resumes));
                if (isPaused || _resumes is null)
                {
                    await _control.Next;
                }
            }
        }
    }

    private void PublishStatus(RunProgress progress)
    {
        _status = RunProgress.Of(progress.Status, progress.Reason, progress.Styles);
        context.SetStatus(_status);
    }

    private sealed record Child(string Id, Task<StyleResult> Task);
}
