namespace ImageGen.Core.Workflows.Contract;

/// <summary>
/// Revisions of the workflows' code. A history has to be replayed by the decisions that made it, so a workflow that was started before a
/// change keeps the former behaviour. A new revision needs a new <c>defaultVersion</c> in host.json, so that no older worker runs it.
/// </summary>
public static class WorkflowRevisions
{
    /// <summary>Inputs that name no revision.</summary>
    public const int First = 0;

    /// <summary>
    /// A style does not ask its key pool before the instant that the pool named, tells it the keys again when it has lost its state, and
    /// informs its root at most every ten seconds.
    /// </summary>
    public const int Second = 1;

    /// <summary>
    /// A style begins several attempts in one place, one after the other, between two exchanges with its key pool, informs its root at most
    /// every 30 seconds, plans its starts again when attempts end otherwise than expected, and reports an attempt whose activity failed as
    /// one that may have been made.
    /// </summary>
    public const int Third = 2;

    /// <summary>
    /// A style tells its key pool which reservations it received, because a host that dies may make an exchange twice; it does not back off
    /// because attempts were lost with their worker, names its own back-off as what it waits for, keeps the slots of attempts that a
    /// second delivery may still make, and gets its keys with its first plan.
    /// </summary>
    public const int Fourth = 3;

    /// <summary>
    /// A style measures an attempt from the instant at which its reservation allows it, because its key pool plans with that.
    /// </summary>
    public const int Fifth = 4;

    /// <summary>What runs are started with.</summary>
    public const int Current = Fifth;
}
