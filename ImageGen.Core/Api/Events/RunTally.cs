using System.Collections;
using ImageGen.Core.Runs;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Api.Events;

/// <summary>
/// The little of a run's state that its messages show: status and images per style. The same fold as <see cref="RunState"/>'s, in one
/// bit per beat, so that many clients can each be at another place of a long log.
/// </summary>
internal sealed class RunTally(RunIndex index)
{
    private readonly BitArray _there = new(index.Count);
    private readonly int[] _completed = new int[ImageStyles.All.Count];
    private bool _isPaused;

    public RunStatus Status { get; private set; } = RunStatus.Pending;

    public bool HasEnded { get; private set; }

    public int Completed(ImageStyle style) => _completed[(int)style];

    public void Apply(RunEvent e)
    {
        switch (e)
        {
            case RunStarted: Status = _isPaused ? RunStatus.Paused : RunStatus.Running; break;
            case HostStopped: Status = _isPaused ? RunStatus.Paused : RunStatus.Pending; break;
            case RunPaused: Pause(true); break;
            case RunResumed: Pause(false); break;
            case RunCancelled: (_isPaused, Status) = (false, Status is RunStatus.Paused ? RunStatus.Running : Status); break;
            case RunEnded ended: (_isPaused, Status, HasEnded) = (false, ended.Status, true); break;
            case BeatsRequested requested: OnRequested(requested); break;
            case AttemptStarted { Candidate: null } a: Set(new BeatRef(a.Style, a.Beat), false); break;
            case BeatCompleted c: Set(new BeatRef(c.Style, c.Beat), true); break;
            case BeatExisting f: Set(new BeatRef(f.Style, f.Beat), true); break;
            case BeatFailed f: Set(new BeatRef(f.Style, f.Beat), false); break;
            case BeatLost l: Set(new BeatRef(l.Style, l.Beat), false); break;
            case BeatSkipped s: Set(new BeatRef(s.Style, s.Beat), false); break;
        }
    }

    private void Pause(bool isPaused)
    {
        _isPaused = isPaused;
        if (!HasEnded)
        {
            Status = isPaused ? RunStatus.Paused : RunStatus.Running;
        }
    }

    private void OnRequested(BeatsRequested e)
    {
        if (e.Kind is not (BeatRequestKind.Retry or BeatRequestKind.Regenerate))
        {
            return;
        }

        if (e.Kind is BeatRequestKind.Regenerate)
        {
            foreach (var beat in e.Beats.IsEmpty ? index.All : e.Beats)
            {
                Set(beat, false);
            }
        }

        HasEnded = false;
        Status = _isPaused ? RunStatus.Paused : RunStatus.Running;
    }

    private void Set(BeatRef beat, bool isThere)
    {
        if (index.TryFind(beat, out var place) && _there[place.Number] != isThere)
        {
            _there[place.Number] = isThere;
            _completed[(int)beat.Style] += isThere ? 1 : -1;
        }
    }
}
