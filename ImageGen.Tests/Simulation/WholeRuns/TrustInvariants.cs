using ImageGen.Tests.Core.Workflows.Replay;

namespace ImageGen.Tests.Simulation.WholeRuns;

/// <summary>Rule 1: a beat is finished when its image is stored, whole, and only then.</summary>
internal sealed class FinishedMeansStored : RunInvariant
{
    public override void AtEnd(SimulatedRuns world)
    {
        foreach (var run in world.Runs.Where(world.HasImages))
        {
            var state = world.StateOf(run);
            foreach (var beat in state.Styles.SelectMany(s => s.Beats).Where(b => b.State is BeatState.Complete or BeatState.Exists))
            {
                var name = new ImageName(state.Document.Storyboard.Project, beat.Style, beat.Beat.Shot, beat.Beat.Id);
                var bytes = Names.BytesOf(world, name);
                Require(
                    bytes is not null && world.Gemini.WholeImages.Contains(SimulatedGemini.HashOf(bytes)),
                    $"{run} {beat.Style.Name()} {beat.Beat.Id} is {beat.State}, but its image is "
                        + $"{(bytes is null ? "missing" : "not whole")}");
            }
        }
    }
}

/// <summary>Rule 2: a rate limit, a lost connection or an empty account is a wait and never a failure of a beat.</summary>
internal sealed class WaitsAreNoFailures : RunInvariant
{
    public override void AtEnd(SimulatedRuns world)
    {
        foreach (var run in world.Runs)
        {
            var mayFail = world.StateOf(run).Document.Storyboard.Options.OnQuotaExhausted is OnQuotaExhausted.Fail;
            // What no key may do any more fails beats that met nothing of it themselves.
            foreach (var e in world.Log(run).OfType<BeatFailed>().Where(e => !e.Why.IsAboutKeyItself))
            {
                var faults = Faults(world, run, e);
                var isWait = faults.Count > 0 && faults.All(f => f
                    is GeminiFault.PerMinute or GeminiFault.Unreachable or GeminiFault.BareTooMany or GeminiFault.PerDay
                        or GeminiFault.Prepaid);
                Require(
                    e.Why.Kind is not (FailureKind.RateLimitedPerMinute or FailureKind.Unreachable) && (mayFail || !isWait),
                    $"{run} {e.Style.Name()} {e.Beat} failed with {e.Why.Kind} after {string.Join(", ", faults)}");
            }
        }
    }

    public static IReadOnlyList<GeminiFault> Faults(SimulatedRuns world, string run, BeatFailed e) =>
    [
        .. world.Gemini.Calls.Where(c => c.Run == run && c.Style == e.Style.Name() && c.Beat == e.Beat.Value).Select(c => c.Fault),
    ];
}

/// <summary>Rule 2: the limits that are known are kept in every sliding minute, by all runs together.</summary>
internal sealed class LimitsAreKept : RunInvariant
{
    public override void AtEnd(SimulatedRuns world) =>
        Require(world.Gemini.OverLimit == 0, $"{world.Gemini.OverLimit} attempts above the limit");
}

/// <summary>Rule 3: a blocked prompt is final and burns no other key.</summary>
internal sealed class BlockedPromptIsFinal : RunInvariant
{
    public override void OnCall(SimulatedRuns world, GeminiCall call)
    {
        var block = world.Gemini.Calls.FindLast(
            c => c.Name == call.Name && c.Run == call.Run && c is { Fault: GeminiFault.PromptBlock, IsDelivered: true });
        var isAsked = world.Acknowledged.Any(
            a => a.RunId == call.Run && a.What is Asked.Retry or Asked.Regenerate && Names.Holds(a, call));
        Require(block is null || isAsked, $"{call.Name} is tried again although its prompt was blocked");
    }
}

/// <summary>Rule 5: what a person asked takes effect before the next paid attempt and is never undone by the machine.</summary>
internal sealed class RequestsAreKept : RunInvariant
{
    public override void OnCall(SimulatedRuns world, GeminiCall call)
    {
        var run = call.Run;
        var (isPaused, isCancelled, isSkipped, pausedAt) = (false, false, false, 0);
        foreach (var asked in world.Acknowledged.Where(a => a.RunId == run))
        {
            // A run that is cancelled, or that has ended, is not paused any more: beats that are asked for afterwards are generated.
            var again = asked.What is Asked.Retry or Asked.Regenerate;
            pausedAt = asked.What is Asked.Pause ? asked.Position : pausedAt;
            isPaused = asked.What is Asked.Pause
                || (isPaused && asked.What is not (Asked.Resume or Asked.Cancel) && !(again && HasEnded(pausedAt, asked.Position)));
            isCancelled = asked.What is Asked.Cancel || (isCancelled && !again);
            isSkipped = (asked.What is Asked.Skip && Names.Holds(asked, call))
                || (isSkipped && !(again && Names.Holds(asked, call)));
        }

        bool HasEnded(int from, int to) => world.Log(run).Take(to).Skip(from).Any(e => e is RunEnded);

        Require(!isPaused, $"{call.Name} begins although a person paused the run");
        Require(!isCancelled, $"{call.Name} begins although a person cancelled the run");
        Require(!isSkipped, $"{call.Name} begins although a person skipped it");
    }

    public override void AtEnd(SimulatedRuns world)
    {
        foreach (var run in world.Runs)
        {
            var asked = world.Acknowledged.Count(a => a.RunId == run && a.What is Asked.Resume);
            var logged = world.Log(run).OfType<RunResumed>().Count();
            Require(logged == asked, $"{run} was resumed {logged} times, a person asked {asked} times");
        }
    }
}

/// <summary>Rule 7: key values, prompts and image bytes are in no status, history or log.</summary>
internal sealed class SecretsStaySecret : RunInvariant
{
    private static readonly ImmutableArray<string> Secrets = [SimulatedGemini.Marker, "KEY-SECRET", "iVBORw0KGgo"];

    public override void OnText(SimulatedRuns world, string place, string text)
    {
        foreach (var secret in Secrets)
        {
            Require(!text.Contains(secret, StringComparison.Ordinal), $"{place} holds {secret}");
        }
    }

    public override void AtEnd(SimulatedRuns world)
    {
        foreach (var run in world.Runs)
        {
            foreach (var e in world.Log(run))
            {
                OnText(world, $"the log of {run}", WorkflowCatalogue.Write(e));
            }
        }

        foreach (var history in world.Engine.Histories.Concat(world.Engine.Instances.Values.Select(i => i.History)))
        {
            foreach (var entry in history.Entries)
            {
                OnText(world, $"the history of {history.InstanceId}", entry.Json ?? "");
            }
        }
    }
}

/// <summary>Rule 8: a beat fails by what happened to itself or to the keys of its style, never by another's trouble.</summary>
internal sealed class TroubleStaysItsOwn : RunInvariant
{
    public override void AtEnd(SimulatedRuns world)
    {
        foreach (var run in world.Runs)
        {
            foreach (var e in world.Log(run).OfType<BeatFailed>())
            {
                var ofStyle = world.Gemini.Calls.Where(c => c.Style == e.Style.Name()).Select(c => c.Fault);
                var isKeys = new ModelFailure(e.Why.Kind, "").SparesBeat;
                var faults = isKeys ? ofStyle : WaitsAreNoFailures.Faults(world, run, e);
                Require(
                    faults.Any(f => f is not GeminiFault.None && IsOf(GeminiFaults.KindOf(f))),
                    $"{run} {e.Style.Name()} {e.Beat} failed with {e.Why.Kind}, which {(isKeys ? "its keys" : "it")} never met");

                bool IsOf(FailureKind kind) => isKeys ? new ModelFailure(kind, "").SparesBeat : kind == e.Why.Kind;
            }
        }
    }
}

/// <summary>Rule 9: whatever is lost, every run comes to its end with every beat settled.</summary>
internal sealed class EveryRunEnds : RunInvariant
{
    public override void AtEnd(SimulatedRuns world)
    {
        foreach (var run in world.Runs)
        {
            var state = world.StateOf(run);
            Require(state.HasEnded, $"{run} is {state.Status}: {state.Reason}");
            Require(
                state.IsOver || !state.HasEnded || state.Styles.All(s => s.Beats.All(b => b.IsSettled && b.Open is null)),
                $"{run} ended with work left");
        }
    }
}
