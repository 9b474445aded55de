using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Queue;

/// <summary>Chains of the beats of a shot: a continuous beat waits for the one before it.</summary>
internal static class ShotChains
{
    /// <summary>Links each of <paramref name="beats"/> with its neighbours, and counts the chain that begins with it.</summary>
    public static void Link(QueuedBeat[] beats, ImmutableArray<QueuedBeatState> states)
    {
        var last = new Dictionary<ShotId, QueuedBeat>();
        foreach (var beat in beats)
        {
            var item = states[beat.Index].Item;
            if (item.Kind == TransitionKind.Continuous && last.TryGetValue(item.Shot, out var before))
            {
                (beat.Before, before.Behind) = (before, beat);
            }

            last[item.Shot] = beat;
        }

        for (var i = beats.Length - 1; i >= 0; i--)
        {
            var behind = beats[i].Behind;
            beats[i].Chain = states[i].Chain
                ?? 1 + (behind is null ? states[i].Item.ChainBeyond : behind.State == QueuedState.Done ? 0 : behind.Chain);
        }
    }

    /// <summary>What <see cref="QueuedBeat.IsSettled"/> is by the beat's own state and that of the one before it.</summary>
    public static bool IsSettled(QueuedBeat beat) =>
        beat.State == QueuedState.Done || (beat.HasEnded && (beat.Before?.IsSettled ?? true));
}
