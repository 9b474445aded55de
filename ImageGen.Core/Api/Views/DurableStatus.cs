using System.Text.Json.Serialization;
using ImageGen.Core.Runs;
using ImageGen.Core.Workflows.Status;

namespace ImageGen.Core.Api.Views;

/// <summary>A run in the shape in which Durable Functions' status URL answers, so that its clients work with either host.</summary>
public sealed record DurableStatus
{
    /// <summary>The workflow's name.</summary>
    public string Name { get; init; } = "StoryboardWorkflow";

    /// <summary>The run's id.</summary>
    public required string InstanceId { get; init; }

    /// <summary>Durable Functions' word for where it stands.</summary>
    [JsonConverter(typeof(JsonStringEnumConverter<DurableRuntimeStatus>))]
    public required DurableRuntimeStatus RuntimeStatus { get; init; }

    /// <summary>What the workflow was started with: the run's id, never its prompts. Null when the client asked to leave it out.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public DurableInput? Input { get; init; }

    /// <summary>How far it is.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public RunProgress? CustomStatus { get; init; }

    /// <summary>What came of it; null while it continues.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public RunView? Output { get; init; }

    /// <summary>When it was asked for.</summary>
    public required DateTimeOffset CreatedTime { get; init; }

    /// <summary>When its last event happened.</summary>
    public required DateTimeOffset LastUpdatedTime { get; init; }

    /// <summary>True at the end: the answer's status is then 200, and 202 before.</summary>
    [JsonIgnore]
    public bool IsOver => RuntimeStatus is DurableRuntimeStatus.Completed or DurableRuntimeStatus.Failed or DurableRuntimeStatus.Terminated;

    /// <summary>The status of a run at <paramref name="now"/>.</summary>
    public static DurableStatus Of(RunState state, DateTimeOffset now, bool showInput = true) => new()
    {
        InstanceId = state.Document.Id,
        RuntimeStatus = state.Status switch
        {
            RunStatus.Pending => DurableRuntimeStatus.Pending,
            RunStatus.Running => DurableRuntimeStatus.Running,
            RunStatus.Paused => DurableRuntimeStatus.Suspended,
            RunStatus.Completed or RunStatus.CompletedWithErrors => DurableRuntimeStatus.Completed,
            RunStatus.Cancelled => DurableRuntimeStatus.Terminated,
            RunStatus.Failed => DurableRuntimeStatus.Failed,
            _ => throw new ArgumentOutOfRangeException(nameof(state), state.Status, "Not a status."),
        },
        Input = showInput ? new DurableInput(state.Document.Id) : null,
        CustomStatus = RunProgress.Of(state, now),
        Output = state.HasEnded ? RunViews.Of(state, withBeats: false, now) : null,
        CreatedTime = state.Document.CreatedAt,
        LastUpdatedTime = state.UpdatedAt,
    };
}

/// <summary>What the workflow was started with.</summary>
/// <param name="RunId">The run.</param>
public sealed record DurableInput(string RunId);

/// <summary>Durable Functions' words, written as they are.</summary>
public enum DurableRuntimeStatus
{
    /// <summary>Not begun.</summary>
    Pending,

    /// <summary>At work.</summary>
    Running,

    /// <summary>Paused.</summary>
    Suspended,

    /// <summary>Over; what came of it is in the output.</summary>
    Completed,

    /// <summary>It could not continue.</summary>
    Failed,

    /// <summary>Cancelled.</summary>
    Terminated,
}

/// <summary>What a purge is answered with.</summary>
/// <param name="InstancesDeleted">How many runs were forgotten.</param>
public sealed record PurgeResult(int InstancesDeleted);
