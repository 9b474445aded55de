using ImageGen.Core.KeyPools;

namespace ImageGen.Tests.Simulation;

/// <summary>A strict Gemini in virtual time: a call above a group's limit in any sliding window is refused, and counted as such.</summary>
internal sealed class SimulatedService(Scenario scenario)
{
    private readonly Dictionary<string, List<long>> _accepted = [];
    private readonly Dictionary<string, (long Ends, int Calls)> _days = [];
    private readonly Dice _dice = new(Chance.Seed(scenario.Seed, "service"));

    public int Calls { get; private set; }

    /// <summary>Attempts that an overload answered.</summary>
    public int Unavailable { get; private set; }

    /// <summary>Refused because more came than the real limit allows.</summary>
    public int OverLimit { get; private set; }

    /// <summary>Calls accepted, by group, ticks ascending.</summary>
    public IReadOnlyDictionary<string, List<long>> Accepted => _accepted;

    /// <summary>Null: it generates. Else how the call fails, and after how many seconds (null: the call's latency).</summary>
    public (ModelFailure Failure, double? After)? Call(KeyDescriptor key, long now)
    {
        Calls++;
        var faults = scenario.Faults;
        if (faults.BadKeys.Contains(key.Id))
        {
            return (new ModelFailure(FailureKind.InvalidKey, "bad key"), 0.2);
        }

        var seconds = (double)(now - SimulatedWorld.Start) / TimeSpan.TicksPerSecond;
        if (faults.Bursts.Any(b => seconds >= b && seconds < b + 3))
        {
            return (new ModelFailure(FailureKind.RateLimitedPerMinute, "burst", TimeSpan.FromSeconds(20)), 0.2);
        }

        if (seconds < faults.Overload || faults.DeadProjects.Contains(key.Group))
        {
            Unavailable++;
            return (new ModelFailure(FailureKind.Transient, "503"), 1);
        }

        if (faults.Stray > 0 && _dice.Chances(faults.Stray))
        {
            return (new ModelFailure(FailureKind.RateLimitedPerMinute, "stray", TimeSpan.FromSeconds(20)), 0.2);
        }

        var accepted = _accepted.TryGetValue(key.Group, out var list) ? list : _accepted[key.Group] = [];
        var since = now - scenario.Options.Window.Ticks;
        var first = accepted.FindLastIndex(t => t <= since) + 1;
        if (accepted.Count - first >= scenario.RealLimit)
        {
            OverLimit++;
            return (new ModelFailure(
                FailureKind.RateLimitedPerMinute,
                "over",
                TimeSpan.FromTicks(accepted[^scenario.RealLimit] - since + TimeSpan.TicksPerMillisecond)), 0.2);
        }

        if (faults.PerDay is { } perDay)
        {
            var day = _days.TryGetValue(key.Group, out var known) && now < known.Ends
                ? known
                : (PacificDay.EndOf(new DateTimeOffset(now, TimeSpan.Zero)).Ticks, 0);
            if (day.Item2 >= perDay)
            {
                return (new ModelFailure(FailureKind.RateLimitedPerDay, "day", TimeSpan.FromSeconds(30)), 0.2);
            }

            _days[key.Group] = (day.Item1, day.Item2 + 1);
        }

        accepted.Add(now);
        return _dice.Unit() switch
        {
            var u when (u -= faults.Unavailable) < 0 => (new ModelFailure(FailureKind.Transient, "503"), 0.5),
            var u when (u -= faults.Unavailable + faults.Hang) < 0 =>
                (new ModelFailure(FailureKind.Unanswered, "time-out"), Scenario.TimeOut),
            var u when (u -= faults.Unavailable + faults.Hang + faults.NoImage) < 0 =>
                (new ModelFailure(FailureKind.NoImage, "none"), null),
            var u when (u -= faults.Unavailable + faults.Hang + faults.NoImage + faults.Blocked) < 0 =>
                (new ModelFailure(FailureKind.ContentBlocked, "no"), null),
            var u when (u -= faults.Unavailable + faults.Hang + faults.NoImage + faults.Blocked + faults.SpendLimited) < 0 =>
                (new ModelFailure(FailureKind.SpendLimited, "spend"), 0.2),
            _ => null,
        };
    }
}
