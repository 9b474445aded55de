using ImageGen.Core.Base;
using ImageGen.Core.KeyPools;
using ImageGen.Core.Models;
using ImageGen.Core.Models.Catalogue;
using ImageGen.Core.Runs;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Generation;

/// <summary>
/// The body of the GenerateBeat activity: one beat, at most one paid call. After a crash, a second delivery or a full disk the log still
/// shows what may have been billed, and an image that was paid for and stored is never paid for again.
/// </summary>
/// <remarks>Thread-safe.</remarks>
/// <param name="runLogs">The logs of the runs.</param>
/// <param name="images">The image store.</param>
/// <param name="keys">The source of API keys.</param>
/// <param name="model">The image model.</param>
/// <param name="models">The catalogue with prices and time-outs.</param>
/// <param name="time">The clock.</param>
/// <param name="gate">A second condition, beside the log, for an attempt to begin; null: the log alone decides.</param>
/// <param name="callLimit">
/// Longest duration of an attempt: one that is open for longer has lost its worker, and another may take its place. Default
/// <see cref="ModelCatalogue.LongestAttemptOf"/> the run.
/// </param>
/// <param name="policy">How often a beat is attempted; the same as the queue's. Default <see cref="RetryPolicy.Default"/>.</param>
/// <param name="handling">How images are checked, converted and, when damaged, stored. Default <see cref="ImageHandling.Plain"/>.</param>
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
    private readonly ModelCaller _caller = new(model, models, (handling ?? ImageHandling.Plain).Processor, time);
    private readonly ReferenceLoader _references = new(images, (handling ?? ImageHandling.Plain).Processor, models);
    private readonly ImageStorer _storer = new(images, handling ?? ImageHandling.Plain, time);
    private readonly OutcomeRecorder _recorder = new(runLogs);
    private readonly DestinationProbes _probes = new(images);
    private readonly AttemptWaits _waits = new(time);
    private readonly RetryPolicy _policy = policy ?? RetryPolicy.Default;

    /// <summary>Generates the beat, or returns the reason why it was not generated.</summary>
    /// <returns>
    /// The outcome, which is in the log as far as it concerns the run. With a report, the reservation was used; without, the caller
    /// releases it.
    /// </returns>
    /// <remarks>
    /// Cancelled before an attempt began, it is held. An attempt in flight may be billed: it is in the log without an outcome, and its
    /// reservation is used. After any other exception it is not known whether an attempt was made.
    /// </remarks>
    /// <exception cref="UserException">The run does not exist in the store.</exception>
    public async Task<BeatOutcome> GenerateAsync(GenerateBeatRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        using var activity = Telemetry.BeginBeat(request);
        if (await OpenLogAsync(request, cancellationToken) is not { } runLog)
        {
            return new BeatOutcome(request.Beat, BeatOutcomeKind.Held);
        }

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
            outcome = await _recorder.HoldAsync(request, log, e, null, null, CancellationToken.None)
                ?? new BeatOutcome(request.Beat, BeatOutcomeKind.Held);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // It may have been waiting for an attempt that an earlier delivery began with the same reservation.
            outcome = new BeatOutcome(request.Beat, BeatOutcomeKind.Held);
        }

        Telemetry.EndBeat(activity, request.Style, outcome.Kind);
        return await log.AddCountsAsync(outcome);
    }

    /// <summary>Null: cancelled.</summary>
    private async Task<RunLog?> OpenLogAsync(GenerateBeatRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await runLogs.OpenAsync(request.RunId, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private async Task<BeatOutcome> AttemptAsync(
        RunLog runLog, GenerateBeatRequest request, AttemptLog log, CancellationToken cancellationToken)
    {
        var check = await _waits.WaitForEarlierAttemptAsync(log, cancellationToken);
        if (check.Outcome is { } known)
        {
            return known;
        }

        if (await IsGateClosedAsync(request.RunId, cancellationToken))
        {
            return new BeatOutcome(request.Beat, BeatOutcomeKind.Held);
        }

        var run = runLog.Document;
        var beat = runLog.Find(request.Style, request.Beat)
            ?? throw new InvalidOperationException($"Run {run.Id} has no beat {request.Style.Name()}/{request.Beat}.");
        var name = new ImageName(run.Storyboard.Project, request.Style, beat.Shot, beat.Id);
        var (existing, accepted) = await AcceptExistingAsync(request, log, beat, name, cancellationToken);
        if ((accepted ?? (check.IsUsed ? await log.ReclaimAsync(cancellationToken) : null)) is { } settled)
        {
            return settled;
        }

        await _probes.EnsureAsync(run, request.Style, log.Resumes ?? 0, cancellationToken);

        // All that takes time comes before the wait, so that the attempt begins on time.
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

        if (await _waits.WaitForReservationAsync(request, cancellationToken) && await IsGateClosedAsync(request.RunId, cancellationToken))
        {
            return new BeatOutcome(request.Beat, BeatOutcomeKind.Held);
        }

        var content = BeatContent.Of(beat, references, run.Storyboard.Options, models);
        if (models.Retirement(content.Request.Model, DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime)) is { } gone)
        {
            return await log.StopAsync($"{gone.Problem} {gone.Remedy} A new run with it keeps the images that exist.", cancellationToken);
        }

        return await CallAsync(request, log, name, content, key, existing is not null || request.Further, cancellationToken);
    }

    /// <summary>The image that the store has for the beat, and the outcome if it is the one that the run wants.</summary>
    private async Task<(StoredImage? Existing, BeatOutcome? Accepted)> AcceptExistingAsync(
        GenerateBeatRequest request, AttemptLog log, Beat beat, ImageName name, CancellationToken cancellationToken)
    {
        if (request.Further && await log.IsFurtherDueAsync(cancellationToken))
        {
            return (null, await log.AcceptFurtherAsync(await images.VersionsAsync(name, cancellationToken), cancellationToken));
        }

        if (await images.FindAsync(name, cancellationToken) is not { } existing)
        {
            return (null, null);
        }

        var styleReference = await _references.ReadStyleHashAsync(name.Project, request.Style, beat, existing, cancellationToken);
        return (existing, await log.AcceptAsync(existing, styleReference, cancellationToken));
    }

    private async Task<BeatOutcome> CallAsync(
        GenerateBeatRequest request,
        AttemptLog log,
        ImageName name,
        BeatContent content,
        ApiKey key,
        bool keepOld,
        CancellationToken cancellationToken)
    {
        var sent = content.Request;
        var estimateUsd = models.EstimateUsd(sent.Model, sent.ImageSize, sent.References.Length);
        var admission = await log.AdmitAsync(estimateUsd, cancellationToken);
        if (admission.Attempt is not { } attempt)
        {
            return admission.Outcome;
        }

        PaidAttempt call;
        try
        {
            call = await _caller.CallAsync(sent, key, request.Style, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // It may have reached the service. If the reservation were released, its slot would be used twice.
            var dropped = new AttemptReport(request.Reservation.Id, time.GetUtcNow(), estimateUsd, Model: sent.Model) { IsDropped = true };
            return new BeatOutcome(request.Beat, BeatOutcomeKind.Held, dropped);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // A bug in this program. The attempt is over, and the next one need not wait for it.
            await log.AbandonAsync(attempt);
            throw;
        }

        using var lease = call.Lease;
        var provenance = content.ProvenanceOf(request.RunId, attempt, key.Id, call, admission.Candidate);
        var outcome = await _recorder.RecordAsync(
            request,
            log,
            attempt,
            call,
            () => admission.IsFurther
                ? _storer.StoreBesideAsync(name, call, provenance)
                : _storer.StoreAsync(name, call, provenance, keepOld),
            content.References.Note,
            admission.IsFurther);
        await _storer.StoreRejectedAsync(name, call, provenance);
        return outcome;
    }

    private async Task<bool> IsGateClosedAsync(string runId, CancellationToken cancellationToken) =>
        gate is not null && await gate.CheckAsync(runId, cancellationToken) is not RunGateState.Open;
}
