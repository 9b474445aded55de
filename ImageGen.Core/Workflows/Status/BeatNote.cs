using System.Text.Json.Serialization;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Workflows.Status;

/// <summary>A few words on a beat.</summary>
/// <param name="Beat">The beat.</param>
/// <param name="Text">For people; never a prompt.</param>
public sealed record BeatNote([property: JsonPropertyName("beat_number")] BeatId Beat, string Text);
