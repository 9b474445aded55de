using ImageGen.Core.Generation;
using ImageGen.Core.KeyPools;
using ImageGen.Core.Runs;
using ImageGen.Core.Storyboards;
using ImageGen.Core.Workflows.Contract;
using ImageGen.Core.Workflows.Status;
using ImageGen.Core.Workflows.Styles;
using ImageGen.Tests.Core.Workflows.Replay;
using static ImageGen.Tests.Builders.StoryboardBuilder;

namespace ImageGen.Tests.Core.Workflows.Styles;

/// <summary>A style whose attempts are lost with their worker, or cannot be made.</summary>
public sealed class LostAttemptTests
{
    private static readonly string[] Beats = ["1.1", "2.1", "3.1", "4.1"];

    private readonly ScriptedContext _context = new();
    private readonly WorkflowThread _thread = new();
    private readonly Dictionary<string, TaskCompletionSource<BeatOutcome>> _attempts = [];
    private readonly List<WaitNote> _waits = [];
    private int _begun;

    [Theory]
    [InlineData(BeatOutcomeKind.Expired, true, WorkflowRevisions.Fourth, 4)]
    [InlineData(BeatOutcomeKind.Expired, true, WorkflowRevisions.Third, 3)]
    [InlineData(BeatOutcomeKind.Expired, false, WorkflowRevisions.Fourth, 3)]
    [InlineData(BeatOutcomeKind.Held, true, WorkflowRevisions.Fourth, 3)]
    public void Run_AttemptEndsWithoutAnImage_BacksOffUnlessItWasMadeAndLost(BeatOutcomeKind kind, bool wasMade, int revision, int begun)
    {
        Begin(revision);

        End("1.1", kind, wasMade);

        Assert.Equal(begun, _begun);
    }

    [Fact]
    public void Run_NothingIsInFlightAndItBacksOff_LogsThatAsItsWait()
    {
        Begin(WorkflowRevisions.Fourth);

        // One, two and four seconds. What is shorter than three is not logged.
        End("1.1", BeatOutcomeKind.Held);
        End("2.1", BeatOutcomeKind.Held);
        End("3.1", BeatOutcomeKind.Held);

        var wait = Assert.Single(_waits).Wait!;
        Assert.StartsWith("a pause before the next try", wait.Text, StringComparison.Ordinal);
        Assert.Equal(At(4), wait.Until);
    }

    /// <summary>Begins a style of four beats, three at a time, with a key that always has a reservation.</summary>
    private void Begin(int revision)
    {
        var status = new StyleStatus(ImageStyle.Clear, Beats.Length, new StyleCounts(1, 0, 0, 0, 0, 0, null), [], []);
        var planned = Beats.Select((b, i) => new PlannedBeat(BeatId.Parse(b), null, i + 1, 1, 0, i, new BeatAttempts())).ToImmutableArray();
        var control = new StyleControl(null, IsOver: false, [], [], Replan: false);
        _context.Activity<PlanRequest>(
            WorkflowNames.PlanWindow, _ => new ChunkPlan(planned, 0, control, MaxParallel: 3, FailWhenExhausted: false, status));
        _context.Activity<StyleRef>(WorkflowNames.ListKeys, _ => new KeyList([new KeyDescriptor("clear-1", "clear-1", null)]));
        _context.Activity<ControlRequest>(WorkflowNames.ReadControl, _ => control);
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
            [.. Enumerable.Range(0, request.Want).Select(_ => new Reservation($"r{reservations++}", "clear-1", At(0), At(60)))], null);
        var input = new StyleInput("tale-1", ImageStyle.Clear, Revision: revision);
        _thread.Run(() => _ = new StyleExecution(_context, input, StyleLimits.Default).RunAsync());
        Assert.Equal(3, _begun);
    }

    private void End(string beat, BeatOutcomeKind kind, bool wasMade = false)
    {
        var report = wasMade ? new AttemptReport("r0", At(0), 0.067m) { IsDropped = true } : null;
        _attempts[beat].SetResult(new BeatOutcome(BeatId.Parse(beat), kind, report));
        _thread.Run(() => { });
    }
}
