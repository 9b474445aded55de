using System.Text.Json.Serialization;
using ImageGen.Core.Workflows.Root;

namespace ImageGen.Core.Workflows.Contract;

/// <summary>Input of <see cref="StoryboardWorkflow"/>.</summary>
/// <param name="RunId">The run; also the root's instance id.</param>
/// <param name="Revision">Of the workflows, when the run was started (<see cref="WorkflowRevisions"/>).</param>
public sealed record StoryboardInput(
    string RunId, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int Revision = WorkflowRevisions.First);
