namespace ImageGen.Functions.Workers;

/// <summary>When a worker counts as alive, and when as lost.</summary>
internal sealed record SignOptions
{
    /// <summary>How often a worker that has work writes a sign of life.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A worker without a sign for so long is lost. Allows for two late signs.</summary>
    public TimeSpan LostAfter { get; init; } = TimeSpan.FromSeconds(25);

    /// <summary>
    /// After so long without its worker, a message of the task hub is delivered again; null: the hub has no such queues, and lost workers
    /// are not logged.
    /// </summary>
    public TimeSpan? VisibleAfter { get; init; } = TimeSpan.FromMinutes(1);
}
