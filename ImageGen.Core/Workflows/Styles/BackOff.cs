using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Workflows.Styles;

/// <summary>
/// Calls that could not be made although nothing was known to speak against them: longer and longer pauses, so that no loop spins.
/// </summary>
internal sealed class BackOff
{
    private const int TriesPerBeat = 3;

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    private readonly Dictionary<BeatId, int> _faults = [];
    private int _inARow;

    /// <summary>No call begins before this instant.</summary>
    public DateTimeOffset Until { get; private set; }

    /// <summary>Counts a fault of ours on a beat; true when it is the last one that is tolerated.</summary>
    public bool IsTooMany(BeatId beat)
    {
        var faults = _faults[beat] = _faults.GetValueOrDefault(beat) + 1;
        if (faults < TriesPerBeat)
        {
            return false;
        }

        _faults.Remove(beat);
        return true;
    }

    /// <summary>Takes note of how the last call went.</summary>
    public void Note(bool isSetback, DateTimeOffset now)
    {
        _inARow = isSetback ? _inARow + 1 : 0;
        var pause = TimeSpan.FromSeconds(Math.Pow(2, Math.Min(_inARow - 1, 6)));
        Until = isSetback ? now + (pause < Longest ? pause : Longest) : default;
    }

    /// <summary>There was a reason.</summary>
    public void Forget() => (_inARow, Until) = (0, default);
}
