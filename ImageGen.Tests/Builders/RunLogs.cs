using ImageGen.Core.Generation;
using ImageGen.Core.Runs;
using ImageGen.Core.Scheduling;
using ImageGen.Core.Storyboards;
using static ImageGen.Tests.Builders.StoryboardBuilder;

namespace ImageGen.Tests.Builders;

/// <summary>Logs of runs as they could have been.</summary>
internal static class RunLogs
{
    /// <summary>A run from its start to its end in which every picture is drawn, one after the other.</summary>
    public static IEnumerable<RunEvent> Whole(RunDocument run)
    {
        yield return new RunStarted(At(1), 1);
        var second = 1;
        foreach (var style in run.Storyboard.Styles)
        {
            foreach (var beat in style.Beats)
            {
                foreach (var e in Drawn(style.Style, beat, second++))
                {
                    yield return e;
                }
            }

            yield return new StyleEnded(At(second), style.Style);
        }

        yield return new RunEnded(At(second), RunStatus.Completed);
    }

    /// <summary>A beat's call and its picture.</summary>
    public static IEnumerable<RunEvent> Drawn(ImageStyle style, Beat beat, int second)
    {
        var attempt = $"{style.Name()}-{beat.Id}-{second}";
        var path = $"generated_images/{style.Name()}/Shot_{beat.Shot}/Beat_{beat.Id}.png";
        yield return new AttemptStarted(At(second), style, beat.Id, attempt, $"{style.Name()}-1", 0.067m);
        yield return new BeatCompleted(At(second + 0.5), style, beat.Id, attempt, path, $"e{second}", 0.067m, TimeSpan.FromSeconds(0.5), null);
    }

    /// <summary>Any log at all, drawn by a seed: every kind of event, in an order that need not make sense.</summary>
    public static IEnumerable<RunEvent> Random(RunDocument run, int seed, int length)
    {
        var random = new Random(seed);
        var beats = run.Storyboard.Styles.SelectMany(s => s.Beats.Select(b => (s.Style, Beat: b))).ToList();
        for (var n = 1; n <= length; n++)
        {
            var (style, beat) = beats[random.Next(beats.Count)];
            var at = At(n);
            var why = new ModelFailure(FailureKind.Transient, "Try again.");
            var some = Enumerable.Range(0, random.Next(3)).Select(_ => beats[random.Next(beats.Count)]).Select(b => new BeatRef(b.Style, b.Beat.Id));
            yield return random.Next(21) switch
            {
                0 => new RunStarted(at, n),
                1 => new RunPaused(at, PausedBy.Person, "Lunch."),
                2 => new RunResumed(at),
                3 => new RunCancelled(at, false),
                4 => new HostStopped(at),
                5 => new BeatsRequested(at, (BeatRequestKind)random.Next(4), [.. some]),
                6 or 7 => new AttemptStarted(at, style, beat.Id, $"a{n}", "k", 0.1m),
                8 => new AttemptFailed(at, style, beat.Id, $"a{n - 1}", why, 0),
                9 or 10 => new BeatCompleted(at, style, beat.Id, $"a{n - 1}", "p", $"e{n}", 0.1m, TimeSpan.FromSeconds(1), null),
                11 => new BeatFound(at, style, beat.Id, "p", $"e{n}"),
                12 => new BeatFailed(at, style, beat.Id, null, why, 0),
                13 => new BeatSkipped(at, style, beat.Id),
                14 => new StyleWaiting(at, style, null, random.Next(2) == 0 ? "Keys cool." : null),
                15 => new StyleEnded(at, style),
                17 => new AttemptAbandoned(at, style, beat.Id, $"a{n - 1}"),
                16 => new BeatLost(at, style, beat.Id),
                19 => new KeyFaultFound(at, style, "k", "Key k is not valid."),
                18 => new LimitsLearned(at, style, [new ProjectLimit("p", 10, 4)]),
                _ => new RunEnded(at, RunStatus.CompletedWithErrors),
            };
        }
    }
}
