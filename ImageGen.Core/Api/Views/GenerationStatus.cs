using System.ComponentModel.DataAnnotations;

namespace ImageGen.Core.Api.Views;

/// <summary>Whether a run of a project is not over yet, as the predecessor answered it.</summary>
/// <param name="IsGenerating">True until the run is over.</param>
/// <param name="Success">Always true.</param>
public sealed record GenerationStatus(bool IsGenerating, [property: AllowedValues(true)] bool Success = true);
