using System.Text.Json.Serialization;
using ImageGen.Core.Storyboards;
using ImageGen.Core.Workflows.Styles;

namespace ImageGen.Core.Workflows.Contract;

/// <summary>Input of <see cref="StyleWorkflow"/>.</summary>
/// <param name="RunId">The run; also the root's instance id.</param>
/// <param name="Style">The style.</param>
/// <param name="Generation">How often this child has continued as new.</param>
/// <param name="CallTakes">How long a call takes, as far as the generation before knew; null: not known.</param>
/// <param name="Signals">How many signals the generations before sent to the root.</param>
/// <param name="Revision">Of the workflows, when the run was started (<see cref="WorkflowRevisions"/>).</param>
public sealed record StyleInput(
    string RunId,
    ImageStyle Style,
    int Generation = 0,
    TimeSpan? CallTakes = null,
    int Signals = 0,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int Revision = WorkflowRevisions.First);
