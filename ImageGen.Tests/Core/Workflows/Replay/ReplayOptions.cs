using ImageGen.Core.KeyPools;
using ImageGen.Tests.Simulation;

namespace ImageGen.Tests.Core.Workflows.Replay;

/// <summary>What the world does to the workflows of a <see cref="ReplayEngine"/>.</summary>
internal sealed record ReplayOptions
{
    private const int Step = 10;

    /// <summary>How long it takes until an activity of this name begins, and again until its result arrives.</summary>
    public Func<string, Dice, TimeSpan> ActivityLatency { get; init; } = (_, dice) => Steps(dice, 20);

    /// <summary>How long an exchange takes each way.</summary>
    public Func<Dice, TimeSpan> ExchangeLatency { get; init; } = dice => Steps(dice, 5);

    /// <summary>How long a signal, or the word that a child has ended, is on its way.</summary>
    public Func<Dice, TimeSpan> SignalLatency { get; init; } = dice => Steps(dice, 30);

    /// <summary>
    /// The share of events on which the workflow is run again from its start; on the others the execution that is there continues.
    /// </summary>
    public double ReplayShare { get; init; } = 1;

    /// <summary>The share of activities that are run a second time because their result got lost.</summary>
    public double RunTwice { get; init; }

    /// <summary>The share of activities that are delivered a second time while the first run of them may still be under way.</summary>
    public double DeliveredTwice { get; init; }

    /// <summary>How long after the first a second delivery begins, at most.</summary>
    public TimeSpan SecondDelivery { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// The share of exchanges that are made twice: the first reply arrives, but its host died before it stored the pool, and the workflow
    /// ignores the second reply.
    /// </summary>
    public double ExchangeTwice { get; init; }

    /// <summary>Timers fire up to this much early, as Azure Storage's do.</summary>
    public TimeSpan EarlyTimers { get; init; }

    /// <summary>The share of signals that come twice.</summary>
    public double SignalTwice { get; init; }

    /// <summary>Histories of executions that have ended are kept.</summary>
    public bool KeepsHistories { get; init; }

    /// <summary>What an activity may throw; everything else is a bug and ends the test.</summary>
    public Func<Exception, bool> IsExpected { get; init; } = e => e is UserException or OperationCanceledException;

    /// <summary>The limits of the key pools.</summary>
    public KeyPoolOptions Keys { get; init; } = new();

    // Coarse steps, so that things often happen at the same instant.
    private static TimeSpan Steps(Dice dice, int most) => TimeSpan.FromMilliseconds(Step * dice.Int(0, most));
}
