using ImageGen.Core.Api.Estimates;
using ImageGen.Core.Api.Requests;
using ImageGen.Local.Host;

namespace ImageGen.Local.Http;

/// <summary>What the API works on: an engine, and what the host's settings make of requests.</summary>
/// <param name="Engine">The engine's parts.</param>
/// <param name="Intake">Reads requests.</param>
/// <param name="Estimates">What estimates are made of.</param>
/// <param name="Time">The clock.</param>
internal sealed record ApiParts(EngineParts Engine, StoryboardIntake Intake, EstimatorOptions Estimates, TimeProvider Time)
{
    /// <summary>Whether the storyboard app's own calls are served, too. Default false.</summary>
    public bool StoryboardApp { get; init; }
}
