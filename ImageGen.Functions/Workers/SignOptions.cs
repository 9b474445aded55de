namespace ImageGen.Functions.Workers;

/// <summary>How workers are known to live.</summary>
internal sealed record SignOptions
{
    /// <summary>How often a worker that has work gives a sign of life.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A worker without a sign for so long was lost. Two signs may be late.</summary>
    public TimeSpan LostAfter { get; init; } = TimeSpan.FromSeconds(25);

    /// <summary>
    /// After so long without its worker, a message of the task hub is delivered again; null: the hub has no such queues, and nothing is
    /// shown.
    /// </summary>
    public TimeSpan? VisibleAfter { get; init; } = TimeSpan.FromMinutes(1);
}
