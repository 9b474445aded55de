namespace ImageGen.Core.Queue;

/// <summary>Which beats of a queue are ready, which back off, which are in flight: each found in the logarithm of their number.</summary>
internal sealed class BeatLists
{
    private readonly QueuedBeat[] _beats;
    private readonly SortedSet<((bool, int, int, int Index) Order, int Index)> _ready = [];
    private readonly SortedSet<(long NotBefore, int Index)> _backingOff = [];
    private readonly SortedDictionary<int, int> _readyChains = [];
    private readonly SortedSet<int> _inFlight = [];
    private readonly int[] _counts = new int[Enum.GetValues<QueuedState>().Length];

    private BeatLists(QueuedBeat[] beats)
    {
        _beats = beats;
        foreach (var beat in beats)
        {
            CountState(beat);
        }
    }

    public BeatCounts Counts => new(
        _counts[(int)QueuedState.Pending],
        _counts[(int)QueuedState.InFlight],
        _counts[(int)QueuedState.Done],
        _counts[(int)QueuedState.Failed],
        _counts[(int)QueuedState.Skipped]);

    /// <summary>How many could be started now.</summary>
    public int Ready => _ready.Count;

    /// <summary>The one that comes first of those that could be started now.</summary>
    public QueuedBeat? FirstReady => _ready.Count == 0 ? null : _beats[_ready.Min.Index];

    /// <summary>The lengths of the chains that ready beats begin, ascending, and how many there are of each.</summary>
    public IEnumerable<(int Chain, int Count)> ReadyChains => _readyChains.Select(c => (c.Key, c.Value));

    /// <summary>Those that only their back-off holds, the earliest first.</summary>
    public IEnumerable<QueuedBeat> BackingOff => _backingOff.Select(b => _beats[b.Index]);

    /// <summary>When the first back-off ends.</summary>
    public DateTimeOffset? BackOffEnds => _backingOff.Count == 0 ? null : new DateTimeOffset(_backingOff.Min.NotBefore, TimeSpan.Zero);

    /// <summary>Those whose attempt is in flight, in storyboard order.</summary>
    public IEnumerable<QueuedBeat> InFlight => _inFlight.Select(i => _beats[i]);

    /// <summary>The lists of a queue, its beats linked into chains.</summary>
    /// <param name="beats">All beats of the queue, each at its index.</param>
    /// <param name="states">Their states, at the same indices.</param>
    public static BeatLists Of(QueuedBeat[] beats, ImmutableArray<QueuedBeatState> states)
    {
        var lists = new BeatLists(beats);
        ShotChains.Link(beats, states);
        foreach (var beat in beats)
        {
            beat.IsSettled = ShotChains.IsSettled(beat);
            if (states[beat.Index].Chain is null)
            {
                lists.RaisePredecessors(beat);
            }
        }

        foreach (var beat in beats)
        {
            lists.AddIfFree(beat);
        }

        return lists;
    }

    /// <summary>Changes the beat's state, and the counts with it.</summary>
    public void SetState(QueuedBeat beat, QueuedState to)
    {
        _counts[(int)beat.State]--;
        _inFlight.Remove(beat.Index);
        beat.State = to;
        CountState(beat);
    }

    /// <summary>
    /// Adds it to the ready beats, or to those that back off, if it is free. Remove it before its order, chain or back-off changes.
    /// </summary>
    public void AddIfFree(QueuedBeat beat)
    {
        if (!beat.IsFree)
        {
            return;
        }

        if (beat.NotBefore > 0)
        {
            _backingOff.Add((beat.NotBefore, beat.Index));
        }
        else if (_ready.Add((beat.Order, beat.Index)))
        {
            _readyChains[beat.Chain] = _readyChains.GetValueOrDefault(beat.Chain) + 1;
        }
    }

    /// <summary>Undoes <see cref="AddIfFree"/>.</summary>
    public void Remove(QueuedBeat beat)
    {
        if (_ready.Remove((beat.Order, beat.Index)) && --_readyChains[beat.Chain] == 0)
        {
            _readyChains.Remove(beat.Chain);
        }

        _backingOff.Remove((beat.NotBefore, beat.Index));
    }

    /// <summary>Moves the beats whose back-off is over to the ready ones.</summary>
    public void EndBackOffs(DateTimeOffset now)
    {
        while (_backingOff.Count > 0 && _backingOff.Min.NotBefore <= now.UtcTicks)
        {
            var beat = _beats[_backingOff.Min.Index];
            Remove(beat);
            beat.NotBefore = 0;
            AddIfFree(beat);
        }
    }

    /// <summary>
    /// Returns a beat whose attempt ended without an image: in front of all others or in its order; skips it if that was requested.
    /// </summary>
    public void PutBack(QueuedBeat beat, bool front)
    {
        if (beat.SkipAsked)
        {
            EndBeat(beat, QueuedState.Skipped);
            return;
        }

        beat.Front = front;
        SetState(beat, QueuedState.Pending);
        AddIfFree(beat);
    }

    /// <summary>Ends it without an image, and settles it if nothing before it in its chain is open.</summary>
    public void EndBeat(QueuedBeat beat, QueuedState state)
    {
        Remove(beat);
        SetState(beat, state);
        if (ShotChains.IsSettled(beat))
        {
            SettleBeat(beat);
        }
    }

    /// <summary>Marks that nothing waits for it any more, and adds the next open beat of its chain if that is free now.</summary>
    public void SettleBeat(QueuedBeat beat)
    {
        beat.IsSettled = true;
        for (var next = beat.Behind; next is not null; next = next.Behind)
        {
            if (!ShotChains.IsSettled(next))
            {
                AddIfFree(next);
                return;
            }

            next.IsSettled = true;
        }
    }

    /// <summary>Puts these before all others, in this order, with what they wait for. Ignores beats that have ended.</summary>
    public void Prioritise(QueuedBeat[] beats)
    {
        var best = _beats.Length == 0 ? 0 : Math.Min(0, _beats.Min(b => b.Rank));
        for (var i = 0; i < beats.Length; i++)
        {
            if (!beats[i].HasEnded)
            {
                RaisePriority(beats[i], best - beats.Length + i);
                RaisePredecessors(beats[i]);
            }
        }
    }

    private void RaisePriority(QueuedBeat beat, int rank)
    {
        Remove(beat);
        beat.Rank = rank;
        AddIfFree(beat);
    }

    /// <summary>Raises the beats that it waits for to its own priority.</summary>
    private void RaisePredecessors(QueuedBeat beat)
    {
        for (var before = beat.Before; before is { IsSettled: false } && before.Rank > beat.Rank; before = before.Before)
        {
            RaisePriority(before, beat.Rank);
        }
    }

    private void CountState(QueuedBeat beat)
    {
        _counts[(int)beat.State]++;
        if (beat.State == QueuedState.InFlight)
        {
            _inFlight.Add(beat.Index);
        }
    }
}
