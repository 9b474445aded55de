namespace ImageGen.Core.Runs;

/// <summary>
/// A reader follows a log from behind an event that does not hold: its append could not be made safe after it had been shown.
/// </summary>
/// <param name="holds">Up to where the log holds of what the reader has seen: it continues from there.</param>
public sealed class EventsTakenBackException(LogPosition holds) : Exception("Events of the log were taken back: they could not be stored.")
{
    /// <summary>Up to where the log holds of what the reader has seen.</summary>
    public LogPosition Holds => holds;
}
