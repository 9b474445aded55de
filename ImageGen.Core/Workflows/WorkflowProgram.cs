using ImageGen.Core.Workflows.Activities;
using ImageGen.Core.Workflows.Contract;
using ImageGen.Core.Workflows.Root;
using ImageGen.Core.Workflows.Status;
using ImageGen.Core.Workflows.Styles;

namespace ImageGen.Core.Workflows;

/// <summary>All that an engine can run: workflows and activities by name.</summary>
public sealed class WorkflowProgram
{
    private readonly ImmutableDictionary<string, WorkflowBody> _workflows;
    private readonly ImmutableDictionary<string, ActivityBody> _activities;

    /// <summary>Of these; each name once.</summary>
    public WorkflowProgram(IEnumerable<WorkflowBody> workflows, IEnumerable<ActivityBody> activities)
    {
        _workflows = workflows.ToImmutableDictionary(w => w.Name, StringComparer.Ordinal);
        _activities = activities.ToImmutableDictionary(a => a.Name, StringComparer.Ordinal);
    }

    /// <summary>ImageGen's own: <see cref="StoryboardWorkflow"/>, <see cref="StyleWorkflow"/> and <see cref="RunActivities"/>.</summary>
    public static WorkflowProgram Of(RunActivities activities)
    {
        ArgumentNullException.ThrowIfNull(activities);
        return new WorkflowProgram(
            [
                WorkflowBody.Of<StoryboardInput, RunProgress>(StoryboardWorkflow.Name, StoryboardWorkflow.RunAsync),
                WorkflowBody.Of<StyleInput, StyleResult>(StyleWorkflow.Name, StyleWorkflow.RunAsync),
            ],
            ActivityTable.Of(activities));
    }

    /// <summary>All workflows, in no order.</summary>
    public IEnumerable<WorkflowBody> Workflows => _workflows.Values;

    /// <summary>All activities, in no order.</summary>
    public IEnumerable<ActivityBody> Activities => _activities.Values;

    /// <summary>The workflow of that name.</summary>
    /// <exception cref="InvalidOperationException">There is none: a bug.</exception>
    public WorkflowBody Workflow(string name) =>
        _workflows.GetValueOrDefault(name) ?? throw new InvalidOperationException($"There is no workflow '{name}'.");

    /// <summary>The activity of that name.</summary>
    /// <exception cref="InvalidOperationException">There is none: a bug.</exception>
    public ActivityBody Activity(string name) =>
        _activities.GetValueOrDefault(name) ?? throw new InvalidOperationException($"There is no activity '{name}'.");
}
