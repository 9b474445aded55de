using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Workflows.Styles;

/// <summary>
/// Longer and longer pauses while attempts are not made for an unknown reason, so that no loop spins.
/// </summary>
internal sealed class BackOff
{
    private const int MaxErrorsPerBeat = 3;

    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    private readonly Dictionary<BeatId, int> _errors = [];
    private int _failuresInARow;

    /// <summary>No attempt begins before this instant.</summary>
    public DateTimeOffset Until { get; private set; }

    /// <summary>Counts an internal error on a beat; true when it reaches the limit and the beat is to fail.</summary>
    public bool CountInternalError(BeatId beat)
    {
        var errors = _errors[beat] = _errors.GetValueOrDefault(beat) + 1;
        if (errors < MaxErrorsPerBeat)
        {
            return false;
        }

        _errors.Remove(beat);
        return true;
    }

    /// <summary>Lengthens the pause after a failure, or ends it.</summary>
    public void Update(bool isFailure, DateTimeOffset now)
    {
        _failuresInARow = isFailure ? _failuresInARow + 1 : 0;
        var pause = TimeSpan.FromSeconds(Math.Pow(2, Math.Min(_failuresInARow - 1, 6)));
        Until = isFailure ? now + (pause < LongestPause ? pause : LongestPause) : default;
    }

    /// <summary>Ends the pause: the reason is known.</summary>
    public void Reset() => (_failuresInARow, Until) = (0, default);
}
