using ImageGen.Core.Workflows.Activities;
using ImageGen.Core.Workflows.Contract;
using ImageGen.Local.Engine;
using Microsoft.Extensions.Logging.Abstractions;
using static ImageGen.Tests.Core.Generation.BeatGeneratorWorld;

namespace ImageGen.Tests.Core.Generation;

/// <summary>
/// A storage pause against a person's resume: the person repairs the disk and resumes before or after every single operation on the stores,
/// one after the other. Whichever it is, the resume holds.
/// </summary>
public sealed class StoragePauseTests
{
    private const string Full = "The disk is full.";

    public static TheoryData<string, int> Troubles => new()
    {
        { "images cannot be saved", 15 },
        { "images and log cannot be written", 15 },
        { "a stored image cannot be logged", 15 },
        { "images cannot be read", 6 },
        { "the log cannot be written from the start", 6 },
        { "the log cannot be read", 6 },
    };

    [Theory]
    [MemberData(nameof(Troubles))]
    public async Task Resume_BeforeOrAfterAnyOperation_IsNeverUndone(string trouble, int least)
    {
        var tried = 0;
        for (var at = 0; ; at++, tried++)
        {
            var world = new Interleaving(trouble, resumeAt: at);
            await world.RunAsync();
            if (!world.IsResumed)
            {
                break;
            }

            world.CheckResumeHolds($"{trouble}, resumed at operation {at}");
        }

        Assert.InRange(tried, least, 200);
    }

    [Theory]
    [InlineData("images cannot be saved")]
    [InlineData("images cannot be read")]
    public async Task Trouble_RunIsNotResumed_PausesItOnce(string trouble)
    {
        var world = new Interleaving(trouble, resumeAt: null);

        await world.RunAsync();

        Assert.Equal(
            "The disk is full. Then resume the run.",
            world.OnlyPause.Reason.Replace("The log cannot be written.", Full, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Resume_WhileAPaidImageCannotBeSaved_SavesThatImageAndPaysForNoOther()
    {
        var world = new BeatGeneratorWorld();
        world.Memory.FailSaves(Full);
        var failures = 0;
        world.Store.Before = events =>
        {
            if (events.Any(e => e is RunPaused) && failures++ == 0)
            {
                world.Memory.FailSaves(null);
                world.AppendAsync(new RunResumed(world.Clock.GetUtcNow())).Wait();
            }
        };

        var outcome = await world.DrawAsync();

        Assert.Equal((BeatOutcomeKind.Done, 1), (outcome.Kind, world.Model.Calls.Count));
        Assert.Equal("AttemptStarted RunResumed BeatCompleted", world.Story);
    }

    [Fact]
    public void UnloggedTrouble_OfAHistoryWithoutTheType_IsReadFromItsCode()
    {
        var why = new ModelFailure(FailureKind.Transient, Full, Code: "STORAGE");

        Assert.Equal(new StorageTrouble(Full, false, null), new BeatOutcome(Id("1.1"), BeatOutcomeKind.Held, Why: why).UnloggedTrouble);
        Assert.Null(new BeatOutcome(Id("1.1"), BeatOutcomeKind.Held, Why: why, Trouble: new StorageTrouble(Full, true, 0)).UnloggedTrouble);
        Assert.Null(new BeatOutcome(Id("1.1"), BeatOutcomeKind.Retry, Why: why).UnloggedTrouble);
    }

    /// <summary>One beat from its start until the engine has recorded what became of it, and a resume at the n-th operation.</summary>
    private sealed class Interleaving
    {
        private readonly BeatGeneratorWorld _world = new();
        private readonly string _trouble;
        private readonly int? _resumeAt;
        private bool _isBroken;
        private int _operations;

        public Interleaving(string trouble, int? resumeAt)
        {
            (_trouble, _resumeAt, _isBroken) = (trouble, resumeAt, true);
            _world.Store.Before = events => { Step(); Fail(events.IsEmpty ? CannotRead : CannotLog(events)); };
            _world.Store.After = _ => Step();
            _world.Images.Before = operation => { Step(); Fail(operation is "Save" ? CannotSave : trouble is "images cannot be read"); };
            _world.Images.After = _ => Step();
        }

        public bool IsResumed { get; private set; }

        public RunPaused OnlyPause => Assert.Single(_world.Events.OfType<RunPaused>());

        private bool CannotSave => _trouble is "images cannot be saved" or "images and log cannot be written";

        private bool CannotRead => _trouble is "the log cannot be read";

        public async Task RunAsync()
        {
            var working = WorkAsync();
            for (var waits = 0; waits < 40 && await Task.WhenAny(working, _world.Clock.WhenTimersPendingAsync(1)) != working; waits++)
            {
                _world.Clock.AdvanceToNextTimer();
            }

            if (IsResumed || _resumeAt is null)
            {
                await (_resumeAt is null && !working.IsCompleted ? Task.CompletedTask : working);
            }
        }

        public void CheckResumeHolds(string when)
        {
            Assert.True(_world.State().PausedBy is null, $"{when}: {_world.Story}");
            Assert.True(_world.Events.SkipWhile(e => e is not RunResumed).All(e => e is not RunPaused), $"{when}: {_world.Story}");
        }

        /// <summary>The activity, what the workflow does about its outcome, and what the engine does when that fails.</summary>
        private async Task WorkAsync()
        {
            var runLogs = new RunLogs(_world.Store);
            try
            {
                var outcome = await _world.BeginAsync();
                var activities = new RunActivities(runLogs, _world.Images, _world.Keys, _world.Generator, _world.Clock);
                if (outcome.UnloggedTrouble is { } trouble)
                {
                    await activities.RecordTroubleAsync(new TroubleNote(_world.Run.Id, trouble.Reason, trouble.Resumes), default);
                }

                await activities.ReadControlAsync(new ControlRequest(_world.Run.Id, ImageStyle.Clear, [], 0), default);
            }
            catch (UserException e)
            {
                // The run had never been resumed when its workflow began.
                await new RunFailures(
                    runLogs, _world.Clock, NullLogger<RunFailures>.Instance).RecordAsync(_world.Run.Id, e, resumes: 0, default);
            }
        }

        private bool CannotLog(ImmutableArray<RunEvent> events) => _trouble switch
        {
            "images and log cannot be written" => events.Any(e => e is not AttemptStarted),
            "a stored image cannot be logged" => events.Any(e => e is BeatCompleted or RunPaused),
            "the log cannot be written from the start" => true,
            _ => CannotRead,
        };

        private void Step()
        {
            if (_operations++ == _resumeAt)
            {
                (IsResumed, _isBroken) = (true, false);
                _world.AppendAsync(new RunResumed(_world.Clock.GetUtcNow())).Wait();
            }
        }

        private void Fail(bool when)
        {
            if (when && _isBroken)
            {
                throw new UserException(Full);
            }
        }
    }
}
