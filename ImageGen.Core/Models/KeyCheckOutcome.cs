namespace ImageGen.Core.Models;

/// <summary>What the service says of a key, for one model.</summary>
public enum KeyStatus
{
    /// <summary>The service takes it and has the model for its project.</summary>
    Works,

    /// <summary>It is unknown, revoked or expired.</summary>
    Invalid,

    /// <summary>
    /// It is known, but it or its project is blocked: leaked, restricted, suspended, turned off, without credit, or in a country that
    /// is not served.
    /// </summary>
    Blocked,

    /// <summary>Its project may not use the model.</summary>
    ModelUnavailable,

    /// <summary>The service could not be reached, or is in trouble.</summary>
    Unreachable,

    /// <summary>What answers does not know the question, as proxies do not: nothing is known of the key.</summary>
    NotChecked,
}

/// <summary>What came of asking about a key.</summary>
/// <param name="Status">The class.</param>
/// <param name="Reason">
/// What happened and what to do, for people, without the key's value; null: it works.
/// </param>
public sealed record KeyCheckOutcome(KeyStatus Status, string? Reason = null);
