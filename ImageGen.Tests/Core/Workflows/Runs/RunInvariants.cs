using ImageGen.Core.Models.Catalogue;

namespace ImageGen.Tests.Core.Workflows.Runs;

/// <summary>What holds of every run, whatever happens to it: read off its log, event by event, and its end.</summary>
internal sealed class RunInvariants
{
    private readonly RunWorld _world;
    private readonly RunState _state;
    private readonly Dictionary<string, AttemptStarted> _attempts = [];
    private readonly HashSet<string> _withOutcome = [];
    private readonly HashSet<BeatRecord> _askedAgain = [];
    private readonly List<string> _broken = [];
    private decimal _cost;

    private RunInvariants(RunWorld world)
    {
        _world = world;
        _state = new RunState(RunWorld.Now(world.Store.FindAsync(world.RunId, default))!);
    }

    /// <summary>A call without outcome for so long has lost its worker.</summary>
    private TimeSpan LongestCall =>
        ModelCatalogue.BuiltIn.LongestAttemptOf(_state.Document.Storyboard.Options.Model, _state.Document.Storyboard.Options.ImageSize);

    /// <summary>All that does not hold, in words; empty when all is well.</summary>
    public static IReadOnlyList<string> Broken(RunWorld world)
    {
        var check = new RunInvariants(world);
        foreach (var e in world.Store.Log(world.RunId))
        {
            check.Before(e.Event);
            check._state.Apply(e);
            check.Require(check._state.OpenUsd >= 0 && check._state.UnconfirmedUsd >= 0, e.Event, "leaves less than nothing open");
        }

        check.AtEnd();
        return check._broken;
    }

    private void Before(RunEvent e)
    {
        switch (e)
        {
            case AttemptStarted a: OnAttempt(a); break;
            case AttemptFailed a: OnOutcome(a, a.Attempt, a.CostUsd); break;
            case BeatCompleted b:
                OnOutcome(b, b.Attempt, b.CostUsd);
                OnSettled(b, b.Style, b.Beat);
                break;
            case BeatFailed b:
                if (b.Attempt is not null) OnOutcome(b, b.Attempt, b.CostUsd);
                OnSettled(b, b.Style, b.Beat);
                break;
            case BeatExisting b: OnSettled(b, b.Style, b.Beat); break;
            case BeatsRequested { Kind: BeatRequestKind.Retry or BeatRequestKind.Regenerate } r: OnAskedAgain(r); break;
            case StyleEnded s:
                Require(_state.Find(s.Style)!.Beats.All(b => b.IsSettled), e, "although it has beats to do");
                break;
            case RunEnded end: OnEnded(end); break;
        }
    }

    private void OnAttempt(AttemptStarted e)
    {
        var style = _state.Find(e.Style)!;
        var beat = style.Find(e.Beat)!;
        Require(_state is { PausedBy: null, Cancelled: null, IsStopped: false, HasEnded: false }, e, $"while the run is {_state.Status}");
        Require(_attempts.TryAdd(e.Attempt, e), e, "with an id that was there before");
        Require(beat.Open is null || e.At - beat.Open.StartedAt >= LongestCall, e, "while another attempt of it is open");
        Require(!beat.IsSettled, e, $"although it is {beat.State}");
        var before = style.Beats.TakeWhile(b => b.Beat.Id != e.Beat).LastOrDefault(b => b.Beat.Shot == beat.Beat.Shot);
        Require(
            beat.Beat.Kind is not TransitionKind.Continuous || before is null || before.IsSettled || _askedAgain.Contains(before),
            e,
            $"although {before?.Beat.Id}, which it continues, is {before?.State}");
    }

    /// <summary>
    /// A beat that is asked for again after it was settled may come too late for those behind it, whose calls are on their way by then.
    /// </summary>
    private void OnAskedAgain(BeatsRequested e) => _askedAgain.UnionWith(
        _state.Styles.SelectMany(s => s.Beats).Where(
            b => b.IsSettled && (e.Beats.IsEmpty || e.Beats.Contains(new BeatRef(b.Style, b.Beat.Id)))));

    private void OnOutcome(RunEvent e, string attempt, decimal cost)
    {
        _cost += cost;
        Require(_attempts.ContainsKey(attempt), e, "of an attempt that never began");
        Require(_withOutcome.Add(attempt), e, "of an attempt that had an outcome already");
    }

    private void OnSettled(RunEvent e, ImageStyle style, BeatId beat)
    {
        var record = _state.Find(style, beat)!;
        Require(!record.IsSettled, e, $"although it is {record.State} already");
    }

    private void OnEnded(RunEnded e)
    {
        var isOver = _state.Cancelled is not null || _state.IsStopped;
        Require(!_state.HasEnded, e, "although it had ended");
        Require(isOver || _state.Styles.All(s => s.Beats.All(b => b.IsSettled)), e, "although there is work left");
        Require(isOver || _state.Styles.All(s => s.Beats.All(b => b.Open is null)), e, "although calls are under way");
        var expected = _state switch
        {
            { IsStopped: true } => RunStatus.Failed,
            { Cancelled: not null } => RunStatus.Cancelled,
            _ when _state.Styles.Any(s => s.HasCancelled) => RunStatus.Cancelled,
            _ when _state.Styles.Any(s => s.Count(BeatState.Error) > 0) => RunStatus.CompletedWithErrors,
            _ => RunStatus.Completed,
        };
        Require(e.Status == expected, e, $"although it is {expected}");
    }

    private void AtEnd()
    {
        Require(_state.HasEnded, null, "it has not ended");
        Require(_state.CostUsd == _cost, null, $"it says that it cost {_state.CostUsd}, its outcomes say {_cost}");
        Require(
            _world.Model.Calls.Count <= _attempts.Count,
            null,
            $"{_world.Model.Calls.Count} calls arrived, but the log has {_attempts.Count} attempts");
        foreach (var style in _state.Styles)
        {
            var stored = RunWorld.Now(_world.Images.ListAsync(_state.Document.Storyboard.Project, style.Style, default));
            foreach (var beat in style.Beats.Where(b => b.State is BeatState.Complete or BeatState.Exists))
            {
                var etag = stored.GetValueOrDefault(beat.Beat.Id)?.ETag;
                Require(
                    etag == beat.ETag,
                    null,
                    $"{style.Style.Name()} {beat.Beat.Id} is {beat.State} with {beat.ETag}, the store has {etag ?? "nothing"}");
            }
        }

        AttemptsAreAccountedFor();
    }

    /// <summary>
    /// Every call beyond the first of a beat has a reason in the log: a failure, a call that was lost, a person who asked again.
    /// </summary>
    private void AttemptsAreAccountedFor()
    {
        var reasons = new Dictionary<BeatRef, int>();
        var open = new Dictionary<BeatRef, AttemptStarted>();
        foreach (var e in _world.Log)
        {
            switch (e)
            {
                case AttemptStarted a:
                    var of = new BeatRef(a.Style, a.Beat);
                    var isLost = open.TryGetValue(of, out var before) && a.At - before.At >= LongestCall;
                    var allowed = isLost ? 1 : reasons.GetValueOrDefault(of, 1);
                    Require(allowed > 0, a, "without any reason in the log");
                    (reasons[of], open[of]) = (allowed - 1, a);
                    break;
                case AttemptFailed a: Allow(new BeatRef(a.Style, a.Beat)); break;
                case AttemptAbandoned a: Allow(new BeatRef(a.Style, a.Beat)); break;
                case BeatLost a: Allow(new BeatRef(a.Style, a.Beat)); break;
                case BeatCompleted a: open.Remove(new BeatRef(a.Style, a.Beat)); break;
                case BeatFailed a: open.Remove(new BeatRef(a.Style, a.Beat)); break;
                case RunStarted or HostStopped or RunEnded: open.Keys.ToList().ForEach(Allow); break;
                case BeatsRequested { Kind: BeatRequestKind.Retry or BeatRequestKind.Regenerate } r:
                    var asked = r.Beats.IsEmpty
                        ? _state.Styles.SelectMany(s => s.Beats.Select(b => new BeatRef(s.Style, b.Beat.Id)))
                        : r.Beats;
                    asked.ToList().ForEach(b => reasons[b] = Math.Max(1, reasons.GetValueOrDefault(b, 1)));
                    break;
            }
        }

        void Allow(BeatRef beat)
        {
            reasons[beat] = 1;
            open.Remove(beat);
        }
    }

    private void Require(bool holds, RunEvent? e, string otherwise)
    {
        if (!holds)
        {
            var at = e is null
                ? ""
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"[{_world.Store.Log(_world.RunId).ToList().FindIndex(l => ReferenceEquals(l.Event, e))}] {e} ");
            _broken.Add(at + otherwise);
        }
    }
}
