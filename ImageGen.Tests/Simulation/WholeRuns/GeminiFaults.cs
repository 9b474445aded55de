namespace ImageGen.Tests.Simulation.WholeRuns;

/// <summary>How an attempt ends at the service.</summary>
internal enum GeminiFault
{
    None,
    PerMinute,
    PerDay,
    LimitZero,
    BareTooMany,
    Prepaid,
    InvalidKey,
    Forbidden,
    ModelNotFound,
    Location,
    ServerError,
    Unreachable,
    TimeOut,
    Cut,
    TextOnly,
    ThoughtOnly,
    PromptBlock,
    OutputBlock,
    Damaged,
    BadRequest,

    /// <summary>ImageGen itself fails on the answer.</summary>
    Bug,
}

/// <summary>What goes wrong at a simulated service.</summary>
internal sealed record GeminiFaults
{
    /// <summary>The share of each fault among accepted attempts.</summary>
    public ImmutableArray<(GeminiFault Fault, double Share)> Shares { get; init; } = [];

    /// <summary>Faults of whole keys, by id, for good or for a time.</summary>
    public ImmutableDictionary<string, (GeminiFault Fault, DateTimeOffset? Until)> OfKeys { get; init; } =
        ImmutableDictionary<string, (GeminiFault Fault, DateTimeOffset? Until)>.Empty;

    /// <summary>Times at which every attempt is answered 503.</summary>
    public ImmutableArray<(DateTimeOffset From, DateTimeOffset Until)> Outages { get; init; } = [];

    /// <summary>Of each quota project, in any sliding minute.</summary>
    public int RequestsPerMinute { get; init; } = int.MaxValue;

    /// <summary>In seconds.</summary>
    public double LongestAnswer { get; init; } = 10;

    public static FailureKind KindOf(GeminiFault fault) => fault switch
    {
        GeminiFault.PerMinute => FailureKind.RateLimitedPerMinute,
        GeminiFault.PerDay => FailureKind.RateLimitedPerDay,
        GeminiFault.LimitZero => FailureKind.NotEntitled,
        GeminiFault.BareTooMany => FailureKind.SpendLimited,
        GeminiFault.Prepaid => FailureKind.CreditExhausted,
        GeminiFault.InvalidKey or GeminiFault.Forbidden => FailureKind.InvalidKey,
        GeminiFault.ModelNotFound => FailureKind.ModelUnavailable,
        GeminiFault.Location => FailureKind.LocationRefused,
        GeminiFault.ServerError or GeminiFault.Bug => FailureKind.Transient,
        GeminiFault.Unreachable => FailureKind.Unreachable,
        GeminiFault.TimeOut or GeminiFault.Cut => FailureKind.Unanswered,
        GeminiFault.TextOnly or GeminiFault.ThoughtOnly => FailureKind.NoImage,
        GeminiFault.PromptBlock or GeminiFault.OutputBlock => FailureKind.ContentBlocked,
        GeminiFault.Damaged => FailureKind.BrokenImage,
        GeminiFault.BadRequest => FailureKind.InvalidRequest,
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, "Not a fault."),
    };
}
