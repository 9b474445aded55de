using ImageGen.Core.Base;
using ImageGen.Core.Models;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Runs;

/// <summary>Which failures are worth another try, how many, and after what wait.</summary>
public sealed record RetryPolicy
{
    /// <summary>The defaults.</summary>
    public static RetryPolicy Default { get; } = new();

    /// <summary>Tries in all for <see cref="FailureKind.Transient"/>. Default 4; 1 or more.</summary>
    public int TransientTries { get; init; } = 4;

    /// <summary>
    /// Attempts in all for <see cref="FailureKind.Transient"/> when outages are counted as well: after so many the beat fails, whatever the
    /// service's state. Default 60, which takes longer than the overloads of two hours that are reported; 1 or more.
    /// </summary>
    public int MostOverloads { get; init; } = 60;

    /// <summary>
    /// The same for errors that do not say that the service is overloaded, so that several beats which always end in a plain 500 are not
    /// taken for an outage for hours. Default 12; 1 or more.
    /// </summary>
    public int MostErrors { get; init; } = 12;

    /// <summary>
    /// Attempts in all for <see cref="FailureKind.Unanswered"/>, each of which may have been billed. Default 2, one blind repeat; 1 or
    /// more.
    /// </summary>
    public int UnansweredTries { get; init; } = 2;

    /// <summary>
    /// Tries in all for answers without a usable image: <see cref="FailureKind.NoImage"/>, <see cref="FailureKind.BrokenImage"/>.
    /// Default 2; 1 or more.
    /// </summary>
    public int NoImageTries { get; init; } = 2;

    /// <summary>
    /// Tries in all when the image was blocked and not the prompt. Default 1; 2 where the storyboard asks for <c>retryBlocked</c>.
    /// </summary>
    public int BlockedTries { get; init; } = 1;

    /// <summary>This policy with what a storyboard asks for.</summary>
    public RetryPolicy For(RunOptions options) => options.RetryBlocked ? this with { BlockedTries = Math.Max(BlockedTries, 2) } : this;

    /// <summary>The longest wait after the first transient failure; doubles with each further one. Default two seconds.</summary>
    public TimeSpan Base { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>No wait is generated longer than this. Default one minute.</summary>
    public TimeSpan Cap { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>A longer RetryAfter of the service is cut to this. Default ten minutes.</summary>
    public TimeSpan LongestRetryAfter { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// How long to wait after the <paramref name="failures"/>-th failure (1, 2, ...) of this class: full jitter, evenly spread from zero to
    /// the doubled base, never less than the service asked for. Answers without an image are tried again at once: it is not a matter of
    /// load.
    /// </summary>
    public TimeSpan Delay(ModelFailure failure, int failures, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(failure);
        var asked = failure.RetryAfter is { } wait && wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
        asked = asked < LongestRetryAfter ? asked : LongestRetryAfter;
        if (failure.Kind is not (FailureKind.Transient or FailureKind.Unanswered))
        {
            return asked;
        }

        var longest = Math.Min(Cap.Ticks, Base.Ticks * Math.Pow(2, Math.Clamp(failures - 1, 0, 60)));
        var drawn = TimeSpan.FromTicks((long)(longest * Chance.Unit(seed, (ulong)failures)));
        return drawn > asked ? drawn : asked;
    }
}
