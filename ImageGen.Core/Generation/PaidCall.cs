using ImageGen.Core.Scheduling;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Generation;

/// <summary>A call that ended, and what it cost.</summary>
/// <param name="StartedAt">When its request left.</param>
/// <param name="EndedAt">When it ended.</param>
/// <param name="Duration">How long it took.</param>
/// <param name="CostUsd">US dollars.</param>
/// <param name="Usage">Tokens, if the service told.</param>
/// <param name="Bytes">The picture, checked to be whole; empty when there is none.</param>
/// <param name="Format">Its true type.</param>
/// <param name="Failure">Why there is none; null: there is one.</param>
internal sealed record PaidCall(
    DateTimeOffset StartedAt,
    DateTimeOffset EndedAt,
    TimeSpan Duration,
    decimal CostUsd,
    TokenUsage? Usage,
    ReadOnlyMemory<byte> Bytes,
    ImageFormat Format,
    ModelFailure? Failure)
{
    /// <summary>The model that was asked.</summary>
    public required string Model { get; init; }

    /// <summary>What the key pool is told: only what the key, its project or the service as a whole answers for.</summary>
    public CallReport Report(string reservation) => Failure is { ConcernsKeyPool: true } failure
        ? new CallReport(
            reservation, StartedAt, CostUsd, failure.Kind, failure.RetryAfter, failure.ExcludesProject ? failure.Reason : failure.Code, Model)
        : new CallReport(reservation, StartedAt, CostUsd, Model: Model);
}
