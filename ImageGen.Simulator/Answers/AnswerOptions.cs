using ImageGen.Simulator.Limits;

namespace ImageGen.Simulator.Answers;

/// <summary>What all answers have in common. Durations are already divided by the speed.</summary>
/// <param name="Images">How much work goes into an image.</param>
/// <param name="Format">The type of the images.</param>
/// <param name="Thoughts">What they show of the model's thinking.</param>
/// <param name="Limits">The limits that 429 answers name.</param>
/// <param name="StrayRetryDelay">The delay that a stray 429 asks for.</param>
internal sealed record AnswerOptions(
    ImageMode Images, AnswerFormat Format, ThoughtMode Thoughts, QuotaLimits Limits, TimeSpan StrayRetryDelay);
