using FsCheck.Fluent;
using ImageGen.Core.Workflows.Activities;
using ImageGen.Tests.Core.Generation;

namespace ImageGen.Tests.Core.Workflows.Activities;

public sealed class ActivitiesPlanTests
{
    private static readonly ModelFailure Why = new(FailureKind.Transient, "It was busy.");

    [Fact]
    public void Todo_SettledBeats_AreLeftOutButNamedByThoseThatContinueThem()
    {
        var state = State(
            shots: 1,
            beats: 4,
            new BeatExisting(At(1), ImageStyle.Clear, Id("1.1"), "p", "e"),
            new BeatFailed(At(1), ImageStyle.Clear, Id("1.3"), null, Why, 0));

        var todo = state.Style(ImageStyle.Clear).Todo();

        Assert.Equal([new PendingBeat(Id("1.2"), 1, Id("1.1"), 0, 1), new PendingBeat(Id("1.4"), 1, Id("1.3"), 0, 3)], todo);
        Assert.True(state.Style(ImageStyle.Clear).HasWork);
    }

    [Fact]
    public void Todo_Chains_WaitWithinTheirShotOnly()
    {
        var todo = State(shots: 2, beats: 2).Style(ImageStyle.Clear).Todo();

        Assert.Equal([null, Id("1.1"), null, Id("2.1")], todo.Select(b => b.After));
    }

    [Fact]
    public void Todo_HardCutWithinAShot_WaitsForNoBeat()
    {
        var run = new StoryboardBuilder().Styles(ImageStyle.Clear).Shots(1, 3).BuildRun();
        var style = run.Storyboard.Styles[0];
        style = style with { Beats = [.. style.Beats.Select(b => b.Id == Id("1.2") ? b with { Kind = TransitionKind.HardCut } : b)] };

        var todo = new RunState(run with { Storyboard = run.Storyboard with { Styles = [style] } }).Style(ImageStyle.Clear).Todo();

        Assert.Equal([null, null, Id("1.2")], todo.Select(b => b.After));
    }

    [Fact]
    public void Todo_BeatUnderWay_IsStillToDo()
    {
        var state = State(1, 1, BeatGeneratorWorld.Attempt("a"));

        Assert.Single(state.Style(ImageStyle.Clear).Todo());
        Assert.True(state.Style(ImageStyle.Clear).HasWork);
    }

    [Fact]
    public void TriesOf_FailuresOfTheKey_DoNotCountAndBrokenImagesCountWithMissingOnes()
    {
        FailureKind[] kinds =
            [FailureKind.Transient, FailureKind.RateLimitedPerMinute, FailureKind.NoImage, FailureKind.BrokenImage, FailureKind.InvalidKey,
                FailureKind.Transient];
        var state = State(1, 1, [.. kinds.SelectMany((kind, n) => (RunEvent[])
        [
            BeatGeneratorWorld.Attempt($"a{n}", n), new AttemptFailed(
                At(n), ImageStyle.Clear, Id("1.1"), $"a{n}", Why with { Kind = kind }, 0),
        ])]);

        var tries = state.Find(ImageStyle.Clear, Id("1.1"))!.FailedAttempts;

        Assert.Equal((2, 2), (tries.Transient, tries.NoImage));
    }

    [Fact]
    public void Choose_MoreThanFits_TakesTheLongestChainsFirstAndGoesDownThem()
    {
        // Ten shots of one beat, and one shot of ten at the end of the storyboard.
        var todo = new List<PendingBeat>();
        todo.AddRange(Enumerable.Range(1, 10).Select(n => new PendingBeat(Id($"{n}.1"), n, null, 0, n)));
        todo.AddRange(
            Enumerable.Range(1, 10).Select(n => new PendingBeat(Id($"99.{n}"), 99, n == 1 ? null : Id($"99.{n - 1}"), 0, 100 + n)));

        var planned = ChunkPlanner.Choose(todo, Known(), 8);

        Assert.Equal(["1.1", "2.1", "3.1", "99.1", "99.2", "99.3", "99.4", "99.5"], planned.Select(p => p.Beat.Value));
        Assert.Equal([1, 1, 1, 10, 9, 8, 7, 6], planned.Select(p => p.Chain));
        Assert.All(planned, p => Assert.Equal(0, p.Priority));
        Assert.Equal([null, null, null, null, "99.1", "99.2", "99.3", "99.4"], planned.Select(p => p.After?.Value));
    }

    [Fact]
    public void Choose_UrgentBeatDownAChain_BringsTheChainAndTheBeatsBeforeIt()
    {
        var todo = new List<PendingBeat>();
        todo.AddRange(Enumerable.Range(1, 5).Select(n => new PendingBeat(Id($"1.{n}"), 1, n == 1 ? null : Id($"1.{n - 1}"), 0, n)));
        todo.AddRange(
            Enumerable.Range(1, 3).Select(n => new PendingBeat(Id($"2.{n}"), 2, n == 1 ? null : Id($"2.{n - 1}"), n == 2 ? 7 : 0, 10 + n)));

        var planned = ChunkPlanner.Choose(todo, Known(), 2);

        Assert.Equal(["2.1", "2.2"], planned.Select(p => p.Beat.Value));
        Assert.Equal([7, 7], planned.Select(p => p.Priority));
    }

    [Fact]
    public void Choose_BeatBehindAKnownOne_WaitsForIt()
    {
        var todo = State(1, 4).Style(ImageStyle.Clear).Todo();

        var planned = ChunkPlanner.Choose(todo, Known("1.1", "1.2"), 10);

        Assert.Equal([("1.3", "1.2"), ("1.4", "1.3")], planned.Select(p => (p.Beat.Value, p.After!.Value.Value)));
    }

    [Fact]
    public void Choose_AnyStoryboard_GivesWindowsThatHoldTogether()
    {
        var boards =
            from beats in Gen.Choose(1, 6).SelectMany(shot => Gen.Choose(0, 1).Select(c => (Shot: shot, Continuous: c == 1))).ListOf()
            from settled in Gen.Choose(0, 3).ListOf()
            from known in Gen.Choose(0, 4).ListOf()
            from urgent in Gen.Choose(0, 9).ListOf()
            from max in Gen.Choose(1, 20)
            select (beats, settled, known, urgent, max);

        Properties.ForAll(boards, board =>
        {
            var todo = Todo([.. board.beats], [.. board.settled], [.. board.urgent]);
            var known = todo.Where((_, i) => i < board.known.Count && board.known[i] == 0).Select(b => b.Beat).ToHashSet();

            var planned = ChunkPlanner.Choose(todo, known, board.max);

            var ids = planned.Select(p => p.Beat).ToList();
            return planned.Length == Math.Min(board.max, todo.Count - known.Count)
                && ids.Distinct().Count() == ids.Count
                && !ids.Any(known.Contains)
                && planned.Select(p => p.Order).SequenceEqual(planned.Select(p => p.Order).Order())
                && planned.All(p => p.After is not { } before || known.Contains(before) || ids.IndexOf(before) is var at && at >= 0
                    && at < ids.IndexOf(p.Beat))
                && planned.All(p => todo.Single(t => t.Beat == p.Beat).After is not { } real || p.After == real)
                && planned.All(p => p.Chain >= 1);
        });
    }

    private static List<PendingBeat> Todo(List<(int Shot, bool Continuous)> beats, List<int> settled, List<int> urgent)
    {
        var todo = new List<PendingBeat>();
        var last = new Dictionary<int, BeatId?>();
        for (var i = 0; i < beats.Count; i++)
        {
            var (shot, continuous) = beats[i];
            var isSettled = i < settled.Count && settled[i] == 0;
            var id = Id($"{shot}.{i + 1}");
            if (!isSettled)
            {
                var priority = i < urgent.Count && urgent[i] > 6 ? urgent[i] : 0;
                todo.Add(new PendingBeat(id, shot, continuous ? last.GetValueOrDefault(shot) : null, priority, i));
            }

            last[shot] = isSettled ? null : id;
        }

        return todo;
    }

    private static RunState State(int shots, int beats, params RunEvent[] events)
    {
        var state = new RunState(new StoryboardBuilder().Styles(ImageStyle.Clear).Shots(shots, beats).BuildRun());
        for (var i = 0; i < events.Length; i++)
        {
            state.Apply(new LoggedEvent(new LogPosition(i + 1), events[i]));
        }

        return state;
    }

    private static HashSet<BeatId> Known(params string[] beats) => [.. beats.Select(Id)];

    private static BeatId Id(string beat) => BeatId.Parse(beat);

    private static DateTimeOffset At(double seconds) => StoryboardBuilder.At(seconds);
}
