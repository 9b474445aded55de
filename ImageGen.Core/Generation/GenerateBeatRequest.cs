using System.Text.Json.Serialization;
using ImageGen.Core.KeyPools;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Generation;

/// <summary>Input of the GenerateBeat activity.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Style">The style.</param>
/// <param name="Beat">The beat.</param>
/// <param name="Reservation">The right to one call.</param>
public sealed record GenerateBeatRequest(
    string RunId, ImageStyle Style, BeatId Beat, [property: JsonPropertyName("grant")] Reservation Reservation)
{
    /// <summary>True when the beat's image is there and a further candidate is to be generated. Default false.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Further { get; init; }
}
