using ImageGen.Core.KeyPools;

namespace ImageGen.Tests.Core.KeyPools;

/// <summary>
/// Runs that share the places of a key pool, as styles of the cloud do, in virtual time: each exchange and each step of a run takes the
/// engine a while.
/// </summary>
internal sealed class SharedPlacesModel
{
    private const double Lookahead = 5;

    private static readonly DateTimeOffset Start = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    private readonly KeyPool _pool;
    private readonly double _engine;
    private readonly double _call;
    private readonly int _following;
    private readonly Run[] _runs;
    private readonly PriorityQueue<Action, (double At, int Serial)> _agenda = new();
    private readonly List<double> _starts = [];
    private double _now;
    private int _serial;

    public SharedPlacesModel(int runs, int beats, int places, int requests, double engine, double call, int following)
    {
        (_engine, _call, _following) = (engine, call, following);
        _pool = new KeyPool(new KeyPoolOptions
        {
            Requests = requests,
            MaxInFlightInAll = places,
            Lookahead = TimeSpan.FromSeconds(Lookahead),
            Grace = TimeSpan.FromSeconds(15),
        });
        _pool.Exchange(new KeyPoolRequest("first", 0, [], [], [new KeyDescriptor("key", "key")]), Start);
        _runs = [.. Enumerable.Range(1, runs).Select(n => new Run($"run-{n}", beats))];
    }

    /// <summary>When attempts began, in seconds.</summary>
    public IReadOnlyList<double> Starts => _starts;

    /// <summary>How many exchanges all runs made.</summary>
    public int Exchanges { get; private set; }

    /// <summary>All runs, a tenth of a second one after the other; when the last attempt ended.</summary>
    public double Play()
    {
        foreach (var (n, run) in _runs.Index())
        {
            At(n * 0.1, () => Step(run));
        }

        while (_agenda.TryDequeue(out var act, out var when))
        {
            _now = when.At;
            act();
        }

        return _starts.Max() + _call;
    }

    private void At(double seconds, Action act) => _agenda.Enqueue(act, (Math.Max(seconds, _now), _serial++));

    /// <summary>One step of a workflow: an exchange, unless one is under way or there is nothing to say.</summary>
    private void Step(Run run)
    {
        if (run.IsExchanging || (run.Reports.Count + run.Release.Count == 0 && (run.Left == 0 || run.IsToldToWait)))
        {
            return;
        }

        run.IsExchanging = true;
        At(_now + _engine, () => Exchange(run));
    }

    private void Exchange(Run run)
    {
        Exchanges++;
        var reply = _pool.Exchange(
            new KeyPoolRequest(run.Name, run.Left, [.. run.Reports], [.. run.Release], Instance: run.Name)
            {
                Following = _following,
                CallTakes = TimeSpan.FromSeconds(_call + (_engine / 4)),
            },
            Start.AddSeconds(_now));
        (run.Reports, run.Release) = ([], []);
        foreach (var other in reply.Next ?? [])
        {
            At(_now + (2 * _engine), () => Call(_runs.Single(r => r.Name == other)));
        }

        At(_now + _engine, () => Apply(run, reply));
    }

    private void Call(Run run)
    {
        run.IsToldToWait = false;
        Step(run);
    }

    private void Apply(Run run, KeyPoolReply reply)
    {
        (run.IsExchanging, run.IsToldToWait) = (false, reply.Wait is not null);
        if (reply.Wait?.Until is { } until)
        {
            At((until - Start).TotalSeconds, () => Call(run));
        }

        foreach (var reservation in reply.Reservations)
        {
            Begin(run, reservation, reservation.Following ?? [], []);
        }

        Step(run);
    }

    private void Begin(Run run, Reservation reservation, ImmutableArray<Reservation> following, ImmutableArray<AttemptReport> earlier)
    {
        if (run.Left == 0)
        {
            run.Reports.AddRange(earlier);
            run.Release.AddRange([reservation.Id, .. following.Select(f => f.Id)]);
            return;
        }

        run.Left--;
        var begins = Math.Max(_now + (_engine / 4), (reservation.NotBefore - Start).TotalSeconds);
        _starts.Add(begins);
        At(begins + _call, () =>
        {
            ImmutableArray<AttemptReport> reports = [.. earlier, new AttemptReport(reservation.Id, Start.AddSeconds(begins), 0.067m)];
            if (following is [var next, .. var rest])
            {
                Begin(run, next, rest, reports);
            }
            else
            {
                run.Reports.AddRange(reports);
                run.IsToldToWait = false;
            }

            Step(run);
        });
    }

    private sealed class Run(string name, int beats)
    {
        public string Name { get; } = name;

        public int Left { get; set; } = beats;

        public bool IsExchanging { get; set; }

        public bool IsToldToWait { get; set; }

        public List<AttemptReport> Reports { get; set; } = [];

        public List<string> Release { get; set; } = [];
    }
}
