using ImageGen.Local.Engine;
using ImageGen.Tests.Races.Control;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageGen.Tests.Races;

/// <summary>Starts of a run fail again just when another one has succeeded: the run is tried until it is not held any more.</summary>
internal sealed class RetryScenarios
{
    private const string RunId = "tale-1";

    private readonly HeldRuns _held = new();
    private readonly RunRetries _retries;
    private readonly Interleaving _world;
    private int _failures;
    private int _starting;
    private int _mostAtOnce;
    private bool _hasSucceeded;

    private RetryScenarios(Interleaving world, CancellationToken stopped)
    {
        _world = world;
        _retries = new RunRetries(_held, world.Clock, NullLogger<RunRetries>.Instance, stopped);
        _failures = world.Random.Next(3);
    }

    /// <summary>Whatever the order, the run is not held in the end, and one at a time tries.</summary>
    public static async Task FailsWhileItIsTriedAgain(Interleaving world)
    {
        using var stopped = new CancellationTokenSource();
        var scenario = new RetryScenarios(world, stopped.Token);
        await Task.WhenAll(Task.Run(scenario.FailAsync), Task.Run(scenario.FailAsync), Task.Run(scenario.FailAsync));
        while (scenario._held.ReasonOf(RunId) is not null)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), world.Clock);
        }

        Assert.Equal((1, true), (scenario._mostAtOnce, scenario._hasSucceeded));
        await stopped.CancelAsync();
    }

    /// <summary>A wake of a client, on a log that could not be written just then.</summary>
    private async Task FailAsync()
    {
        await Task.Delay(TimeSpan.FromSeconds(_world.Random.Next(4)), _world.Clock);
        _retries.ScheduleRetry(RunId, "The disk is full.", StartAsync);
    }

    private async Task StartAsync()
    {
        _mostAtOnce = Math.Max(_mostAtOnce, ++_starting);
        await Task.Yield();
        _starting--;
        if (_failures-- > 0)
        {
            _retries.ScheduleRetry(RunId, "The disk is full.", StartAsync);
            throw new UserException("The disk is full.");
        }

        _hasSucceeded = true;
        _retries.EndRetries(RunId);
    }
}
