using ImageGen.Core.KeyPools;
using ImageGen.Core.Models;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Generation;

/// <summary>A call that ended, and what it cost.</summary>
/// <param name="StartedAt">When its request left.</param>
/// <param name="EndedAt">When it ended.</param>
/// <param name="Duration">How long it took.</param>
/// <param name="CostUsd">US dollars.</param>
/// <param name="UnconfirmedUsd">US dollars, by estimate, that it may have cost beyond that, because no complete answer came.</param>
/// <param name="Usage">Tokens, if the service reports them.</param>
/// <param name="Bytes">The image: checked to be whole, or with a failure the damaged one; empty when none came.</param>
/// <param name="Format">Its true type; null when there is none of ours.</param>
/// <param name="Failure">Why there is no image that can be used; null: there is one.</param>
internal sealed record PaidAttempt(
    DateTimeOffset StartedAt,
    DateTimeOffset EndedAt,
    TimeSpan Duration,
    decimal CostUsd,
    decimal UnconfirmedUsd,
    TokenUsage? Usage,
    ReadOnlyMemory<byte> Bytes,
    ImageFormat? Format,
    ModelFailure? Failure)
{
    /// <summary>The model that was asked.</summary>
    public required string Model { get; init; }

    /// <summary>What <see cref="Bytes"/> live on; disposed of when they are stored.</summary>
    public IDisposable? Lease { get; init; }

    /// <summary>The report to the key pool: only what the key, its project or the service as a whole answers for.</summary>
    public AttemptReport Report(string reservation) => Failure is { ConcernsKeyPool: true } failure
        ? new AttemptReport(
            reservation, StartedAt, CostUsd + UnconfirmedUsd, failure.Kind, failure.RetryAfter, failure.ExcludesProject
                ? failure.Reason
                : failure.Code, Model)
        : new AttemptReport(reservation, StartedAt, CostUsd + UnconfirmedUsd, Model: Model);
}
