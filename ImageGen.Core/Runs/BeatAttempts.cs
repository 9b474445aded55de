using System.Text.Json.Serialization;
using ImageGen.Core.Models;

namespace ImageGen.Core.Runs;

/// <summary>Failures that counted as tries, by class.</summary>
/// <param name="Transient">Of the class <see cref="FailureKind.Transient"/>.</param>
/// <param name="NoImage">Of the classes <see cref="FailureKind.NoImage"/> and <see cref="FailureKind.BrokenImage"/>.</param>
/// <param name="Unanswered">Of the class <see cref="FailureKind.Unanswered"/>.</param>
public readonly record struct BeatAttempts(int Transient = 0, [property: JsonPropertyName("noPicture")] int NoImage = 0, int Unanswered = 0)
{
    /// <summary>All of them together.</summary>
    [JsonIgnore]
    public int All => Transient + NoImage + Unanswered;

    /// <summary>With one more failure of <paramref name="kind"/>; the same for a class that does not count.</summary>
    public BeatAttempts With(FailureKind kind) => kind switch
    {
        FailureKind.Transient => this with { Transient = Transient + 1 },
        FailureKind.Unanswered => this with { Unanswered = Unanswered + 1 },
        FailureKind.NoImage or FailureKind.BrokenImage => this with { NoImage = NoImage + 1 },
        _ => this,
    };
}
