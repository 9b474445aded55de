using ImageGen.Core.Base;
using ImageGen.Core.KeyPools;
using ImageGen.Core.Models;
using ImageGen.Core.Models.Catalogue;
using ImageGen.Core.Runs;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Generation;

/// <summary>
/// The body of the GenerateBeat activity: one beat, at most one paid call. Whatever happens around the call (a crash, a second delivery, a
/// full disk), the log tells what may have been billed, and an image that was paid for and stored is never paid for again.
/// </summary>
/// <remarks>Thread-safe.</remarks>
/// <param name="runLogs">The runs' logs.</param>
/// <param name="images">Where images are.</param>
/// <param name="keys">Where API keys are.</param>
/// <param name="model">Who generates.</param>
/// <param name="models">What it costs.</param>
/// <param name="time">The clock.</param>
/// <param name="gate">A second word on whether calls may begin; null: the log's word is enough.</param>
/// <param name="callLimit">
/// No call takes longer: an attempt that is open for this long has lost its worker, and another may take its place. Default
/// <see cref="ModelCatalogue.LongestAttemptOf"/> the run.
/// </param>
/// <param name="policy">How often a beat is tried; the same as the queue's. Default <see cref="RetryPolicy.Default"/>.</param>
/// <param name="handling">How images are checked, converted and, when damaged, kept. Default <see cref="ImageHandling.Plain"/>.</param>
public sealed class BeatGenerator(
    RunLogs runLogs,
    IImageStore images,
    IApiKeySource keys,
    IImageModel model,
    ModelCatalogue models,
    TimeProvider time,
    IRunGate? gate = null,
    TimeSpan? callLimit = null,
    RetryPolicy? policy = null,
    ImageHandling? handling = null)
{
    private static readonly TimeSpan LogPoll = TimeSpan.FromSeconds(2);

    private readonly ModelCaller _caller = new(model, models, (handling ?? ImageHandling.Plain).Processor, time);
    private readonly ReferenceLoader _references = new(images, (handling ?? ImageHandling.Plain).Processor, models);
    private readonly ImageStorer _storer = new(images, handling ?? ImageHandling.Plain, time);
    private readonly OutcomeRecorder _recorder = new(runLogs);
    private readonly DestinationProbes _probes = new(images);
    private readonly RetryPolicy _policy = policy ?? RetryPolicy.Default;

    /// <summary>Generates the beat, or says why not.</summary>
    /// <returns>
    /// How it ended; everything that it tells of the run is in the log. With a report, the reservation was used; without, it is to be given
    /// back.
    /// </returns>
    /// <remarks>
    /// Cancelled before a call began, it is held. A call under way may be billed: it stands in the log without outcome, and its reservation
    /// is used. After an exception it is not known whether a call was made.
    /// </remarks>
    /// <exception cref="UserException">The run is gone from the store.</exception>
    public async Task<BeatOutcome> GenerateAsync(GenerateBeatRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        using var activity = Telemetry.BeginBeat(request);
        var runLog = await runLogs.OpenAsync(request.RunId, cancellationToken);
        var options = runLog.Document.Storyboard.Options;
        var limit = callLimit ?? models.LongestAttemptOf(options.Model, options.ImageSize);
        var log = new AttemptLog(runLog, request, _policy.For(options), limit, time);
        BeatOutcome outcome;
        try
        {
            outcome = await AttemptAsync(runLog, request, log, cancellationToken);
        }
        catch (UserException e)
        {
            outcome = await _recorder.HoldAsync(request, log, e, null, null, cancellationToken)
                ?? new BeatOutcome(request.Beat, BeatOutcomeKind.Held);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // It may have been waiting for a call that an earlier delivery began with the same reservation.
            outcome = new BeatOutcome(request.Beat, BeatOutcomeKind.Held);
        }

        Telemetry.Ended(activity, request.Style, outcome.Kind);
        return await log.CountedAsync(outcome);
    }

    private async Task<BeatOutcome> AttemptAsync(
        RunLog runLog, GenerateBeatRequest request, AttemptLog log, CancellationToken cancellationToken)
    {
        var run = runLog.Document;
        await AwaitEarlierCallAsync(log, cancellationToken);
        if (await log.StandingAsync(cancellationToken) is { } standing)
        {
            return standing;
        }

        if (await IsShutAsync(request.RunId, cancellationToken))
        {
            return new BeatOutcome(request.Beat, BeatOutcomeKind.Held);
        }

        var beat = runLog.Find(request.Style, request.Beat)
            ?? throw new InvalidOperationException($"Run {run.Id} has no beat {request.Style.Name()}/{request.Beat}.");
        var name = new ImageName(run.Storyboard.Project, request.Style, beat.Shot, beat.Id);
        var isFurther = request.Further && await log.IsFurtherDueAsync(cancellationToken);
        if (isFurther && await log.AcceptFurtherAsync(await images.VersionsAsync(name, cancellationToken), cancellationToken) is { } found)
        {
            return found;
        }

        var there = isFurther ? null : await images.FindAsync(name, cancellationToken);
        if (there is not null)
        {
            var styleReference = await _references.StyleHashAsync(name.Project, request.Style, beat, there, cancellationToken);
            if (await log.AcceptAsync(there, styleReference, cancellationToken) is { } accepted)
            {
                return accepted;
            }
        }

        if (await log.ReclaimAsync(cancellationToken) is { } reclaimed)
        {
            return reclaimed;
        }

        await _probes.EnsureAsync(run, request.Style, log.Resumes ?? 0, cancellationToken);

        // Whatever takes time comes before the wait, so that the call leaves on time.
        var references = await _references.LoadAsync(run.Storyboard, request.Style, beat, cancellationToken);
        if (references.Problem is { } missing)
        {
            return await log.RefuseAsync(new ModelFailure(FailureKind.InvalidRequest, missing, Code: "REFERENCE"), cancellationToken);
        }

        var (key, problem) = await ReservedKey.FindAsync(keys, request, cancellationToken);
        if (key is null)
        {
            return problem!;
        }

        if (await WaitAsync(request, cancellationToken) && await IsShutAsync(request.RunId, cancellationToken))
        {
            return new BeatOutcome(request.Beat, BeatOutcomeKind.Held);
        }

        var options = run.Storyboard.Options;
        if (models.Retirement(
            options.Model ?? ModelCatalogue.DefaultModel, DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime)) is { } gone)
        {
            return await log.StopAsync($"{gone.Problem} {gone.Remedy} A new run with it keeps the images that exist.", cancellationToken);
        }

        var asked = new ImageRequest(
            options.Model
                ?? ModelCatalogue.DefaultModel, WordsOf(beat, references), references.Images, options.AspectRatio, options.ImageSize)
        {
            Timeout = models.TimeoutOf(options.Model ?? ModelCatalogue.DefaultModel, options.ImageSize),
        };
        var estimateUsd = models.EstimateUsd(asked.Model, asked.ImageSize, asked.References.Length);
        var admission = await log.AdmitAsync(estimateUsd, cancellationToken);
        if (admission.Attempt is not { } attempt)
        {
            return admission.Outcome;
        }

        PaidAttempt call;
        try
        {
            call = await _caller.CallAsync(asked, key, request.Style, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // It may have reached the service: given back, its slot would be used twice.
            var dropped = new AttemptReport(request.Reservation.Id, time.GetUtcNow(), estimateUsd, Model: asked.Model) { IsDropped = true };
            return new BeatOutcome(request.Beat, BeatOutcomeKind.Held, dropped);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // A bug of ours. The call is over, though, and another try need not wait for it.
            await log.AbandonAsync(attempt);
            throw;
        }

        using var lease = call.Lease;
        var provenance = new ImageProvenance(
            request.RunId, attempt, asked.Model, PromptHash.Of(beat, options), key.Id, references.Words, call.Usage, call.CostUsd,
            call.Duration, call.EndedAt)
        {
            PromptTextHash = PromptHash.OfText(beat.Prompt),
            ImageSize = asked.ImageSize,
            AspectRatio = asked.AspectRatio,
            ReferenceHash = references.Hash,
            InstructionHash = beat.Instruction is { } instruction ? PromptHash.OfText(instruction) : null,
            ReferenceCopy = references.Copy,
            References = references.Sent,
            LeftOut = references.LeftOut,
            Candidate = admission.Candidate,
        };
        var outcome = await _recorder.RecordAsync(
            request,
            log,
            attempt,
            call,
            () => admission.IsFurther
                ? _storer.KeepBesideAsync(name, call, provenance)
                : _storer.KeepAsync(name, call, provenance, there is not null || request.Further),
            references.Note,
            admission.IsFurther);
        await _storer.KeepRejectedAsync(name, call, provenance);
        return outcome;
    }

    /// <summary>
    /// The words that are sent: the prompt; of a beat with an instruction that alone if the image to change is sent with it.
    /// </summary>
    private static string WordsOf(Beat beat, References references) => beat.Instruction is not { } instruction ? beat.Prompt
        : references.Words == References.PresentWords ? instruction
        : $"{beat.Prompt}\n\n{instruction}";

    /// <summary>Waits for the instant of the reservation; true when there was something to wait for.</summary>
    private async Task<bool> WaitAsync(GenerateBeatRequest request, CancellationToken cancellationToken)
    {
        var began = time.GetUtcNow();
        var hasWaited = false;
        while (request.Reservation.NotBefore - time.GetUtcNow() is var left && left > TimeSpan.Zero)
        {
            hasWaited = true;
            // In whole milliseconds, as Task.Delay counts: of less than one it makes none, and this would go round and round.
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds)), time, cancellationToken);
        }

        Telemetry.Waited(request.Style, time.GetUtcNow() - began);
        return hasWaited;
    }

    /// <summary>Waits for the outcome of an earlier delivery's call, at most until no call can still be under way.</summary>
    private async Task AwaitEarlierCallAsync(AttemptLog log, CancellationToken cancellationToken)
    {
        while (await log.EarlierCallEndsAsync(cancellationToken) is { } end && end - time.GetUtcNow() is { Ticks: > 0 } left)
        {
            await Task.Delay(
                TimeSpan.FromMilliseconds(Math.Ceiling(Math.Min(left.TotalMilliseconds, LogPoll.TotalMilliseconds))),
                time,
                cancellationToken);
        }
    }

    private async Task<bool> IsShutAsync(string runId, CancellationToken cancellationToken) =>
        gate is not null && await gate.CheckAsync(runId, cancellationToken) is not RunGateState.Open;
}
