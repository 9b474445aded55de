using ImageGen.Core.Storyboards;
using ImageGen.Core.Workflows.Contract;
using ImageGen.Core.Workflows.Status;
using ImageGen.Core.Workflows.Styles;

namespace ImageGen.Core.Workflows.Root;

/// <summary>One execution of <see cref="StoryboardWorkflow"/>.</summary>
internal sealed class StoryboardExecution(IWorkflowContext context, StoryboardInput input) : IDisposable
{
    /// <summary>After so many children a new execution begins, when none is at work.</summary>
    private const int LongestExecution = 60;

    /// <summary>A style that fails for reasons of ours is begun again so often in a row; then the run is paused with the reason.</summary>
    private const int MostFaults = 3;

    private readonly SignalInbox<object?> _control = new(context, WorkflowNames.Control);
    private readonly SignalInbox<StyleStatus> _progress = new(context, WorkflowNames.Progress);
    private readonly SortedDictionary<ImageStyle, Child> _children = [];
    private RunProgress _status = null!;
    private int _begun;
    private int _faults;
    private int? _resumes;

    public async Task<RunProgress> RunAsync()
    {
        while (true)
        {
            var plan = await context.CallActivityAsync<RootPlan>(
                WorkflowNames.PlanRun, new RootRequest(input.RunId, MayEnd: _children.Count == 0));
            _resumes = plan.Resumes;
            Show(plan.Progress);
            if (plan.Ended is not null)
            {
                // A signal that came while the end was being written may have reopened the run, and nothing else checks that.
                if (_control.TakeAll())
                {
                    continue;
                }

                return plan.Progress;
            }

            if (_children.Count == 0 && _begun >= LongestExecution)
            {
                Dispose();
                context.ContinueAsNew(input);
                return plan.Progress;
            }

            foreach (var style in plan.Styles.Where(s => !_children.ContainsKey(s)))
            {
                Begin(style, plan.Position);
            }

            while (!await NextAsync())
            {
            }
        }
    }

    public void Dispose()
    {
        _control.Dispose();
        _progress.Dispose();
    }

    private void Begin(ImageStyle style, long position)
    {
        var id = FormattableString.Invariant($"{input.RunId}:{style.Name()}:{position}-{++_begun}");
        _children[style] = new Child(
            id, context.CallSubWorkflowAsync<StyleResult>(
                StyleWorkflow.Name, id, new StyleInput(input.RunId, style, Revision: input.Revision)));
    }

    /// <summary>
    /// Waits for the first of: a style ends, a signal from outside, progress of a style. True when the run has to be planned again.
    /// </summary>
    private async Task<bool> NextAsync()
    {
        await Task.WhenAny([.. _children.Values.Select(c => c.Task), _control.Next, _progress.Next]);
        while (_progress.TryTake(out var style))
        {
            Show(_status with { Styles = [.. _status.Styles.Select(s => s.Style == style.Style ? style : s)] });
        }

        var isAsked = _control.TakeAll();
        if (isAsked)
        {
            _faults = 0;
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
            await GatherAsync(task);
        }

        return isAsked || ended.Count > 0;
    }

    private async Task GatherAsync(Task<StyleResult> style)
    {
        try
        {
            await style;
        }
        catch (WorkflowActivityException e)
        {
            if (++_faults >= MostFaults)
            {
                _faults = 0;
                var isHeld = await context.CallActivityAsync<bool>(
                    WorkflowNames.RecordTrouble, new TroubleNote(input.RunId, e.Message, _resumes));
                if (isHeld || _resumes is null)
                {
                    await _control.Next;
                }
            }
        }
    }

    private void Show(RunProgress progress)
    {
        _status = RunProgress.Of(progress.Status, progress.Reason, progress.Styles);
        context.SetStatus(_status);
    }

    private sealed record Child(string Id, Task<StyleResult> Task);
}
