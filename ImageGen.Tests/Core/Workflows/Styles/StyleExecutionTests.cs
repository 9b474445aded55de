using ImageGen.Core.KeyPools;
using ImageGen.Core.Workflows.Contract;
using ImageGen.Core.Workflows.Status;
using ImageGen.Core.Workflows.Styles;
using ImageGen.Tests.Core.Workflows.Replay;
using static ImageGen.Tests.Builders.StoryboardBuilder;

namespace ImageGen.Tests.Core.Workflows.Styles;

public sealed class StyleExecutionTests
{
    private static readonly StyleControl Nothing = new(null, IsOver: false, [], [], Replan: false);

    private readonly ScriptedContext _context = new();
    private readonly WorkflowThread _thread = new();
    private readonly Dictionary<string, TaskCompletionSource<BeatOutcome>> _attempts = [];
    private readonly List<WaitNote> _waits = [];
    private StyleLimits _limits = StyleLimits.Default;
    private int _begun;
    private int _notBefore;

    [Fact]
    public void Run_OneOfTwoAttemptsThatEndTogetherWasHeld_BeginsTheNextOneAtOnce()
    {
        Begin("1.1", "1.2", "1.3");

        End(("1.1", BeatOutcomeKind.Done), ("1.2", BeatOutcomeKind.Held));

        Assert.True(_begun > 2, "No attempt began.");
    }

    [Fact]
    public void Run_AllAttemptsThatEndTogetherWereHeld_BacksOffForASecond()
    {
        Begin("1.1", "1.2", "1.3");

        End(("1.1", BeatOutcomeKind.Held), ("1.2", BeatOutcomeKind.Held));

        Assert.Equal(2, _begun);
        Assert.Contains(At(1), _context.Delays);
    }

    /// <summary>Given back, the slot of an attempt that may have been made would be used twice within a minute.</summary>
    [Fact]
    public void Run_ActivityOfAnAttemptFails_CountsItsReservationAsUsed()
    {
        Begin(WorkflowRevisions.Third, parallel: 2, "1.1", "1.2");

        Fail("1.1");

        Assert.Equal([new AttemptReport("r0", At(0), 0) { IsDropped = true }], _context.Exchanges.SelectMany(e => e.Reports));
        Assert.DoesNotContain(_context.Exchanges, e => e.Release.Contains("r0"));
    }

    [Fact]
    public void Run_ActivityOfAnAttemptFailsInAnEarlierRevision_GivesItsReservationBack()
    {
        Begin(WorkflowRevisions.Second, parallel: 2, "1.1", "1.2");

        Fail("1.1");

        Assert.Equal(["r0"], _context.Exchanges.SelectMany(e => e.Release));
    }

    [Theory]
    [InlineData(BeatOutcomeKind.Expired, true, WorkflowRevisions.Fourth, 4)]
    [InlineData(BeatOutcomeKind.Expired, true, WorkflowRevisions.Third, 3)]
    [InlineData(BeatOutcomeKind.Expired, false, WorkflowRevisions.Fourth, 3)]
    [InlineData(BeatOutcomeKind.Held, true, WorkflowRevisions.Fourth, 3)]
    public void Run_AttemptEndsWithoutAnImage_BacksOffUnlessItWasMadeAndLost(BeatOutcomeKind kind, bool wasMade, int revision, int begun)
    {
        Begin(revision, parallel: 3, "1.1", "2.1", "3.1", "4.1");

        End(wasMade ? new AttemptReport("r0", At(0), 0.067m) { IsDropped = true } : null, ("1.1", kind));

        Assert.Equal(begun, _begun);
    }

    [Fact]
    public void Run_NothingIsInFlightAndItBacksOff_LogsThatAsItsWait()
    {
        Begin(WorkflowRevisions.Fourth, parallel: 3, "1.1", "2.1", "3.1", "4.1");

        // One, two and four seconds. What is shorter than three is not logged.
        End(("1.1", BeatOutcomeKind.Held));
        End(("2.1", BeatOutcomeKind.Held));
        End(("3.1", BeatOutcomeKind.Held));

        var wait = Assert.Single(_waits).Wait!;
        Assert.StartsWith("a pause before the next try", wait.Text, StringComparison.Ordinal);
        Assert.Equal(At(4), wait.Until);
    }

    /// <summary>An attempt that comes back held may still be made by a second delivery, for as long as its reservation is valid.</summary>
    [Theory]
    [InlineData(WorkflowRevisions.Fourth, true, true)]
    [InlineData(WorkflowRevisions.Third, true, false)]
    [InlineData(WorkflowRevisions.Fourth, false, false)]
    public void Run_AttemptIsHeld_KeepsItsSlotWhereTheEngineMayRunItAgain(int revision, bool mayRunTwice, bool isKept)
    {
        _limits = _limits with { MayRunTwice = mayRunTwice };
        Begin(revision, parallel: 2, "1.1", "2.1");

        End(("1.1", BeatOutcomeKind.Held));

        Assert.Equal(isKept ? ["r0"] : [], _context.Exchanges.SelectMany(e => e.Unmade ?? []));
        Assert.Equal(isKept ? [] : ["r0"], _context.Exchanges.SelectMany(e => e.Release));
    }

    [Theory]
    [InlineData(WorkflowRevisions.Fourth, 1)]
    [InlineData(WorkflowRevisions.Third, 2)]
    public void Run_KeyPoolNamesALittleEarlierInstant_KeepsItsDelayWithinTheSlack(int revision, int delays)
    {
        _limits = _limits with { Slack = TimeSpan.FromSeconds(3) };
        Begin(revision, parallel: 2, "1.1", "2.1", "3.1");
        var until = 60;
        _context.Pool = _ => new KeyPoolReply([], new KeyPoolWait(KeyWaitKind.Window, At(until--), 1, 0));

        End(("1.1", BeatOutcomeKind.Done));
        End(("2.1", BeatOutcomeKind.Done));

        Assert.Equal(delays, _context.Delays.Count);
    }

    /// <summary>What an attempt waits for its reservation is not its length, with which the pool plans further ones.</summary>
    [Theory]
    [InlineData(WorkflowRevisions.Fifth, 2)]
    [InlineData(WorkflowRevisions.Fourth, 7)]
    public void Run_ReservationLiesAhead_MeasuresTheAttemptFromThere(int revision, int seconds)
    {
        _limits = _limits with { Following = 3 };
        _notBefore = 5;
        Begin(revision, parallel: 1, "1.1", "2.1");

        _context.UtcNow = At(7);
        End(new AttemptReport("r0", At(5), 0.067m), ("1.1", BeatOutcomeKind.Done));

        Assert.Equal(TimeSpan.FromSeconds(seconds), _context.Exchanges[^1].CallTakes);
    }

    private void Begin(params string[] beats) => Begin(WorkflowRevisions.First, parallel: 2, beats);

    /// <summary>Begins a style of these beats with a key that always has a reservation.</summary>
    private void Begin(int revision, int parallel, params string[] beats)
    {
        var status = new StyleStatus(ImageStyle.Clear, beats.Length, new StyleCounts(1, 0, 0, 0, 0, 0, null), [], []);
        var planned = beats.Select((b, i) => new PlannedBeat(BeatId.Parse(b), null, i + 1, 1, 0, i, new BeatAttempts())).ToImmutableArray();
        _context.Activity<PlanRequest>(
            WorkflowNames.PlanWindow, _ => new ChunkPlan(planned, 0, Nothing, MaxParallel: parallel, FailWhenExhausted: false, status));
        _context.Activity<StyleRef>(WorkflowNames.ListKeys, _ => new KeyList([new KeyDescriptor("clear-1", "clear-1", null)]));
        _context.Activity<ControlRequest>(WorkflowNames.ReadControl, _ => Nothing);
        _context.Activity<WaitNote>(WorkflowNames.RecordWait, note =>
        {
            _waits.Add(note);
            return true;
        });
        _context.Activity<GenerateBeatRequest>(WorkflowNames.GenerateBeat, request =>
        {
            _begun++;
            return (_attempts[request.Beat.Value] = new TaskCompletionSource<BeatOutcome>()).Task;
        });
        var reservations = 0;
        _context.Pool = request => new KeyPoolReply(
            [.. Enumerable.Range(0, request.Want).Select(
                _ => new Reservation($"r{reservations++}", "clear-1", At(_notBefore), At(60)))],
            null);
        _thread.Run(() => _ = new StyleExecution(
            _context, new StyleInput("tale-1", ImageStyle.Clear, Revision: revision), _limits).RunAsync());
        Assert.Equal(parallel, _begun);
    }

    private void Fail(string beat)
    {
        _attempts[beat].SetException(new WorkflowActivityException("A bug."));
        _thread.Run(() => { });
    }

    /// <summary>Lets these attempts end before the workflow takes in any of them: outside of its thread, its continuation waits.</summary>
    private void End(params (string Beat, BeatOutcomeKind Kind)[] ends) => End(null, ends);

    private void End(AttemptReport? report, params (string Beat, BeatOutcomeKind Kind)[] ends)
    {
        foreach (var (beat, kind) in ends)
        {
            _attempts[beat].SetResult(new BeatOutcome(BeatId.Parse(beat), kind, report));
        }

        _thread.Run(() => { });
    }
}
