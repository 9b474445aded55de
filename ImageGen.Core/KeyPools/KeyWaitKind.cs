namespace ImageGen.Core.KeyPools;

/// <summary>What a claimant waits for.</summary>
public enum KeyWaitKind
{
    /// <summary>The request window of every group is full: the ordinary rhythm.</summary>
    Window,

    /// <summary>Every group is at its cap of calls in flight, or other runs are first in line.</summary>
    Turn,

    /// <summary>Every group cools after a 429.</summary>
    Cooldown,

    /// <summary>Every group has reached its spend limit.</summary>
    Spend,

    /// <summary>Every group is used up for the day; <see cref="KeyPoolWait.Until"/> is the next midnight America/Los_Angeles.</summary>
    Day,

    /// <summary>There is no key, or each one is invalid or not entitled to the model.</summary>
    NoUsableKey,

    /// <summary>The service cannot be reached; one attempt probes it at <see cref="KeyPoolWait.Until"/>, or does so now.</summary>
    Unreachable,

    /// <summary>
    /// The service answers with errors of its own, or not at all; one attempt probes it at <see cref="KeyPoolWait.Until"/>, or does so
    /// now.
    /// </summary>
    Overloaded,

    /// <summary>
    /// The prepaid credit of every project that could serve is used up; one attempt probes it at <see cref="KeyPoolWait.Until"/>.
    /// </summary>
    Credit,

    /// <summary>No project may use the model any more (<see cref="KeyPoolWait.Detail"/> says why): only a person can change that.</summary>
    ModelUnavailable,
}
