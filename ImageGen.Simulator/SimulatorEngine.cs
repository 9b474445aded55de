using ImageGen.Simulator.Answers;
using ImageGen.Simulator.Faults;
using ImageGen.Simulator.Limits;
using ImageGen.Simulator.Log;
using ImageGen.Simulator.Pictures;
using ImageGen.Simulator.Requests;

namespace ImageGen.Simulator;

/// <summary>One call in, one reply out, in the service's own order: path, key, model, body, limits; then script and chance.</summary>
internal sealed class SimulatorEngine(SimulatorOptions options, TimeProvider time)
{
    private readonly KeyRing _keys = new(options);
    private readonly ProjectQuotas _quotas = new(options);
    private readonly FaultPlan _plan = new(options);
    private readonly PictureStudio _studio = new(options.Pictures);
    private readonly Takes _takes = new();
    private readonly CallLog _log = new();

    public CallLog Log => _log;

    public SimulatorStats Stats => _log.Stats(_quotas, time.GetUtcNow());

    public void AddFault(ScriptedFault fault) => _plan.Add(fault);

    public bool SetKeyState(string id, KeyState state) => _keys.SetState(id, state);

    public async Task<SimulatedReply> AnswerAsync(IncomingCall incoming, CancellationToken gaveUp)
    {
        var call = new Call(_log.Start(), time.GetUtcNow(), time.GetTimestamp(), incoming);
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

    private (SimulatedReply Reply, TimeSpan Latency) Decide(Call call)
    {
        if (Refuse(call) is { } refusal) return (refusal, TimeSpan.Zero);

        var request = call.Request!;
        var (fault, latency) = _plan.Decide(request);
        call.Injected = fault is not null;
        var size = call.Model!.SizeOf(request.ImageSize)!;
        if (fault is null || fault.IsBilled)
        {
            _quotas.Charge(request.Project, size.PriceUsd, call.At);
            _log.Charge(size.PriceUsd);
        }

        var reply = fault is null
            ? Picture(request, size, FaultReplies.ClaimedPng, Outcomes.Image)
            : FaultReplies.For(fault, request, options, _studio, size);
        return (reply, fault?.IsImmediate is true ? TimeSpan.Zero : latency);
    }

    private SimulatedReply Picture(SimulatorRequest request, ModelSize size, string mediaType, string outcome) => PictureOf(
        options.DrawsAnew ? _takes.Next(request) : request, size, mediaType, outcome);

    private SimulatedReply PictureOf(SimulatorRequest request, ModelSize size, string mediaType, string outcome) =>
        SimulatedReply.Json(200, PictureAnswer.WithImage(request, _studio.Draw(request), mediaType, size.Tokens), outcome);

    private SimulatedReply? Refuse(Call call)
    {
        if (call.ModelId is null) return Refusals.UnknownPath();
        if (string.IsNullOrEmpty(call.Incoming.ApiKey)) return Refusals.NoKey().ToReply();

        call.Key = _keys.Find(call.Incoming.ApiKey);
        var state = call.Key?.Use() ?? KeyState.Invalid;
        if (KeyRefusal(state, call) is { } keyRefusal) return keyRefusal.ToReply();

        call.Model = options.Models.FirstOrDefault(m => m.Id == call.ModelId);
        if (call.Model is null) return Refusals.UnknownModel(call.ModelId).ToReply();

        var (request, error) = RequestReader.Read(call.Incoming.Body, call.Model);
        if (request is null) return error!.ToReply();

        request = request with { Sequence = call.Sequence, KeyId = call.Key!.Id, Project = call.Key.Project };
        call.Request = request = request with { Label = options.Describe?.Invoke(request) };
        if (state == KeyState.NotEntitled) return RateLimits.NotEntitled(request.Model, options.Window / options.Speed).ToReply();

        return QuotaRefusal(request, call.Model.SizeOf(request.ImageSize)!, call.At)?.ToReply();
    }

    private static GoogleError? KeyRefusal(KeyState state, Call call) => state switch
    {
        KeyState.Invalid => Refusals.InvalidKey(),
        KeyState.Expired => Refusals.ExpiredKey(),
        KeyState.Leaked => Refusals.LeakedKey(),
        KeyState.ServiceDisabled => Refusals.ServiceDisabled(call.Key?.Project ?? "unknown"),
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
        call.Key?.Id ?? (string.IsNullOrEmpty(call.Incoming.ApiKey) ? "none" : "unknown"),
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
        gaveUp);

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
    }
}
