using ImageGen.Simulator.Answers;
using ImageGen.Simulator.Faults;
using ImageGen.Simulator.Http;
using ImageGen.Simulator.Limits;
using ImageGen.Simulator.Log;
using ImageGen.Simulator.Replies;
using ImageGen.Simulator.Requests;
using ImageGen.Simulator.Troubles;

namespace ImageGen.Simulator;

/// <summary>One call in, one reply out, in the service's own order: path, key, model, body, limits; then script and chance.</summary>
internal sealed class SimulatorEngine(SimulatorOptions options, TimeProvider time) : ICallAnswerer
{
    private readonly KeyRing _keys = new(options.Keys);
    private readonly ProjectQuotas _quotas = new(options.QuotaLimits);
    private readonly FaultPlan _plan = new(options.Script, options.Faults, options.Latency, options.Seed, options.Speed);
    private readonly Answerer _answers = new(new AnswerOptions(
        options.Images, options.Format, options.Thoughts, options.QuotaLimits, options.StrayRetryDelay / options.Speed));
    private readonly OverloadClock _overloads = new(options.Overloads, options.Speed);
    private readonly PrepaidCredit _credit = new(options.Accounts);
    private readonly Takes _takes = new();
    private readonly CallLog _log = new();
    private ImmutableArray<LostModel> _lostModels = options.LostModels;

    public CallLog Log => _log;

    public SimulatorStats Stats => _log.Stats(_quotas, time.GetUtcNow());

    public void AddFault(ScriptedFault fault) => _plan.Add(fault);

    public void LoseModel(LostModel lost) => ImmutableInterlocked.Update(ref _lostModels, l => l.Add(lost));

    public void TopUp(decimal usd, string? project) => _credit.Add(project, usd);

    public bool SetKeyState(string id, KeyState state) => _keys.SetState(id, state);

    public async Task<SimulatedReply> AnswerAsync(IncomingCall incoming, CancellationToken gaveUp)
    {
        if (incoming.IsLookup) return LookUp(incoming);
        var call = Begin(incoming);
        SimulatedReply? reply = null;
        try
        {
            (reply, var latency) = Decide(call);
            if (latency > TimeSpan.Zero) await Task.Delay(latency, time, gaveUp);
            if (reply.Ending == ReplyEnding.Hang) await Task.Delay(Timeout.InfiniteTimeSpan, time, gaveUp);
            return reply;
        }
        finally
        {
            var record = RecordOf(call, reply, gaveUp.IsCancellationRequested);
            _log.Finish(record);
            options.Answering?.Invoke(record);
        }
    }

    public void LogCutRequest(IncomingCall incoming)
    {
        if (incoming.GenerateContentModel is null) return;
        var call = Begin(incoming);
        call.Key = string.IsNullOrEmpty(incoming.ApiKey) ? null : _keys.Find(incoming.ApiKey);
        _log.Finish(RecordOf(call, reply: null, gaveUp: true) with { Outcome = Outcomes.RequestCut });
    }

    private Call Begin(IncomingCall incoming)
    {
        // A test that sees the call in flight may advance the clock: the call's time is read before that.
        var (at, started) = (time.GetUtcNow(), time.GetTimestamp());
        return new Call(_log.Start(), at, started, incoming);
    }

    private (SimulatedReply Reply, TimeSpan Latency) Decide(Call call)
    {
        if (Refuse(call) is { } refusal) return (refusal, TimeSpan.Zero);

        var request = call.Request!;
        var (fault, latency) = _plan.Decide(request);
        var overload = _overloads.At(request.Project, call.At);
        call.Injected = fault is not null || overload is not null;
        if (overload is not null) return (Refusals.Overloaded().ToReply(), overload.AnswersAfter / options.Speed);

        if (fault == SimulatedFault.StrayPerMinute) _quotas.Withdraw(request.Project, request.Model, call.At);
        if (fault is null or { IsBilled: true }) Charge(call, fault);
        var size = call.Model!.SizeOf(request.ImageSize)!;
        var reply = fault is null
            ? _answers.Images.Usual(options.VariesTakes ? _takes.Next(request) : request, size, Outcomes.Image)
            : _answers.Faults.For(fault, request, size);
        return (reply, fault?.IsImmediate is true ? TimeSpan.Zero : latency);
    }

    private void Charge(Call call, SimulatedFault? fault)
    {
        var request = call.Request!;
        var hasThoughts = fault?.HasThoughts is true || (options.Thoughts != ThoughtMode.None && fault is null or { Kind: FaultKind.Slow });
        call.BilledUsd = Bill.Usd(request, call.Model!, hasThoughts);
        _quotas.Charge(request.Project, call.BilledUsd, call.At);
        _credit.Charge(request.Project, call.BilledUsd);
        _log.Charge(call.BilledUsd);
    }

    private SimulatedReply? Refuse(Call call)
    {
        if (call.ModelId is null) return Refusals.UnknownPath();
        if (string.IsNullOrEmpty(call.Incoming.ApiKey)) return Refusals.NoKey().ToReply();

        call.Key = _keys.Find(call.Incoming.ApiKey);
        var state = call.Key?.Use() ?? KeyState.Invalid;
        if (KeyRefusal(state, call.Key) is { } keyRefusal) return keyRefusal.ToReply();

        (call.Model, var modelError) = Find(call.ModelId, call.Key!.Project);
        if (call.Model is null) return modelError!.ToReply();

        var (request, error) = RequestReader.Read(call.Incoming.Body, call.Model);
        if (request is null) return error!.ToReply();

        request = request with { Sequence = call.Sequence, KeyId = call.Key!.Id, Project = call.Key.Project };
        call.Request = request = request with { Label = options.Describe?.Invoke(request) };
        if (state == KeyState.NotEntitled) return RateLimits.NotEntitled(request.Model, options.Window / options.Speed).ToReply();

        if (_credit.UsedUp(request.Project) is { } account)
        {
            return (account.AnswersWith429 ? Refusals.PrepaidAsBare429() : Refusals.Prepaid()).ToReply();
        }

        return QuotaRefusal(request, call.Model.SizeOf(request.ImageSize)!, call.At)?.ToReply();
    }

    private (SimulatedModel? Model, GoogleError? Error) Find(string id, string project)
    {
        var model = options.Models.FirstOrDefault(m => m.Id == id);
        if (model is null) return (null, Refusals.UnknownModel(id));
        return IsLost(project, id) ? (null, Refusals.LostModel(id)) : (model, null);
    }

    private bool IsLost(string project, string model) => _lostModels.Any(l => l.Covers(project, model));

    private SimulatedReply LookUp(IncomingCall incoming)
    {
        var key = string.IsNullOrEmpty(incoming.ApiKey) ? null : _keys.Find(incoming.ApiKey);
        var reply = LookUp(incoming, key);
        _log.Add(new LookupRecord(time.GetUtcNow(), IdOf(incoming, key), key?.Project ?? string.Empty, incoming.LookupModel, reply.Status));
        return reply;
    }

    private SimulatedReply LookUp(IncomingCall incoming, KeyRing.Holder? key)
    {
        if (string.IsNullOrEmpty(incoming.ApiKey)) return Refusals.NoKey().ToReply();
        if (KeyRefusal(key?.State ?? KeyState.Invalid, key) is { } refusal) return refusal.ToReply();
        if (incoming.LookupModel is not { } id) return ModelReplies.List(options.Models.Where(m => !IsLost(key!.Project, m.Id)));
        var (model, error) = Find(id, key!.Project);
        return model is null ? error!.ToReply() : ModelReplies.One(model);
    }

    private static string IdOf(IncomingCall incoming, KeyRing.Holder? key) =>
        key?.Id ?? (string.IsNullOrEmpty(incoming.ApiKey) ? "none" : "unknown");

    private static GoogleError? KeyRefusal(KeyState state, KeyRing.Holder? key) => state switch
    {
        KeyState.Invalid => Refusals.InvalidKey(),
        KeyState.Expired => Refusals.ExpiredKey(),
        KeyState.Leaked => Refusals.LeakedKey(),
        KeyState.ServiceDisabled => Refusals.ServiceDisabled(key?.Project ?? "unknown"),
        _ => null,
    };

    private GoogleError? QuotaRefusal(SimulatorRequest request, ModelSize size, DateTimeOffset now) =>
        _quotas.Admit(request.Project, request.Model, size.PriceUsd, now) switch
        {
            QuotaDecision.Exhausted { PerWindow: { } minute, PerDay: { } day } e =>
                RateLimits.PerMinuteAndDay(request.Model, minute, day, e.RetryAfter),
            QuotaDecision.Exhausted { PerWindow: { } minute } e => RateLimits.PerMinute(request.Model, minute, e.RetryAfter),
            QuotaDecision.Exhausted { PerDay: { } day } e => RateLimits.PerDay(request.Model, day, e.RetryAfter),
            QuotaDecision.Overspent => RateLimits.Spend(),
            _ => null,
        };

    private CallRecord RecordOf(Call call, SimulatedReply? reply, bool gaveUp) => new(
        call.Sequence,
        call.At,
        IdOf(call.Incoming, call.Key),
        call.Key?.Project ?? string.Empty,
        call.ModelId ?? string.Empty,
        call.Request?.Label?.Style,
        call.Request?.Label?.Beat,
        call.Request?.PromptHash ?? string.Empty,
        call.Request?.References.Length ?? 0,
        gaveUp || reply?.Ending is ReplyEnding.Hang or ReplyEnding.CutBeforeHeaders ? 0 : reply?.Status ?? 0,
        reply?.Outcome ?? "crashed",
        call.Injected,
        time.GetElapsedTime(call.Started),
        gaveUp)
    {
        BilledUsd = call.BilledUsd,
    };

    private sealed class Call(long sequence, DateTimeOffset at, long started, IncomingCall incoming)
    {
        public long Sequence { get; } = sequence;

        public DateTimeOffset At { get; } = at;

        public long Started { get; } = started;

        public IncomingCall Incoming { get; } = incoming;

        public string? ModelId { get; } = incoming.GenerateContentModel;

        public KeyRing.Holder? Key { get; set; }

        public SimulatedModel? Model { get; set; }

        public SimulatorRequest? Request { get; set; }

        public bool Injected { get; set; }

        public decimal BilledUsd { get; set; }
    }
}
