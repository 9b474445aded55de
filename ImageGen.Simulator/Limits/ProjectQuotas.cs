using ImageGen.Core.Models;

namespace ImageGen.Simulator.Limits;

/// <summary>The limits of every project: requests per sliding window and per day for each model, dollars per window. Thread-safe.</summary>
internal sealed class ProjectQuotas(QuotaLimits limits)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Project, string Model), Usage> _usage = [];
    private readonly Dictionary<string, Spending> _spent = [];

    /// <summary>Counts the call in when no limit stands against it.</summary>
    public QuotaDecision Admit(string project, string model, decimal priceUsd, DateTimeOffset now)
    {
        lock (_gate)
        {
            var usage = UsageOf(project, model);
            usage.Arrive(now, limits.Window);
            var windowLimit = WindowLimit(project);
            var minute = windowLimit is { } perWindow && usage.Admitted.Count >= perWindow;
            var day = limits.PerDay is { } perDay && usage.TodayAt(now) >= perDay;
            if (minute || day)
            {
                return new QuotaDecision.Exhausted(
                    minute ? windowLimit : null,
                    day ? limits.PerDay : null,
                    minute ? usage.Admitted.ElementAt(usage.Admitted.Count - windowLimit!.Value) + limits.Window - now : limits.Window);
            }

            if (limits.SpendUsd is { } limit && SpendingOf(project).At(now, limits.SpendWindow) + priceUsd > limit)
            {
                return new QuotaDecision.Overspent();
            }

            usage.Admit(now);
            return new QuotaDecision.Admitted();
        }
    }

    /// <summary>Takes an admitted call back: it does not count against the limits.</summary>
    public void Withdraw(string project, string model, DateTimeOffset at)
    {
        lock (_gate) UsageOf(project, model).Withdraw(at);
    }

    /// <summary>Books what a call costs.</summary>
    public void Charge(string project, decimal usd, DateTimeOffset now)
    {
        lock (_gate) SpendingOf(project).Add(now, usd);
    }

    public int? WindowLimit(string project) =>
        limits.ByProject.TryGetValue(project, out var own) ? own : limits.PerWindow;

    /// <summary>For each project: the most calls let in, and that came, in any window of one model; those let in today.</summary>
    public ImmutableDictionary<string, (int MaxAdmitted, int MaxArrived, int Today)> Peaks(DateTimeOffset now)
    {
        lock (_gate)
        {
            return _usage.GroupBy(u => u.Key.Project).ToImmutableDictionary(
                g => g.Key,
                g => (g.Max(u => u.Value.MaxAdmitted), g.Max(u => u.Value.MaxArrived), g.Sum(u => u.Value.TodayAt(now))));
        }
    }

    private Usage UsageOf(string project, string model)
    {
        if (!_usage.TryGetValue((project, model), out var usage)) _usage[(project, model)] = usage = new Usage();
        return usage;
    }

    private Spending SpendingOf(string project)
    {
        if (!_spent.TryGetValue(project, out var spending)) _spent[project] = spending = new Spending();
        return spending;
    }

    private sealed class Spending
    {
        private readonly Queue<(DateTimeOffset At, decimal Usd)> _items = [];
        private decimal _total;

        public void Add(DateTimeOffset now, decimal usd)
        {
            _items.Enqueue((now, usd));
            _total += usd;
        }

        public decimal At(DateTimeOffset now, TimeSpan window)
        {
            while (_items.TryPeek(out var oldest) && oldest.At + window <= now) _total -= _items.Dequeue().Usd;
            return _total;
        }
    }

    private sealed class Usage
    {
        private readonly Queue<DateTimeOffset> _arrived = [];
        private DateTimeOffset _day;
        private int _today;

        public Queue<DateTimeOffset> Admitted { get; private set; } = [];

        public int MaxAdmitted { get; private set; }

        public int MaxArrived { get; private set; }

        public int TodayAt(DateTimeOffset now) => PacificDay.BeginOf(now) == _day ? _today : 0;

        public void Arrive(DateTimeOffset now, TimeSpan window)
        {
            Forget(_arrived, now, window);
            Forget(Admitted, now, window);
            _arrived.Enqueue(now);
            MaxArrived = Math.Max(MaxArrived, _arrived.Count);
        }

        public void Admit(DateTimeOffset now)
        {
            _today = TodayAt(now) + 1;
            _day = PacificDay.BeginOf(now);
            Admitted.Enqueue(now);
            MaxAdmitted = Math.Max(MaxAdmitted, Admitted.Count);
        }

        public void Withdraw(DateTimeOffset at)
        {
            var kept = Admitted.ToList();
            if (!kept.Remove(at)) return;
            Admitted = new Queue<DateTimeOffset>(kept);
            if (PacificDay.BeginOf(at) == _day) _today--;
        }

        private static void Forget(Queue<DateTimeOffset> times, DateTimeOffset now, TimeSpan window)
        {
            while (times.TryPeek(out var oldest) && oldest + window <= now) times.Dequeue();
        }
    }
}

/// <summary>Whether a call may continue.</summary>
internal abstract record QuotaDecision
{
    public sealed record Admitted : QuotaDecision;

    /// <summary>The limits that stand against it; <paramref name="RetryAfter"/> speaks of the window's, as the service's does.</summary>
    public sealed record Exhausted(int? PerWindow, int? PerDay, TimeSpan RetryAfter) : QuotaDecision;

    public sealed record Overspent : QuotaDecision;
}
