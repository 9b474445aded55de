using ImageGen.Core.Workflows.Activities;
using ImageGen.Core.Workflows.Status;

namespace ImageGen.Core.Workflows.Contract;

/// <summary>The names of the activities and of the signals.</summary>
public static class WorkflowNames
{
    /// <summary>Signal: something is new in the run's log.</summary>
    public const string Control = "control";

    /// <summary>Signal from one style workflow to another that shares its key pool: something is free for it.</summary>
    public const string Keys = "keys";

    /// <summary>Signal from a child to the root: a <see cref="StyleStatus"/>.</summary>
    public const string Progress = "progress";

    /// <summary><see cref="RunActivities.PlanRunAsync"/>.</summary>
    public const string PlanRun = nameof(PlanRun);

    /// <summary><see cref="RunActivities.ListKeysAsync"/>.</summary>
    public const string ListKeys = nameof(ListKeys);

    /// <summary><see cref="RunActivities.PlanChunkAsync"/>.</summary>
    public const string PlanWindow = nameof(PlanWindow);

    /// <summary><see cref="RunActivities.ReadControlAsync"/>.</summary>
    public const string ReadControl = nameof(ReadControl);

    /// <summary><see cref="RunActivities.GenerateBeatAsync"/>.</summary>
    public const string GenerateBeat = nameof(GenerateBeat);

    /// <summary><see cref="RunActivities.RecordWaitAsync"/>.</summary>
    public const string RecordWait = nameof(RecordWait);

    /// <summary><see cref="RunActivities.FailBeatsAsync"/>.</summary>
    public const string FailBeats = nameof(FailBeats);

    /// <summary><see cref="RunActivities.RecordTroubleAsync"/>.</summary>
    public const string RecordTrouble = nameof(RecordTrouble);

    /// <summary><see cref="RunActivities.RecordLimitsAsync"/>.</summary>
    public const string RecordLimits = nameof(RecordLimits);

    /// <summary><see cref="RunActivities.StopRunAsync"/>.</summary>
    public const string StopRun = nameof(StopRun);

    /// <summary><see cref="RunActivities.EndStyleAsync"/>.</summary>
    public const string EndStyle = nameof(EndStyle);
}
