using ImageGen.Core.KeyPools;
using ImageGen.Core.Queue;

namespace ImageGen.Tests.Simulation;

/// <summary>A run as the workflow plays it: ask the queue, exchange with the pool, start, wait for whichever comes first.</summary>
internal sealed class SimulatedRun
{
    private readonly SimulatedWorld _world;
    private readonly int _number;
    private readonly ImmutableArray<BeatItem> _beats;
    private readonly Dictionary<BeatId, int> _indexes;
    private readonly Dictionary<BeatId, int> _attempts = [];
    private readonly Dictionary<BeatId, QueuedState> _stored = [];
    private readonly Dictionary<BeatId, BeatAttempts> _tries = [];
    private readonly Dictionary<string, int> _inARow = [];
    private readonly List<AttemptReport> _reports = [];
    private readonly List<string> _release = [];
    private bool _tellKeys = true;
    private int _life;
    private long _wake;

    public SimulatedRun(SimulatedWorld world, int number, ImmutableArray<BeatItem> beats)
    {
        (_world, _number, _beats) = (world, number, beats);
        _indexes = beats.Select((b, i) => (b.Id, i)).ToDictionary(x => x.Id, x => x.i);
        Queue = NewQueue();
    }

    public BeatQueue Queue { get; set; }

    public bool IsFinished { get; private set; }

    /// <summary>Beats that failed.</summary>
    public int Failed => _stored.Values.Count(s => s is QueuedState.Failed);

    public long EndedAt { get; private set; } = SimulatedWorld.Start;

    private string Claimant => $"run-{_number}";

    private DateTimeOffset Now => new(_world.Now, TimeSpan.Zero);

    /// <summary>The workflow's memory is gone; what was stored is not. Calls under way continue, and no one hears how they end.</summary>
    public void Crash()
    {
        if (IsFinished)
        {
            return;
        }

        _life++;
        _reports.Clear();
        _release.Clear();
        _tellKeys = true;
        _world.Invariants.Forgot(_number);
        Queue = NewQueue();
        Step();
    }

    public void Step()
    {
        _world.MaybeRoundTrip(this);
        while (!IsFinished)
        {
            var ask = Queue.ComputeRequest(Now);
            if (ask.Want == 0 && _reports.Count == 0 && _release.Count == 0 && !_tellKeys)
            {
                Wake(ask.Again);
                break;
            }

            var reply = Exchange(ask.Want);
            foreach (var reservation in reply.Reservations)
            {
                Use(reservation);
            }

            if (reply.Wait is null && (ask.Want > 0 || _release.Count > 0))
            {
                continue;
            }

            Wake(reply.Wait?.Until is { } until && !(ask.Again < until) ? until : ask.Again);
            if (Queue.DecideNext(Now) is QueueDecision.Finished && _release.Count == 0)
            {
                IsFinished = true;
            }

            break;
        }
    }

    private KeyPoolReply Exchange(int want)
    {
        var request = new KeyPoolRequest(Claimant, want, [.. _reports], [.. _release], _tellKeys ? _world.Scenario.Keys : null);
        var reply = _world.Pool.Exchange(request, Now);
        Queue.ApplyReply(reply);
        _reports.Clear();
        _release.Clear();
        _tellKeys = false;
        _world.Invariants.Check(reply.Reservations.Length <= want, "more reservations than wanted");
        _world.Invariants.Check(
            reply.Wait is not null || reply.Reservations.Length == want, "fewer reservations than wanted, and no reason");
        if (reply.Wait is { } wait)
        {
            _world.Invariants.Check(wait.Until is not null, "no usable key");
            _world.Invariants.Wait(wait.Until!.Value.Ticks);
        }

        if (reply.Reservations.Length > 0 || reply.Wait is null or { Kind: KeyWaitKind.Day })
        {
            _world.Invariants.Served(_number);
        }
        else if (reply.Wait.Kind is KeyWaitKind.Window or KeyWaitKind.Turn)
        {
            _world.Invariants.Waits(_number);
        }

        if (reply.Reservations.Length > 0)
        {
            // In turn, one start each: no one waits longer than it takes all others to be served once, and a few windows for cooldowns.
            _world.Invariants.Granted(_number, 60 * (6 + _world.Scenario.Runs.Length));
        }

        return reply;
    }

    private void Use(Reservation reservation)
    {
        if (Queue.DecideNext(Now) is not QueueDecision.Start start)
        {
            _release.Add(reservation.Id);
            return;
        }

        var (beat, life) = (start.Beat, _life);
        Queue.MarkStarted(beat, Now);
        _world.At(_world.Late(reservation.NotBefore.Ticks), () =>
        {
            if (life != _life)
            {
                return;
            }

            _world.Invariants.Started(_number, beat, reservation.KeyId, reservation.NotBefore.Ticks, reservation.Expires.Ticks);
            var startedAt = Now;
            var attempt = _attempts[beat] = _attempts.GetValueOrDefault(beat) + 1;
            _world.Call(_number, _indexes[beat], attempt, reservation.KeyId, failure =>
            {
                if (life == _life)
                {
                    End(reservation, beat, startedAt, failure);
                }
            });
        });
    }

    private void End(Reservation reservation, BeatId beat, DateTimeOffset startedAt, ModelFailure? failure)
    {
        _world.Invariants.Stopped(_number, beat);
        var cost = failure is null ? 0.067m : 0;
        var told = failure is { ConcernsKeyPool: true } ? failure : null;
        _reports.Add(new AttemptReport(reservation.Id, startedAt, cost, told?.Kind, told?.RetryAfter));
        if (failure is null)
        {
            Queue.MarkDone(beat, Now);
            Store(beat, QueuedState.Done);
        }
        else if (IsFinal(beat, reservation.KeyId, failure))
        {
            Queue.MarkFailed(beat);
            Store(beat, QueuedState.Failed);
        }
        else
        {
            Queue.ScheduleRetry(beat, failure, Now);
        }

        if (failure is not { ConcernsKeyPool: true })
        {
            _inARow[reservation.KeyId] = 0;
        }

        Step();
    }

    /// <summary>As the run's log decides it, on this life's counts.</summary>
    private bool IsFinal(BeatId beat, string key, ModelFailure failure)
    {
        var tries = _tries.GetValueOrDefault(beat);
        var inARow = _inARow.GetValueOrDefault(key);
        var isFinal = FinalFailure.IsFinal(failure, tries, isOutage: inARow >= 2, RetryPolicy.Default);
        _tries[beat] = failure.Kind switch
        {
            FailureKind.Transient when inARow < 2 => tries with { Transient = tries.Transient + 1 },
            FailureKind.Unanswered => tries with { Unanswered = tries.Unanswered + 1 },
            FailureKind.NoImage or FailureKind.BrokenImage => tries with { NoImage = tries.NoImage + 1 },
            _ => tries,
        };
        _inARow[key] = failure.Kind is FailureKind.Transient or FailureKind.Unanswered ? inARow + 1 : inARow;
        return isFinal;
    }

    private void Store(BeatId beat, QueuedState state)
    {
        _stored[beat] = state;
        EndedAt = _world.Now;
        _world.Invariants.Ended(_number, beat, state.ToString());
    }

    private void Wake(DateTimeOffset? at)
    {
        var wake = ++_wake;
        if (at is { } instant)
        {
            var life = _life;
            _world.At(_world.Late(instant.UtcTicks), () =>
            {
                if (wake == _wake && life == _life)
                {
                    Step();
                }
            });
        }
    }

    private BeatQueue NewQueue() => new(
        _beats.Select(b => b with { State = _stored.GetValueOrDefault(b.Id, QueuedState.Pending) }),
        RetryPolicy.Default,
        _world.Scenario.Seed,
        _world.Scenario.CallTakes,
        _world.Scenario.IsClose);
}
