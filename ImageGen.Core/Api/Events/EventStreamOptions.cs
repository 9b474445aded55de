namespace ImageGen.Core.Api.Events;

/// <summary>How an event stream behaves towards its client.</summary>
public sealed record EventStreamOptions
{
    /// <summary>A comment is sent when nothing else was for so long. Default 15 s.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// The stream is closed by plan after so long, and the client comes back. Default 220 s, for Azure cuts every answer at 230 s. Null:
    /// never before the run is over, for clients that do not come back.
    /// </summary>
    public TimeSpan? LongestConnection { get; init; } = TimeSpan.FromSeconds(220);

    /// <summary>Messages that come closer together than this are sent in one go. Default 50 ms.</summary>
    public TimeSpan Pace { get; init; } = TimeSpan.FromMilliseconds(50);
}
