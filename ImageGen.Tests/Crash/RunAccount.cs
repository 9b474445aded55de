using ImageGen.Simulator.Log;

namespace ImageGen.Tests.Crash;

/// <summary>
/// Holds what a run says of itself against what lies on the disk and what the simulator saw, after each kill and at the end; and counts
/// what the kills cost.
/// </summary>
internal sealed class RunAccount(CrashWorld world, int beats)
{
    private readonly Dictionary<string, int> _mayBeGeneratedAgain = [];

    public int Kills { get; private set; }

    /// <summary>Calls that had begun and of whose end the log did not know, over all kills.</summary>
    public int InFlight { get; private set; }

    /// <summary>Those of them that the simulator had not answered yet.</summary>
    public int Unanswered { get; private set; }

    /// <summary>Images that were paid for beyond one a beat.</summary>
    public int Beyond { get; private set; }

    /// <summary>What must hold right after a kill, before anything is fixed.</summary>
    public async Task AfterKillAsync(ImmutableArray<string> unanswered)
    {
        Kills++;
        var images = Disk.Images(world.Data);
        if (!File.Exists(world[$".imagegen/runs/{CrashWorld.RunId}/run.json"]))
        {
            Assert.Empty(world.Watch.Calls);
            return;
        }

        var records = await BeatsAsync();
        foreach (var beat in records.Where(b => b.State is BeatState.Complete or BeatState.Exists))
        {
            Assert.True(images.ContainsKey(NameOf(beat)), $"The log says that {NameOf(beat)} is done, and there is no image.");
        }

        CheckCallsWereRecorded(records);
        var open = records.Where(b => b.Open is not null).Select(NameOf).ToList();
        InFlight += open.Count;
        Unanswered += unanswered.Length;
        Assert.Subset(open.ToHashSet(), unanswered.ToHashSet());
        foreach (var beat in open.Where(b => !images.ContainsKey(b)))
        {
            _mayBeGeneratedAgain[beat] = _mayBeGeneratedAgain.GetValueOrDefault(beat) + 1;
        }
    }

    /// <summary>What must hold when a process says that all is done.</summary>
    /// <param name="output">What it said; null: it says it to no one.</param>
    public async Task AtEndAsync(string? output)
    {
        Assert.Equal(beats, Disk.Images(world.Data).Count);
        Assert.Empty(Disk.Foreign(world.Data));
        var log = await world.LogAsync();
        CheckNothingBeganWhilePaused(log);
        Assert.Equal(RunStatus.Completed, Assert.IsType<RunEnded>(log[^1]).Status);

        var records = await BeatsAsync();
        CheckCallsWereRecorded(records);
        foreach (var (beat, generated) in Generated())
        {
            Beyond += generated - 1;
            Assert.True(
                generated - 1 <= _mayBeGeneratedAgain.GetValueOrDefault(beat),
                $"{beat} was generated {generated} times; "
                + $"kills account for {_mayBeGeneratedAgain.GetValueOrDefault(beat)} more than once.");
        }

        var (unconfirmed, told) = await world.ReadAsync(s => (s.UnconfirmedCalls, s.UnconfirmedUsd));
        Assert.Equal(WithoutOutcome(log), unconfirmed);
        Assert.True(
            Beyond <= unconfirmed && (unconfirmed == 0) == (told == 0),
            $"{Beyond} calls beyond the beats, and {unconfirmed} calls are said to be unconfirmed (${told}).");
        CheckBill(records);
        if (output is not null)
        {
            var words = unconfirmed switch
            {
                0 => "",
                1 => "1 attempt has no known outcome",
                _ => $"{unconfirmed} attempts have no known "
                + "outcome"
            };
            Assert.Equal(unconfirmed > 0, output.Contains("may have been billed", StringComparison.Ordinal));
            Assert.Contains(words, output, StringComparison.Ordinal);
            Assert.Contains($"{beats} images of {beats} in", output, StringComparison.Ordinal);
        }
    }

    /// <summary>How often the simulator generated each beat, whether the image arrived or not.</summary>
    public Dictionary<string, int> Generated() => world.Simulator.Calls
        .Where(CallWatch.GaveImage)
        .GroupBy((CallRecord c) => $"{c.Style}/{c.Beat}")
        .ToDictionary(g => g.Key, g => g.Count());

    /// <summary>US dollars that the service billed, answers that never arrived included.</summary>
    public decimal Bill { get; private set; }

    /// <summary>
    /// Confirmed and unconfirmed cost of every beat are no less than the service's bill for it, and over all not a tenth more; attempts
    /// that were killed before they reached the service are the exception, because that is not known.
    /// </summary>
    private void CheckBill(IReadOnlyList<BeatRecord> records)
    {
        var bills = world.Simulator.Calls.GroupBy(c => $"{c.Style}/{c.Beat}").ToDictionary(g => g.Key, g => g.Sum(c => c.BilledUsd));
        foreach (var beat in records)
        {
            var bill = bills.GetValueOrDefault(NameOf(beat));
            Assert.True(
                bill <= beat.CostUsd + beat.UnconfirmedUsd,
                $"{NameOf(beat)}: ${bill} billed, ${beat.CostUsd} and ${beat.UnconfirmedUsd} unconfirmed reported.");
        }

        Bill = bills.Values.Sum();
        var told = records.Sum(b => b.CostUsd + b.UnconfirmedUsd);
        var neverArrived = records.Sum(b => b.Attempts) - world.Watch.Calls.Length;
        (Reported, Unconfirmed) = (told, records.Sum(b => b.UnconfirmedUsd));
        Assert.True(
            told <= (1.1m * Bill) + (0.1m * neverArrived), $"${Bill} billed, ${told} reported; {neverArrived} attempts never arrived.");
    }

    /// <summary>Confirmed and unconfirmed cost at the end, US dollars.</summary>
    public decimal Reported { get; private set; }

    /// <summary>Of it, the unconfirmed part.</summary>
    public decimal Unconfirmed { get; private set; }

    /// <summary>No call left before the log had it.</summary>
    private void CheckCallsWereRecorded(IReadOnlyList<BeatRecord> records)
    {
        var calls = world.Watch.Calls.CountBy(beat => beat).ToDictionary();
        foreach (var beat in records)
        {
            Assert.True(
                calls.GetValueOrDefault(NameOf(beat)) <= beat.Attempts,
                $"{calls.GetValueOrDefault(NameOf(beat))} calls of {NameOf(beat)}, and the log knows of {beat.Attempts}.");
        }
    }

    private static void CheckNothingBeganWhilePaused(ImmutableArray<RunEvent> log)
    {
        var isPaused = false;
        foreach (var e in log)
        {
            isPaused = e switch { RunPaused => true, RunResumed => false, _ => isPaused };
            Assert.False(isPaused && e is AttemptStarted, $"A call began while the run was paused: {e}");
        }
    }

    private static int WithoutOutcome(ImmutableArray<RunEvent> log)
    {
        var open = new HashSet<string>();
        foreach (var e in log)
        {
            _ = e switch
            {
                AttemptStarted started => open.Add(started.Attempt),
                AttemptFailed { Why.Kind: FailureKind.Unanswered } or BeatFailed { Why.Kind: FailureKind.Unanswered } => false,
                AttemptFailed failed => open.Remove(failed.Attempt),
                BeatCompleted done => open.Remove(done.Attempt),
                BeatFailed { Attempt: { } attempt } => open.Remove(attempt),
                _ => false,
            };
        }

        return open.Count;
    }

    private Task<List<BeatRecord>> BeatsAsync() => world.ReadAsync(s => s.Styles.SelectMany(style => style.Beats).ToList());

    private static string NameOf(BeatRecord beat) => $"{beat.Style.Name()}/{beat.Beat.Id}";
}
