using ImageGen.Core.Runs;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Workflows.Activities;

/// <summary>What is left to do, read off a run's state.</summary>
internal static class PendingBeats
{
    /// <summary>The beats that are to be generated, in storyboard order.</summary>
    public static List<PendingBeat> Todo(this StyleState style)
    {
        var todo = new List<PendingBeat>();
        var last = new Dictionary<ShotId, BeatRecord>();
        for (var i = 0; i < style.Beats.Length; i++)
        {
            var record = style.Beats[i];
            var beat = record.Beat;
            if (!record.IsSettled)
            {
                var before = beat.Kind is TransitionKind.Continuous ? last.GetValueOrDefault(beat.Shot) : null;
                todo.Add(new PendingBeat(beat.Id, beat.Shot, before?.Beat.Id, record.Priority, i, record.FailedAttempts));
            }

            last[beat.Shot] = record;
        }

        return todo;
    }
}
