namespace ImageGen.Core.Runs;

/// <summary>How a request to a run ended.</summary>
public abstract record ControlResult
{
    private ControlResult()
    {
    }

    /// <summary>It is in the log and holds.</summary>
    public sealed record Done : ControlResult;

    /// <summary>There is no run of that id.</summary>
    public sealed record NotFound : ControlResult;

    /// <summary>What it is about is not there any more.</summary>
    /// <param name="Why">For people: what is gone, and what to do instead.</param>
    public sealed record Gone(string Why) : ControlResult;

    /// <summary>It does not apply to the run as it is.</summary>
    /// <param name="Why">For people: what the run is and what to do instead.</param>
    public sealed record Refused(string Why) : ControlResult;
}
