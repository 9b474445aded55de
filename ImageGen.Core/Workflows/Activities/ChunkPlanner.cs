using ImageGen.Core.Runs;
using ImageGen.Core.Storyboards;
using ImageGen.Core.Workflows.Contract;

namespace ImageGen.Core.Workflows.Activities;

/// <summary>
/// Chooses which beats of a style come next, so that a workflow holds a few hundred at a time however long the storyboard is. Half of a
/// window goes to chain heads, the longest chain first, so that as many calls as possible can begin; the other half lets the chosen
/// chains continue, level by level. Pure.
/// </summary>
internal static class ChunkPlanner
{
    /// <summary>Chooses at most <paramref name="max"/> of the beats to do.</summary>
    /// <param name="todo">Beats to do in storyboard order.</param>
    /// <param name="known">Beats that the workflow has already: never chosen, but others may wait for them.</param>
    /// <param name="max">How many to choose.</param>
    public static ImmutableArray<PlannedBeat> Choose(IEnumerable<PendingBeat> todo, IReadOnlySet<BeatId> known, int max)
    {
        var chains = ChainsOf(todo.Where(b => !known.Contains(b.Beat)))
            .OrderBy(c => c.Urgency)
            .ThenByDescending(c => c.Length)
            .ToList();
        var left = max;
        var heads = Math.Max(1, max / 2);
        for (var before = -1; left > 0 && left != before;)
        {
            before = left;
            foreach (var chain in chains.Take(heads))
            {
                left -= chain.TakeOne(left);
            }
        }

        foreach (var chain in chains.Skip(heads))
        {
            left -= chain.TakeOne(left);
        }

        return [.. chains.SelectMany(c => c.Planned()).OrderBy(p => p.Order)];
    }

    private static List<Chain> ChainsOf(IEnumerable<PendingBeat> todo)
    {
        var open = new Dictionary<ShotId, Chain>();
        var chains = new List<Chain>();
        foreach (var beat in todo)
        {
            if (!open.TryGetValue(beat.Shot, out var chain) || !chain.IsFollowedBy(beat))
            {
                open[beat.Shot] = chain = new Chain();
                chains.Add(chain);
            }

            chain.Add(beat);
        }

        return chains;
    }

    private sealed class Chain
    {
        private readonly List<PendingBeat> _beats = [];
        private int _taken;

        public int Length => _beats.Count;

        /// <summary>The most urgent beat decides, for what it waits for has to come first.</summary>
        public int Urgency { get; private set; } = int.MaxValue;

        public bool IsFollowedBy(PendingBeat beat) => beat.After is { } after && after == _beats[^1].Beat;

        public void Add(PendingBeat beat)
        {
            _beats.Add(beat);
            Urgency = Math.Min(Urgency, Rank(beat));
        }

        public int TakeOne(int atMost)
        {
            var take = Math.Min(1, Math.Min(atMost, _beats.Count - _taken));
            _taken += take;
            return take;
        }

        public PlannedBeat[] Planned()
        {
            var planned = new PlannedBeat[_taken];
            var rank = int.MaxValue;
            for (var i = _beats.Count - 1; i >= 0; i--)
            {
                var beat = _beats[i];
                rank = Math.Min(rank, Rank(beat));
                if (i < _taken)
                {
                    planned[i] = new PlannedBeat(
                        beat.Beat, beat.After, beat.Shot, _beats.Count - i, rank == int.MaxValue ? 0 : rank, beat.Order, beat.Tries)
                    {
                        Further = beat.Further,
                    };
                }
            }

            return planned;
        }

        private static int Rank(PendingBeat beat) => beat.Priority == 0 ? int.MaxValue : beat.Priority;
    }
}

/// <summary>A beat that is to be generated.</summary>
/// <param name="Beat">Which.</param>
/// <param name="Shot">Its shot.</param>
/// <param name="After">
/// The beat of its shot that it continues, whether that is still to be generated or not; null: it continues none.
/// </param>
/// <param name="Priority">1 and up, the lowest first; 0: none.</param>
/// <param name="Order">Its place in the storyboard.</param>
/// <param name="Tries">Counted failures so far.</param>
internal sealed record PendingBeat(BeatId Beat, ShotId Shot, BeatId? After, int Priority, int Order, BeatAttempts Tries = default)
{
    /// <summary>True when its image is there and a further candidate is to be generated.</summary>
    public bool Further { get; init; }
}
