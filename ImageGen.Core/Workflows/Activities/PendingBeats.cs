using ImageGen.Core.Runs;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Workflows.Activities;

/// <summary>What is left to do, read off a run's state.</summary>
internal static class PendingBeats
{
    /// <summary>
    /// The beats that are to be generated, in storyboard order; behind them those whose image is there and that miss further candidates.
    /// </summary>
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

        if (style.MissingCandidates > 0)
        {
            todo.AddRange(style.Beats.Index().Where(b => b.Item.MissingCandidates > 0).Select(b => new PendingBeat(
                b.Item.Beat.Id, b.Item.Beat.Shot, After: null, Priority: 0, b.Index, b.Item.FailedAttempts)
            { Further = true }));
        }

        return todo;
    }
}
