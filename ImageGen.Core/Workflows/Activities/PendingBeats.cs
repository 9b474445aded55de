using ImageGen.Core.Api.Exports;
using ImageGen.Core.Models;
using ImageGen.Core.Runs;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Workflows.Activities;

/// <summary>What is left to do, read off a run's state.</summary>
internal static class PendingBeats
{
    /// <summary>The style, which the run is known to have.</summary>
    public static StyleState Style(this RunState state, ImageStyle style) =>
        state.Find(style) ?? throw new InvalidOperationException($"Run {state.Document.Id} has no style {style.Name()}.");

    /// <summary>True while a beat of it is pending or a call of it is under way.</summary>
    public static bool HasWork(this StyleState style) => style.Count(BeatState.Pending) + style.Count(BeatState.Generating) > 0;

    /// <summary>The beats that are to be generated, in storyboard order.</summary>
    public static List<PendingBeat> Todo(this StyleState style)
    {
        var todo = new List<PendingBeat>();
        var last = new Dictionary<int, BeatRecord>();
        for (var i = 0; i < style.Beats.Length; i++)
        {
            var record = style.Beats[i];
            var beat = record.Beat;
            if (!record.IsSettled)
            {
                var before = beat.Kind is TransitionKind.Continuous ? last.GetValueOrDefault(beat.Shot) : null;
                todo.Add(new PendingBeat(beat.Id, beat.Shot, before?.Beat.Id, record.Priority, i, TriesOf(record)));
            }

            last[beat.Shot] = record;
        }

        return todo;
    }

    /// <summary>Its counted failures, as a queue counts them.</summary>
    public static BeatAttempts TriesOf(BeatRecord beat) => new(
        beat.Failures.GetValueOrDefault(FailureKind.Transient),
        beat.Failures.GetValueOrDefault(FailureKind.NoImage) + beat.Failures.GetValueOrDefault(FailureKind.BrokenImage),
        beat.Failures.GetValueOrDefault(FailureKind.Unanswered));
}
